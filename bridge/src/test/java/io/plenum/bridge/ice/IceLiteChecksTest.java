package io.plenum.bridge.ice;

import static io.plenum.bridge.ice.IceExchange.LOCAL;
import static io.plenum.bridge.ice.IceExchange.REMOTE;
import static io.plenum.bridge.ice.IceExchange.WIFI;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.counts.Count;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which check gets which answer. */
class IceLiteChecksTest {
    private static final String PASSWORD = LOCAL.password();
    private static final int SUCCESS = 0x0101;
    private static final int ERROR = 0x0111;

    private final IceExchange exchange = IceExchange.begun();

    @Test
    void authenticCheckIsAnsweredWithTheAddressItCameFrom() {
        BindingResponse response = exchange.check(WIFI);

        assertThat(response.type()).isEqualTo(SUCCESS);
        assertThat(response.transaction()).isEqualTo(1);
        // 40000 ^ 0x2112 and 192.0.2.1 ^ 0x2112A442
        assertThat(HexFormat.of().formatHex(response.value(0x0020))).isEqualTo("0001bd52e112a643");
        assertThat(response.isSignedWith(PASSWORD)).isTrue();
        assertThat(response.hasFingerprint()).isTrue();
        assertThat(exchange.count(Count.STUN_REQUESTS)).isEqualTo(1);
        assertThat(exchange.allEvents()).containsExactly("authenticated 0 192.0.2.1:40000");
    }

    @Test
    void ipv6AddressIsMaskedWithCookieAndTransaction() {
        TransportAddress from = new TransportAddress(0x20010DB8_00000000L, 1, 40_000);

        BindingResponse response = exchange.check(from);

        assertThat(HexFormat.of().formatHex(response.value(0x0020)))
                .isEqualTo("0002bd52" + "0113a9fa" + "0badcafe" + "00000000" + "00000000");
        assertThat(response.isSignedWith(PASSWORD)).isTrue();
    }

    @Test
    void retransmittedCheckGetsTheSameAnswer() {
        byte[] check = exchange.check().signed(PASSWORD).fingerprinted();

        BindingResponse first = exchange.receive(check);
        BindingResponse second = exchange.receive(check);

        assertThat(second.type()).isEqualTo(SUCCESS);
        assertThat(second.value(0x0008)).isEqualTo(first.value(0x0008));
    }

    @Test
    void withoutFingerprintOrWithAWrongOneNothingIsAnswered() {
        byte[] wrong = exchange.check().signed(PASSWORD).fingerprinted();
        wrong[wrong.length - 1] ^= 1;

        assertThat(exchange.receive(exchange.check().signed(PASSWORD).bare())).isNull();
        assertThat(exchange.receive(wrong)).isNull();
        assertThat(exchange.count(Count.DROPPED_STUN_MALFORMED)).isEqualTo(2);
    }

    @Test
    void withoutIntegrityOrUsernameTheAnswerIs400() {
        BindingResponse noIntegrity = exchange.receive(exchange.check().fingerprinted());
        BindingResponse noUsername =
                exchange.receive(
                        BindingRequest.transaction(9).priority().signed(PASSWORD).fingerprinted());

        assertThat(noIntegrity.type()).isEqualTo(ERROR);
        assertThat(noIntegrity.errorCode()).isEqualTo(400);
        assertThat(noIntegrity.has(0x0008)).isFalse();
        assertThat(noIntegrity.hasFingerprint()).isTrue();
        assertThat(noUsername.errorCode()).isEqualTo(400);
        assertThat(exchange.count(Count.DROPPED_STUN_BAD_INTEGRITY)).isEqualTo(2);
        assertThat(exchange.count(Count.STUN_ERRORS_SENT)).isEqualTo(2);
    }

    @Test
    void wrongPasswordGets401WithoutIntegrity() {
        BindingResponse response =
                exchange.receive(
                        exchange.check().useCandidate().signed("wrongPassword").fingerprinted());

        assertThat(response.errorCode()).isEqualTo(401);
        assertThat(response.has(0x0008)).isFalse();
        assertThat(response.hasFingerprint()).isTrue();
        assertThat(exchange.count(Count.DROPPED_STUN_BAD_INTEGRITY)).isEqualTo(1);
        assertThat(exchange.allEvents()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localFragment",
                "localFragment:",
                "localFragment:rem",
                "localFragment:remote",
                "localFragmen:remo",
                "localFragment;remo",
                "remo:localFragment",
                ":remo",
                "",
                "localFragment:REMO"
            })
    void wrongUsernameGets401(String username) {
        BindingResponse response =
                exchange.receive(
                        BindingRequest.transaction(1)
                                .username(username)
                                .priority()
                                .controlling()
                                .signed(PASSWORD)
                                .fingerprinted());

        assertThat(response.errorCode()).isEqualTo(401);
        assertThat(exchange.count(Count.STUN_REQUESTS)).isZero();
    }

    @Test
    void attributesThatMustBeUnderstoodAreListedOnceEach() {
        BindingResponse response =
                exchange.receive(
                        exchange.check()
                                .attribute(0x7001, (byte) 1)
                                .attribute(0x7002)
                                .attribute(0x7001)
                                .attribute(0x7003)
                                .signed(PASSWORD)
                                .fingerprinted());

        assertThat(response.errorCode()).isEqualTo(420);
        // An odd number of them repeats one (RFC 8489 section 14.13 no longer wants it, RFC 3489
        // did; receivers take both).
        assertThat(HexFormat.of().formatHex(response.value(0x000A))).startsWith("700170027003");
        assertThat(response.isSignedWith(PASSWORD)).isTrue();
        assertThat(exchange.count(Count.DROPPED_STUN_UNKNOWN_ATTRIBUTE)).isEqualTo(1);
    }

    @Test
    void unknownAttributeWithWrongPasswordSays401() {
        BindingResponse response =
                exchange.receive(
                        exchange.check().attribute(0x7001).signed("wrong").fingerprinted());

        assertThat(response.errorCode()).isEqualTo(401);
    }

    @Test
    void optionalAttributesAndThoseOutOfPlaceAreIgnored() {
        BindingResponse response =
                exchange.receive(
                        exchange.check()
                                .attribute(0xC057, (byte) 0, (byte) 1, (byte) 0, (byte) 0)
                                .attribute(0x8022, "who knows".getBytes(UTF_8))
                                .attribute(0x0014, "realm".getBytes(UTF_8))
                                .attribute(0x0001, new byte[8])
                                .signed(PASSWORD)
                                .fingerprinted());

        assertThat(response.type()).isEqualTo(SUCCESS);
    }

    @Test
    void whatFollowsIntegrityDoesNotCount() {
        exchange.receive(
                exchange.check().signed(PASSWORD).useCandidate().attribute(0x7001).fingerprinted());

        assertThat(exchange.count(Count.STUN_REQUESTS)).isEqualTo(1);
        assertThat(exchange.events()).isEmpty();
    }

    @Test
    void firstOfTwoUsernamesCounts() {
        String mine = LOCAL.usernameFragment() + ":" + REMOTE.usernameFragment();

        BindingResponse response =
                exchange.receive(
                        BindingRequest.transaction(1)
                                .username(mine)
                                .username("somebody:else")
                                .signed(PASSWORD)
                                .fingerprinted());

        assertThat(response.type()).isEqualTo(SUCCESS);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, Long.MAX_VALUE, -1})
    void whoeverTakesItselfForControlledIsToldOtherwise(long tieBreaker) {
        BindingResponse response =
                exchange.receive(
                        BindingRequest.transaction(1)
                                .username("localFragment:remo")
                                .controlled(tieBreaker)
                                .useCandidate()
                                .signed(PASSWORD)
                                .fingerprinted());

        assertThat(response.errorCode()).isEqualTo(487);
        assertThat(response.isSignedWith(PASSWORD)).isTrue();
        assertThat(exchange.count(Count.DROPPED_STUN_ROLE_CONFLICT)).isEqualTo(1);
        assertThat(exchange.allEvents()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0x0101, 0x0111, 0x0016, 0x0013})
    void responsesAndOtherIndicationsAreCountedOnly(int type) {
        byte[] message =
                BindingRequest.ofType(type)
                        .username("localFragment:remo")
                        .signed(PASSWORD)
                        .fingerprinted();

        assertThat(exchange.receive(message)).isNull();
        assertThat(exchange.count(Count.DROPPED_STUN_UNEXPECTED)).isEqualTo(1);
    }

    @Test
    void keepAliveIsNeitherAnsweredNorCountedAsDropped() {
        assertThat(exchange.receive(BindingRequest.ofType(0x0011).fingerprinted())).isNull();

        assertThat(exchange.count(Count.DROPPED_STUN_UNEXPECTED)).isZero();
        assertThat(exchange.count(Count.DROPPED_STUN_MALFORMED)).isZero();
    }

    @Test
    void attributesOfImpossibleLengthAreMalformed() {
        exchange.receive(
                exchange.check().attribute(0x0025, (byte) 1).signed(PASSWORD).fingerprinted());
        exchange.receive(exchange.check().attribute(0x8029, new byte[7]).fingerprinted());
        exchange.receive(exchange.check().attribute(0x0024, new byte[3]).fingerprinted());
        exchange.receive(exchange.check().attribute(0x0008, new byte[16]).fingerprinted());
        exchange.receive(exchange.check().username("x".repeat(509)).fingerprinted());

        assertThat(exchange.count(Count.DROPPED_STUN_MALFORMED)).isEqualTo(5);
    }

    @Test
    void errorsAreNeverLongerThanTheRequest() {
        byte[] small = BindingRequest.transaction(1).username("ab:c").fingerprinted();
        byte[] smallest = BindingRequest.transaction(1).fingerprinted();

        // With its reason phrase it would have 48 bytes.
        assertThat(exchange.receive(small).length()).isEqualTo(36).isEqualTo(small.length);
        assertThat(exchange.receive(smallest)).isNull();
        assertThat(exchange.count(Count.STUN_ERRORS_WITHHELD)).isEqualTo(1);
    }

    @Test
    void atMostTwentyErrorsASecondLeave() {
        byte[] wrong = exchange.check().signed("wrong").fingerprinted();
        for (int i = 0; i < 100; i++) {
            exchange.receive(wrong);
        }
        assertThat(exchange.count(Count.STUN_ERRORS_SENT)).isEqualTo(20);
        assertThat(exchange.count(Count.STUN_ERRORS_WITHHELD)).isEqualTo(80);
        assertThat(exchange.check(WIFI).type()).isEqualTo(SUCCESS);

        exchange.passMillis(1000);
        assertThat(exchange.receive(wrong).errorCode()).isEqualTo(401);
    }
}
