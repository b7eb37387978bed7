package io.plenum.bridge.ice;

import static io.plenum.bridge.ice.IceExchange.LOCAL;
import static io.plenum.bridge.ice.IceExchange.MOBILE;
import static io.plenum.bridge.ice.IceExchange.REMOTE;
import static io.plenum.bridge.ice.IceExchange.WIFI;
import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.parameters.IceParameters;
import org.junit.jupiter.api.Test;

/** ICE restarts (RFC 8445 section 9). */
class IceLiteRestartTest {
    private static final IceParameters NEW_LOCAL =
            new IceParameters("freshFragment", "freshPasswordFreshPass01");
    private static final IceParameters NEW_REMOTE =
            new IceParameters("anew", "anewPasswordAnewPassw01");

    private static byte[] newCheck(int transaction, boolean nominates) {
        BindingRequest check =
                BindingRequest.transaction(1_000 + transaction).username("freshFragment:anew");
        return (nominates ? check.useCandidate() : check)
                .signed(NEW_LOCAL.password())
                .fingerprinted();
    }

    @Test
    void oldCredentialsAreGoodUntilTheFirstCheckWithNewOnes() {
        IceExchange exchange = IceExchange.connected();
        exchange.restart(NEW_LOCAL, NEW_REMOTE);
        assertThat(exchange.ice.local()).isEqualTo(NEW_LOCAL);
        assertThat(exchange.ice.remote()).isEqualTo(NEW_REMOTE);

        assertThat(exchange.check(WIFI).isSignedWith(LOCAL.password())).isTrue();

        BindingResponse response = exchange.receive(newCheck(1, false));
        assertThat(response.type()).isEqualTo(0x0101);
        assertThat(response.isSignedWith(NEW_LOCAL.password())).isTrue();

        assertThat(exchange.check(WIFI).errorCode()).isEqualTo(401);
        assertThat(exchange.events()).isEmpty();
    }

    @Test
    void mediaStaysUntilTheNewGenerationNominates() {
        IceExchange exchange = IceExchange.connected();
        exchange.nominate(MOBILE);
        exchange.events();
        exchange.restart(NEW_LOCAL, NEW_REMOTE);
        exchange.receive(newCheck(1, false), WIFI);
        assertThat(exchange.events()).isEmpty();

        // Nominated in the old generation too, but that is history.
        exchange.receive(newCheck(2, true), WIFI);

        assertThat(exchange.events()).containsExactly("selected 0 192.0.2.1:40000");
    }

    @Test
    void newRemoteCredentialsAloneAreARestartToo() {
        IceExchange exchange = IceExchange.connected();
        exchange.remoteBecomesKnown(NEW_REMOTE);
        assertThat(exchange.check(WIFI).type()).isEqualTo(0x0101);

        byte[] check =
                BindingRequest.transaction(500)
                        .username("localFragment:anew")
                        .signed(LOCAL.password())
                        .fingerprinted();
        assertThat(exchange.receive(check).type()).isEqualTo(0x0101);
        assertThat(exchange.ice.local()).isEqualTo(LOCAL);
    }

    @Test
    void repeatedRemoteCredentialsChangeNothing() {
        IceExchange exchange = IceExchange.connected();

        exchange.remoteBecomesKnown(REMOTE);

        assertThat(exchange.check(WIFI).type()).isEqualTo(0x0101);
        assertThat(exchange.events()).isEmpty();
    }

    @Test
    void revivesAPeerWhoseConsentExpiredButNotWithOldCredentials() {
        IceExchange exchange = IceExchange.connected();
        exchange.passMillis(30_000);
        exchange.events();
        exchange.restart(NEW_LOCAL, NEW_REMOTE);

        assertThat(exchange.nominate(WIFI).errorCode()).isEqualTo(401);
        exchange.receive(newCheck(1, true), WIFI);

        assertThat(exchange.events()).containsExactly("selected 0 192.0.2.1:40000");
        exchange.passMillis(30_000);
        assertThat(exchange.events()).containsExactly("consent expired");
    }
}
