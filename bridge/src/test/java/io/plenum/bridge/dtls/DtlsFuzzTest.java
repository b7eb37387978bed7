package io.plenum.bridge.dtls;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/** Whatever the bytes: no exception, and never more memory than one message is allowed. */
class DtlsFuzzTest {
    @FuzzTest
    void everyDatagramGetsAVerdict(FuzzedDataProvider data) {
        ClientHelloReassembly reassembly = new ClientHelloReassembly();
        ClientFlightFilter filter = new ClientFlightFilter();
        while (data.remainingBytes() > 0) {
            byte[] datagram = data.consumeBytes(data.consumeInt(0, 2048));
            if (reassembly.offer(datagram, 0, datagram.length)
                    == ClientHelloReassembly.Verdict.COMPLETE) {
                byte[] record = reassembly.record();
                require(DtlsRecords.wellFormed(record, 0, record.length), "a broken record");
                reassembly = new ClientHelloReassembly();
            }
            require(
                    reassembly.reservedBytes() <= ClientHelloReassembly.MAX_MESSAGE_BYTES + 25,
                    "too much reserved");
            if (DtlsRecords.wellFormed(datagram, 0, datagram.length)) {
                byte[] copy = datagram.clone();
                int kept = filter.filter(copy, copy.length);
                require(kept <= copy.length, "longer than before");
                byte[] passed = Arrays.copyOf(copy, kept);
                require(
                        kept == 0 || DtlsRecords.wellFormed(passed, 0, kept),
                        "a broken datagram passed");
            }
        }
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalStateException(otherwise);
        }
    }
}
