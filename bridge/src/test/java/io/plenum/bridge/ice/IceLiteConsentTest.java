package io.plenum.bridge.ice;

import static io.plenum.bridge.ice.IceExchange.LOCAL;
import static io.plenum.bridge.ice.IceExchange.MOBILE;
import static io.plenum.bridge.ice.IceExchange.REMOTE;
import static io.plenum.bridge.ice.IceExchange.WIFI;
import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.counts.Count;
import org.junit.jupiter.api.Test;

/** When a peer is given up (RFC 7675). */
class IceLiteConsentTest {
    @Test
    void timesOutWhenNobodyNominates() {
        IceExchange exchange = new IceExchange();
        exchange.passMillis(20_000);
        exchange.remoteBecomesKnown(REMOTE);
        exchange.passMillis(29_000);
        exchange.check(WIFI);
        assertThat(exchange.events()).isEmpty();

        exchange.passMillis(1_000);
        assertThat(exchange.events()).containsExactly("timed out");
        exchange.passMillis(3_600_000);
        assertThat(exchange.events()).isEmpty();
    }

    @Test
    void timesOutWhenNoOfferComes() {
        IceExchange exchange = new IceExchange();
        exchange.nominate(WIFI);

        exchange.passMillis(30_000);

        assertThat(exchange.events()).containsExactly("timed out");
    }

    @Test
    void everyCheckOnTheSelectedPathRenewsConsent() {
        IceExchange exchange = IceExchange.connected();

        for (int i = 0; i < 100; i++) {
            exchange.passMillis(29_999);
            exchange.check(WIFI);
        }
        assertThat(exchange.events()).isEmpty();

        exchange.passMillis(29_999);
        assertThat(exchange.events()).isEmpty();
        exchange.passMillis(1);
        assertThat(exchange.events()).containsExactly("consent expired");
    }

    @Test
    void checksOnAnotherPathDoNot() {
        IceExchange exchange = IceExchange.connected();
        exchange.passMillis(9_000);
        exchange.check(MOBILE);

        exchange.passMillis(21_000);

        assertThat(exchange.events()).containsExactly("consent expired");
    }

    @Test
    void unauthenticOrCopiedChecksDoNot() {
        IceExchange exchange = IceExchange.begun();
        byte[] recorded = exchange.check().useCandidate().signed(LOCAL.password()).fingerprinted();
        exchange.receive(recorded);
        exchange.events();

        for (int i = 0; i < 3; i++) {
            exchange.passMillis(9_000);
            exchange.receive(exchange.check().signed("wrong").fingerprinted());
            exchange.receive(recorded);
            exchange.receive(BindingRequest.ofType(0x0011).fingerprinted());
        }
        assertThat(exchange.events()).isEmpty();
        exchange.passMillis(3_000);

        assertThat(exchange.events()).containsExactly("consent expired");
    }

    @Test
    void afterThatChecksAreNotAnsweredAndNothingIsSaidTwice() {
        IceExchange exchange = IceExchange.connected();
        exchange.passMillis(30_000);
        exchange.events();

        assertThat(exchange.nominate(WIFI)).isNull();
        assertThat(exchange.count(Count.DROPPED_STUN_CONSENT_EXPIRED)).isEqualTo(1);
        exchange.passMillis(172_800_000);
        assertThat(exchange.allEvents()).isEmpty();
        assertThat(exchange.stale()).isFalse();
    }

    @Test
    void deadlineThatIsNotDueDoesNothing() {
        IceExchange exchange = IceExchange.connected();

        exchange.ice.onDeadline(exchange.ice.deadlineNanos() - 1, exchange);

        assertThat(exchange.events()).isEmpty();
    }
}
