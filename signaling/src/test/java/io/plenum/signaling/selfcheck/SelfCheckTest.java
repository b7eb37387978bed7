package io.plenum.signaling.selfcheck;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.parameters.IceCandidate;
import io.plenum.signaling.selfcheck.Finding.Level;
import io.plenum.signaling.selfcheck.Finding.What;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelfCheckTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Surroundings GOOD =
            new Surroundings(4 * 1024 * 1024, 65_536, NOW, "chrony");

    private static IceCandidate at(String address) {
        return new IceCandidate("1", "udp", 1, address, 10_000);
    }

    private static Finding find(List<Finding> findings, What what) {
        return findings.stream().filter(each -> each.what() == what).findFirst().orElseThrow();
    }

    private static Finding check(Surroundings surroundings, What what) {
        return find(
                new SelfCheck(surroundings, List.of(at("192.0.2.7")), false, any -> true, null)
                        .run(),
                what);
    }

    private static Finding address(boolean advertised, boolean comesBack, String... addresses) {
        List<IceCandidate> candidates = List.of(addresses).stream().map(SelfCheckTest::at).toList();
        return find(
                new SelfCheck(GOOD, candidates, advertised, any -> comesBack, null).run(),
                What.PUBLIC_ADDRESS);
    }

    private static Finding certificate(String end) {
        return find(
                new SelfCheck(
                                GOOD,
                                List.of(at("192.0.2.7")),
                                false,
                                any -> true,
                                Instant.parse(end))
                        .run(),
                What.CERTIFICATE);
    }

    /** The kernel lets nobody set it below 2,304 bytes; a file read in pieces gave one digit. */
    @Test
    void theKernelsLimitOfBuffersIsReadWhole() {
        assertThat(Surroundings.real().receiveBufferLimitBytes())
                .satisfiesAnyOf(
                        limit -> assertThat(limit).isEqualTo(-1),
                        limit -> assertThat(limit).isGreaterThan(2_000));
    }

    @Test
    void inGoodSurroundingsThereIsNothingToDo() {
        List<Finding> findings =
                new SelfCheck(GOOD, List.of(at("192.0.2.7")), false, any -> true, null).run();
        assertThat(findings).allMatch(each -> each.level() == Level.OK && each.todo().isEmpty());
        assertThat(SelfCheck.table(findings))
                .contains("OK    media ports     UDP 10000\n")
                .contains("kept by chrony");
    }

    @Test
    void aSmallSocketBufferNamesTheSetting() {
        Finding found = check(new Surroundings(212_992, 65_536, NOW, null), What.SOCKET_BUFFERS);
        assertThat(found.level()).isEqualTo(Level.WARN);
        assertThat(found.found()).isEqualTo("208 KiB of 4096 KiB");
        assertThat(found.todo()).contains("sysctl -w net.core.rmem_max=4194304");
    }

    @Test
    void fewFilesNameTheLimit() {
        Finding found = check(new Surroundings(-1, 1_024, NOW, null), What.OPEN_FILES);
        assertThat(found.level()).isEqualTo(Level.WARN);
        assertThat(found.todo()).contains("LimitNOFILE");
    }

    @Test
    void aClockBeforeThisSoftwareIsWrong() {
        Finding found =
                check(
                        new Surroundings(-1, -1, Instant.parse("1970-01-01T00:01:00Z"), null),
                        What.CLOCK);
        assertThat(found.level()).isEqualTo(Level.BAD);
    }

    @Test
    void privateAddressesReachOnlyThisNetwork() {
        assertThat(address(false, true, "192.168.1.4", "fd00::1").todo())
                .contains("--media-advertise");
        assertThat(address(false, true, "192.168.1.4", "192.0.2.7").level()).isEqualTo(Level.OK);
        assertThat(address(false, true, "127.0.0.1").todo()).contains("--media-bind");
    }

    @Test
    void anAdvertisedAddressFromWhichNothingComesBackIsNamed() {
        Finding found = address(true, false, "192.0.2.9");
        assertThat(found.level()).isEqualTo(Level.WARN);
        assertThat(found.found()).isEqualTo("nothing comes back from 192.0.2.9:10000");
        assertThat(address(true, true, "192.0.2.9").found()).endsWith("reached");
    }

    @Test
    void aCertificateIsNamedBeforeItEndsAndAfter() {
        assertThat(certificate("2027-02-01T00:00:00Z").level()).isEqualTo(Level.OK);
        assertThat(certificate("2026-11-25T00:00:00Z"))
                .matches(each -> each.level() == Level.WARN && each.todo().contains("3 days"));
        assertThat(certificate("2026-11-20T00:00:00Z"))
                .matches(each -> each.level() == Level.BAD && each.found().startsWith("expired"));
    }
}
