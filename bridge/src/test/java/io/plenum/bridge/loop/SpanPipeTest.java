package io.plenum.bridge.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plenum.bridge.bytes.BigEndian;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SpanPipeTest {
    private final SpanPipe pipe = new SpanPipe();
    private final List<String> out = new ArrayList<>();
    private final SpanPipe.Reader reader = new Recorder(out);

    /** Writes down what comes out. */
    private record Recorder(List<String> out) implements SpanPipe.Reader {
        @Override
        public void onNote(SpanNote note) {
            out.add(((SpanNote.Left) note).room());
        }

        @Override
        public void onPacket(
                int mirror,
                int encoding,
                long sequence,
                long arrivalNanos,
                byte[] buffer,
                int headerOffset,
                int headerLength,
                int payloadOffset,
                int payloadLength) {
            out.add("%d".formatted(sequence));
        }
    }

    private boolean packet(long sequence) {
        return pipe.packet(1, 0, sequence, 0, new byte[100], 0, 12, 12, 88);
    }

    private void note(String name) {
        pipe.note(new SpanNote.Left(name));
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(String::valueOf).toList();
    }

    @Test
    void whatGoesInComesOutInItsOrder() {
        packet(1);
        note("a");
        packet(2);
        assertThat(pipe.flush()).isTrue();
        assertThat(pipe.drain(10, reader)).isEqualTo(3);
        assertThat(out).containsExactly("1", "a", "2");
        assertThat(pipe.flush()).isFalse();
        assertThat(pipe.drain(10, reader)).isZero();
    }

    @Test
    void nothingIsSeenBeforeItIsFlushed() {
        packet(1);
        assertThat(pipe.drain(10, reader)).isZero();
        pipe.flush();
        assertThat(pipe.drain(10, reader)).isEqualTo(1);
    }

    @Test
    void everyFieldOfAPacketArrives() {
        byte[] buffer = new byte[2_000];
        for (int i = 0; i < buffer.length; i++) {
            buffer[i] = (byte) (i * 7);
        }
        assertThat(pipe.packet(-5, 3, 1L << 40, -9, buffer, 10, 256, 300, 1_536)).isTrue();
        pipe.flush();
        pipe.drain(
                1,
                new SpanPipe.Reader() {
                    @Override
                    public void onNote(SpanNote note) {
                        throw new AssertionError(note);
                    }

                    @Override
                    public void onPacket(
                            int mirror,
                            int encoding,
                            long sequence,
                            long arrivalNanos,
                            byte[] slab,
                            int headerOffset,
                            int headerLength,
                            int payloadOffset,
                            int payloadLength) {
                        out.add("there");
                        assertThat(mirror).isEqualTo(-5);
                        assertThat(encoding).isEqualTo(3);
                        assertThat(sequence).isEqualTo(1L << 40);
                        assertThat(arrivalNanos).isEqualTo(-9);
                        assertThat(headerLength).isEqualTo(256);
                        assertThat(payloadLength).isEqualTo(1_536);
                        for (int i = 0; i < headerLength; i++) {
                            assertThat(slab[headerOffset + i]).isEqualTo(buffer[10 + i]);
                        }
                        for (int i = 0; i < payloadLength; i++) {
                            assertThat(slab[payloadOffset + i]).isEqualTo(buffer[300 + i]);
                        }
                    }
                });
        assertThat(out).containsExactly("there");
    }

    @Test
    void goesRoundAndRound() {
        int next = 0;
        for (int i = 0; i < 50; i++) {
            for (int j = 0; j < 100; j++) {
                assertThat(packet(next++)).isTrue();
            }
            pipe.flush();
            assertThat(pipe.drain(1_000, reader)).isEqualTo(100);
        }
        assertThat(out).isEqualTo(numbers(0, 5_000));
    }

    @Test
    void takesNoMoreThanItsSlotsAndAgainWhenSomeAreRead() {
        for (int i = 0; i < SpanPipe.SLOTS; i++) {
            assertThat(packet(i)).isTrue();
        }
        assertThat(packet(SpanPipe.SLOTS)).isFalse();
        pipe.flush();
        assertThat(packet(SpanPipe.SLOTS)).isFalse();
        assertThat(pipe.drain(3, reader)).isEqualTo(3);
        for (int i = 0; i < 3; i++) {
            assertThat(packet(SpanPipe.SLOTS + i)).isTrue();
        }
        assertThat(packet(SpanPipe.SLOTS + 3)).isFalse();
        pipe.flush();
        pipe.drain(10_000, reader);
        assertThat(out).isEqualTo(numbers(0, SpanPipe.SLOTS + 3));
    }

    @Test
    void notesWaitForRoomAndNoPacketOvertakesThem() {
        for (int i = 0; i < SpanPipe.SLOTS; i++) {
            packet(i);
        }
        note("first");
        note("second");
        assertThat(pipe.waits()).isTrue();
        pipe.flush();
        pipe.drain(1, reader);
        assertThat(packet(7_777)).as("behind notes that wait").isFalse();
        assertThat(pipe.flush()).as("one of them has room").isTrue();
        assertThat(pipe.waits()).isTrue();
        pipe.drain(10_000, reader);
        pipe.flush();
        assertThat(pipe.waits()).isFalse();
        assertThat(packet(8_888)).isTrue();
        pipe.flush();
        pipe.drain(10_000, reader);
        assertThat(out.subList(SpanPipe.SLOTS, out.size()))
                .containsExactly("first", "second", "8888");
    }

    @Test
    void nothingWaitsForAReaderThatIsGone() {
        pipe.abandon();
        for (int i = 0; i < 2 * SpanPipe.SLOTS; i++) {
            note("x");
        }
        assertThat(pipe.waits()).isFalse();
    }

    @Test
    void aReaderThatFailsDoesNotMeetTheSameAgain() {
        note("bad");
        packet(1);
        pipe.flush();
        SpanPipe.Reader failing =
                new SpanPipe.Reader() {
                    @Override
                    public void onNote(SpanNote note) {
                        throw new IllegalStateException("meant to fail");
                    }

                    @Override
                    public void onPacket(
                            int mirror,
                            int encoding,
                            long sequence,
                            long arrivalNanos,
                            byte[] buffer,
                            int headerOffset,
                            int headerLength,
                            int payloadOffset,
                            int payloadLength) {}
                };
        assertThatThrownBy(() -> pipe.drain(10, failing)).hasMessage("meant to fail");
        assertThat(pipe.drain(10, reader)).isEqualTo(1);
        assertThat(out).containsExactly("1");
    }

    /** A million packets and a thousand notes between two threads: each whole, none out of turn. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void carriesFromThreadToThread() throws InterruptedException {
        int packets = 1_000_000;
        Thread writer = Thread.ofPlatform().daemon().start(() -> write(packets));
        Checker checker = new Checker();
        while (checker.packets < packets || checker.notes < packets / 1_000) {
            if (pipe.drain(64, checker) == 0) {
                LockSupport.parkNanos(1_000);
            }
        }
        writer.join();
        assertThat(checker.wrong).isZero();
        assertThat(pipe.drain(1, checker)).isZero();
    }

    private void write(int packets) {
        byte[] buffer = new byte[64];
        for (int i = 0; i < packets; i++) {
            if (i % 1_000 == 0) {
                note(String.valueOf(i));
            }
            BigEndian.putLong(buffer, 0, i);
            BigEndian.putLong(buffer, 56, ~(long) i);
            while (!pipe.packet(i, i & 3, i, -i, buffer, 0, 8, 56, 8)) {
                pipe.flush();
                LockSupport.parkNanos(1_000);
            }
            if (i % 7 == 0) {
                pipe.flush();
            }
        }
        while (pipe.flush() || pipe.waits()) {
            LockSupport.parkNanos(1_000);
        }
    }

    /** Expects what {@link #write} writes. */
    private static final class Checker implements SpanPipe.Reader {
        int packets;
        int notes;
        int wrong;

        @Override
        public void onNote(SpanNote note) {
            boolean expected =
                    note instanceof SpanNote.Left(String name)
                            && name.equals(String.valueOf(packets))
                            && packets == notes * 1_000;
            wrong += expected ? 0 : 1;
            notes++;
        }

        @Override
        public void onPacket(
                int mirror,
                int encoding,
                long sequence,
                long arrivalNanos,
                byte[] buffer,
                int headerOffset,
                int headerLength,
                int payloadOffset,
                int payloadLength) {
            boolean expected =
                    mirror == packets
                            && encoding == (packets & 3)
                            && sequence == packets
                            && arrivalNanos == -packets
                            && headerLength == 8
                            && payloadLength == 8
                            && BigEndian.getLong(buffer, headerOffset) == packets
                            && BigEndian.getLong(buffer, payloadOffset) == ~(long) packets;
            wrong += expected ? 0 : 1;
            packets++;
        }
    }
}
