package io.plenum.bridge.ice;

import static io.plenum.bridge.ice.IceExchange.LOCAL;
import static io.plenum.bridge.ice.IceExchange.MOBILE;
import static io.plenum.bridge.ice.IceExchange.REMOTE;
import static io.plenum.bridge.ice.IceExchange.WIFI;
import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.parameters.IceParameters;
import org.junit.jupiter.api.Test;

/** Which path media takes, and how that changes. */
class IceLiteSelectionTest {
    private static final String ON_WIFI = "selected 0 192.0.2.1:40000";
    private static final String ON_MOBILE = "selected 0 198.51.100.1:50000";

    @Test
    void checkAloneSelectsNothingNominationDoes() {
        IceExchange exchange = IceExchange.begun();

        exchange.check(WIFI);
        assertThat(exchange.events()).isEmpty();
        exchange.nominate(WIFI);
        assertThat(exchange.events()).containsExactly(ON_WIFI);
        exchange.nominate(WIFI);
        assertThat(exchange.events()).isEmpty();
    }

    @Test
    void pathIsAuthenticatedBeforeItIsSelected() {
        IceExchange exchange = IceExchange.begun();

        exchange.nominate(WIFI);

        assertThat(exchange.allEvents())
                .containsExactly("authenticated 0 192.0.2.1:40000", ON_WIFI);
    }

    @Test
    void newlyNominatedPathWinsAtOnce() {
        IceExchange exchange = IceExchange.connected();

        exchange.nominate(MOBILE);

        assertThat(exchange.events()).containsExactly(ON_MOBILE);
    }

    @Test
    void anotherLocalAddressIsAnotherPath() {
        IceExchange exchange = IceExchange.connected();

        exchange.receive(
                exchange.check().useCandidate().signed(LOCAL.password()).fingerprinted(), 1, WIFI);

        assertThat(exchange.events()).containsExactly("selected 1 192.0.2.1:40000");
    }

    @Test
    void aggressiveNominationDoesNotMakeMediaJump() {
        IceExchange exchange = IceExchange.connected();
        exchange.nominate(MOBILE);
        exchange.events();

        for (int i = 0; i < 20; i++) {
            exchange.passMillis(50);
            exchange.nominate(WIFI);
            exchange.nominate(MOBILE);
        }

        assertThat(exchange.events()).isEmpty();
    }

    @Test
    void goesBackToAnEarlierPathThatIsNominatedAgain() {
        IceExchange exchange = IceExchange.connected();
        exchange.nominate(MOBILE);
        exchange.passMillis(2_700);
        exchange.events();

        exchange.check(MOBILE); // still tried, no longer nominated
        exchange.nominate(WIFI);

        assertThat(exchange.events()).containsExactly(ON_WIFI);
    }

    @Test
    void unnominatedPathIsFollowedOnlyWhenTheSelectedOneIsStale() {
        IceExchange exchange = IceExchange.connected();

        exchange.passMillis(9_999);
        exchange.check(MOBILE);
        assertThat(exchange.events()).isEmpty();
        assertThat(exchange.stale()).isFalse();

        exchange.passMillis(1);
        assertThat(exchange.stale()).isTrue();
        exchange.check(MOBILE);
        assertThat(exchange.events()).containsExactly(ON_MOBILE);
        assertThat(exchange.stale()).isFalse();
    }

    @Test
    void lateCopyOfANominationChangesNothing() {
        IceExchange exchange = IceExchange.begun();
        byte[] old = exchange.check().useCandidate().signed(LOCAL.password()).fingerprinted();
        exchange.receive(old, WIFI);
        exchange.nominate(MOBILE);
        exchange.events();

        exchange.passMillis(5_000);
        assertThat(exchange.receive(old, WIFI).type()).isEqualTo(0x0101);
        assertThat(exchange.events()).isEmpty();
    }

    @Test
    void recordedNominationPlayedBackFromElsewhereDoesNotDivertMedia() {
        IceExchange exchange = IceExchange.begun();
        byte[] recorded = exchange.check().useCandidate().signed(LOCAL.password()).fingerprinted();
        exchange.receive(recorded, WIFI);
        exchange.events();

        exchange.passMillis(5_000);
        exchange.receive(recorded, MOBILE);

        assertThat(exchange.events()).isEmpty();
    }

    @Test
    void nominationBeforeTheOfferCountsOnceTheOfferIsThere() {
        IceExchange exchange = new IceExchange();

        assertThat(exchange.nominate(WIFI).type()).isEqualTo(0x0101);
        assertThat(exchange.allEvents()).containsExactly("authenticated 0 192.0.2.1:40000");

        exchange.remoteBecomesKnown(REMOTE);
        assertThat(exchange.events()).containsExactly(ON_WIFI);
        exchange.remoteBecomesKnown(REMOTE);
        assertThat(exchange.events()).isEmpty();
    }

    @Test
    void nominationBeforeTheOfferBySomebodyElseIsForgotten() {
        IceExchange exchange = new IceExchange();
        exchange.nominate(WIFI);

        exchange.remoteBecomesKnown(new IceParameters("other", "otherPasswordOtherPass01"));

        assertThat(exchange.events()).isEmpty();
        assertThat(exchange.nominate(WIFI).errorCode()).isEqualTo(401);
    }

    @Test
    void selectedPathSurvivesManyOthers() {
        IceExchange exchange = IceExchange.connected();

        for (int port = 1; port <= 100; port++) {
            exchange.passMillis(10);
            exchange.check(TransportAddress.ofIpv4(0xCB007101, port));
        }
        exchange.nominate(WIFI);

        assertThat(exchange.events()).isEmpty();
        assertThat(exchange.count(Count.STUN_REQUESTS)).isEqualTo(102);
    }

    @Test
    void onlySoManyPathsAreRememberedAndTheOldestGoes() {
        RemotePaths paths = new RemotePaths();
        for (int port = 1; port <= RemotePaths.CAPACITY + 1; port++) {
            assertThat(
                            paths.onCheck(
                                    0, TransportAddress.ofIpv4(0xCB007101, port), port, true, port))
                    .isTrue();
        }

        // 3 is remembered as nominated before, so it must wait; 1 was forgotten and is new.
        long now = RemotePaths.CAPACITY + 2;
        assertThat(paths.onCheck(0, TransportAddress.ofIpv4(0xCB007101, 3), 99, true, now))
                .isFalse();
        assertThat(paths.onCheck(0, TransportAddress.ofIpv4(0xCB007101, 1), 98, true, now))
                .isTrue();
    }
}
