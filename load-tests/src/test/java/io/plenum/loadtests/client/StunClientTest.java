package io.plenum.loadtests.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class StunClientTest {
    private static final int INTEGRITY_AND_FINGERPRINT = 24 + 8;
    private static final int FINGERPRINT = 8;

    private final StunClient client =
            new StunClient("ours", "ours-pwd", "theirs", "password", true, 0x1122334455L);

    @Test
    void requestsAreWholeAndSigned() throws Exception {
        byte[] request = client.request();
        ByteBuffer message = ByteBuffer.wrap(request);
        assertThat(message.getShort(0)).isEqualTo((short) 1);
        assertThat(message.getShort(2)).isEqualTo((short) (request.length - 20));
        assertThat(new String(request, 24, 11, StandardCharsets.UTF_8)).isEqualTo("theirs:ours");

        // RFC 8489 section 14.5: as if FINGERPRINT was not there.
        int signed = request.length - INTEGRITY_AND_FINGERPRINT;
        byte[] before = java.util.Arrays.copyOf(request, signed);
        ByteBuffer.wrap(before).putShort(2, (short) (signed + 24 - 20));
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec("password".getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
        byte[] found = new byte[20];
        message.get(signed + 4, found);
        assertThat(found).isEqualTo(mac.doFinal(before));

        CRC32 crc = new CRC32();
        crc.update(request, 0, request.length - FINGERPRINT);
        assertThat(message.getInt(request.length - 4)).isEqualTo((int) crc.getValue() ^ 0x5354554E);
    }

    @Test
    void answersTheServersOwnChecks() throws Exception {
        StunClient server = new StunClient("theirs", "password", "ours", "ours-pwd", true, 99);
        ByteBuffer request = ByteBuffer.wrap(server.request());
        byte[] answer = client.respond(request, new InetSocketAddress("192.0.2.1", 0x2112));
        assertThat(answer).isNotNull();
        ByteBuffer response = ByteBuffer.wrap(answer);
        assertThat(server.isSuccess(response)).isTrue();
        // XOR-MAPPED-ADDRESS (RFC 8489 section 14.2).
        assertThat(response.getShort(26)).isZero();
        assertThat(response.getInt(28)).isEqualTo(0xC0000201 ^ 0x2112A442);
        assertThat(client.respond(response, new InetSocketAddress("192.0.2.1", 1))).isNull();
    }

    @Test
    void knowsTheAnswersToItsOwnRequests() {
        ByteBuffer answer = ByteBuffer.allocate(20).putShort((short) 0x0101).putShort((short) 0);
        answer.putInt(0x2112A442).putLong(0x1122334455L).putInt(1).flip();
        assertThat(client.isSuccess(answer)).isTrue();
        answer.putLong(8, 7);
        assertThat(client.isSuccess(answer)).isFalse();
        answer.putLong(8, 0x1122334455L).putShort(0, (short) 0x0111);
        assertThat(client.isSuccess(answer)).isFalse();
    }
}
