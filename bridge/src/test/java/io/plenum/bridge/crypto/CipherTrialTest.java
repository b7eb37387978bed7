package io.plenum.bridge.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Contenders whose work moves a clock of its own. */
class CipherTrialTest {
    private static final long BUDGET_NANOS = 25_000_000;

    private long nowNanos = Long.MAX_VALUE - 1_000_000; // and so it overflows on the way

    /** Takes so long for a packet, once it is warm. */
    private class Fake implements Contender {
        private final String name;
        private final long nanosPerPacket;
        int sealed;

        Fake(String name, long nanosPerPacket) {
            this.name = name;
            this.nanosPerPacket = nanosPerPacket;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void verify() {}

        @Override
        public void seal(int packets) {
            for (int i = 0; i < packets; i++) {
                sealed++;
                nowNanos += nanos();
            }
        }

        long nanos() {
            return nanosPerPacket;
        }
    }

    @Test
    void theFasterWinsAndBothTimesAreTold() {
        CipherTrial.Result result = trial(new Fake("jdk", 600), new Fake("accp", 350));
        assertThat(result.winner()).isEqualTo("accp");
        assertThat(result.microsPerPacket())
                .containsExactly(entry("jdk", 0.6), entry("accp", 0.35));
        assertThat(result.leftOut()).isEmpty();
    }

    @Test
    void theFirstStaysUnlessAnotherIsClearlyFaster() {
        assertThat(trial(new Fake("jdk", 400), new Fake("accp", 470)).winner()).isEqualTo("jdk");
        assertThat(trial(new Fake("jdk", 400), new Fake("accp", 400)).winner()).isEqualTo("jdk");
        assertThat(trial(new Fake("jdk", 400), new Fake("accp", 381)).winner()).isEqualTo("jdk");
        assertThat(trial(new Fake("jdk", 400), new Fake("accp", 379)).winner()).isEqualTo("accp");
    }

    @Test
    void ofSeveralThatAreFasterTheFastestWins() {
        assertThat(trial(new Fake("a", 400), new Fake("b", 300), new Fake("c", 299)).winner())
                .isEqualTo("c");
        assertThat(trial(new Fake("a", 400), new Fake("b", 299), new Fake("c", 300)).winner())
                .isEqualTo("b");
    }

    /** The JDK's ciphers, interpreted, are a hundred times slower than in the end. */
    @Test
    void theTimeBeforeTheCompilerIsDoneDoesNotCount() {
        Fake jdk =
                new Fake("jdk", 400) {
                    @Override
                    long nanos() {
                        return sealed < 5_000 ? 10_000 : super.nanos();
                    }
                };
        CipherTrial.Result result = trial(jdk, new Fake("accp", 470));
        assertThat(result.winner()).isEqualTo("jdk");
        assertThat(result.microsPerPacket()).containsEntry("jdk", 0.4);
    }

    @Test
    void aMachineThatStallsNowAndThenDoesNotDecide() {
        Fake jdk =
                new Fake("jdk", 400) {
                    @Override
                    long nanos() {
                        return sealed % 1_000 == 0 ? 1_000_000 : super.nanos();
                    }
                };
        CipherTrial.Result result = trial(jdk, new Fake("accp", 470));
        assertThat(result.winner()).isEqualTo("jdk");
        assertThat(result.microsPerPacket()).containsEntry("jdk", 0.4);
    }

    @Test
    void theTimeIsForAllTogether() {
        Fake jdk = new Fake("jdk", 500);
        Fake accp = new Fake("accp", 500);
        trial(jdk, accp);
        long warmUpNanos = 24_000 * 500 * 2;
        long tookNanos = (jdk.sealed + accp.sealed) * 500L - warmUpNanos;
        assertThat(tookNanos).isBetween(BUDGET_NANOS, BUDGET_NANOS + 2 * 32 * 500);
    }

    @Test
    void aVerySlowMachineIsJudgedAsItIs() {
        long before = nowNanos;
        CipherTrial.Result result = trial(new Fake("jdk", 1_000_000), new Fake("accp", 900_000));
        assertThat(result.winner()).isEqualTo("accp");
        assertThat(nowNanos - before).isLessThan(600_000_000);
    }

    @Test
    void whoFailsTheCheckIsLeftOut() {
        Fake wrong =
                new Fake("accp", 1) {
                    @Override
                    public void verify() {
                        throw new IllegalStateException("encrypts to other bytes");
                    }
                };
        CipherTrial.Result result = trial(new Fake("jdk", 600), wrong);
        assertThat(result.winner()).isEqualTo("jdk");
        assertThat(result.microsPerPacket()).containsOnlyKeys("jdk");
        assertThat(result.leftOut().get("accp")).hasMessage("encrypts to other bytes");
        assertThat(wrong.sealed).isZero();
    }

    @Test
    void whoFailsOnTheWayIsLeftOut() {
        for (int packets : new int[] {1, 24_000, 25_000}) {
            Fake breaking =
                    new Fake("accp", 1) {
                        @Override
                        long nanos() {
                            if (sealed > packets) {
                                throw new UnsatisfiedLinkError("sealing");
                            }
                            return super.nanos();
                        }
                    };
            CipherTrial.Result result = trial(new Fake("jdk", 600), breaking);
            assertThat(result.winner()).isEqualTo("jdk");
            assertThat(result.leftOut().get("accp")).hasMessageContaining("sealing");
        }
    }

    @Test
    void ifNobodyIsLeftNobodyWins() {
        Fake wrong =
                new Fake("jdk", 1) {
                    @Override
                    public void verify() {
                        throw new IllegalStateException("no AES");
                    }
                };
        CipherTrial.Result result = trial(wrong);
        assertThat(result.winner()).isNull();
        assertThat(result.microsPerPacket()).isEmpty();
    }

    private CipherTrial.Result trial(Contender... contenders) {
        return new CipherTrial(() -> nowNanos).run(List.of(contenders), BUDGET_NANOS);
    }
}
