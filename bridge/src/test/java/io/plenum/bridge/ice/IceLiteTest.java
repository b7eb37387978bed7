package io.plenum.bridge.ice;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.parameters.IceParameters;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What goes over the wire between a browser and one peer's ICE agent. */
class IceLiteTest {
    private static final int REQUEST = 0x0001;
    private static final int INDICATION = 0x0011;
    private static final int SUCCESS = 0x0101;
    private static final int ERROR = 0x0111;

    private static final long SECOND = 1_000_000_000L;
    // Close to the end of the range, so that every deadline of these tests lies beyond it.
    private static final long START = Long.MAX_VALUE - SECOND;

    private static final IceParameters OURS = new IceParameters("ours", "our-password-of-24-chars");
    private static final IceParameters THEIRS =
            new IceParameters("them", "their-password-24-chars-");
    private static final TransportAddress WIFI = TransportAddress.ofIpv4(0xC000_0201, 32_853);
    private static final TransportAddress MOBILE =
            new TransportAddress(0x2001_0DB8_1234_5678L, 0x0011_2233_4455_6677L, 32_853);
    private static final byte[] TRANSACTION = "transaction!".getBytes(StandardCharsets.US_ASCII);

    private final Counters counters = new Counters();
    private final RecordingIceOutput out = new RecordingIceOutput();
    private final IceLite ice = new IceLite(OURS, START, counters);
    private long now = START;

    @Test
    void answersACheckWithTheIpv4AddressItCameFrom() {
        ice.setRemote(THEIRS, now, out);
        receive(check().integrity(OURS.password()).fingerprint(), 1, WIFI);
        byte[] answer = out.lastSent();
        assertThat(StunMessage.type(answer)).isEqualTo(SUCCESS);
        assertThat(StunMessage.transaction(answer)).isEqualTo(TRANSACTION);
        // 192.0.2.1:32853, the address and port of RFC 5769 section 2.2.
        assertThat(StunMessage.find(answer, StunMessage.XOR_MAPPED_ADDRESS))
                .isEqualTo(bytes(0x00, 0x01, 0xA1, 0x47, 0xE1, 0x12, 0xA6, 0x43));
        assertThat(StunMessage.isAuthentic(answer, OURS.password())).isTrue();
        assertThat(StunMessage.endsWithFingerprint(answer)).isTrue();
        assertThat(out.events)
                .containsExactly("send 1 192.0.2.1:32853", "authenticated 1 192.0.2.1:32853");
        assertThat(counters.get(Count.STUN_REQUESTS)).isEqualTo(1);
    }

    @Test
    void answersACheckWithTheIpv6AddressItCameFrom() {
        receive(check().integrity(OURS.password()).fingerprint(), 0, MOBILE);
        byte[] answer = out.lastSent();
        ByteBuffer mapped =
                ByteBuffer.wrap(StunMessage.find(answer, StunMessage.XOR_MAPPED_ADDRESS));
        ByteBuffer mask = ByteBuffer.allocate(16).putInt(0x2112_A442).put(TRANSACTION).flip();
        assertThat(mapped.getShort()).isEqualTo((short) 2);
        assertThat(mapped.getShort() & 0xFFFF).isEqualTo(32_853 ^ 0x2112);
        assertThat(mapped.getLong() ^ mask.getLong()).isEqualTo(MOBILE.high());
        assertThat(mapped.getLong() ^ mask.getLong()).isEqualTo(MOBILE.low());
        assertThat(mapped.hasRemaining()).isFalse();
        assertThat(StunMessage.isAuthentic(answer, OURS.password())).isTrue();
        assertThat(StunMessage.endsWithFingerprint(answer)).isTrue();
    }

    @Test
    void readsAMessageInTheMiddleOfASlab() {
        byte[] message = nomination().bytes();
        byte[] slab = new byte[7 + message.length + 40];
        Arrays.fill(slab, (byte) 0xEE);
        System.arraycopy(message, 0, slab, 7, message.length);
        ice.setRemote(THEIRS, now, out);
        ice.onStun(slab, 7, message.length, 0, WIFI, now, out);
        assertThat(StunMessage.type(out.lastSent())).isEqualTo(SUCCESS);
        assertThat(StunMessage.transaction(out.lastSent())).isEqualTo(TRANSACTION);
        assertThat(out.selections()).hasSize(1);
    }

    @Test
    void refusesAWrongPassword() {
        receive(check().integrity("not-our-password-really-").fingerprint(), 0, WIFI);
        assertRefused(401);
        assertThat(StunMessage.find(out.lastSent(), StunMessage.MESSAGE_INTEGRITY)).isNull();
        assertThat(counters.get(Count.DROPPED_STUN_BAD_INTEGRITY)).isEqualTo(1);
    }

    @Test
    void refusesAMessageThatWasChangedOnItsWay() {
        byte[] original = check().integrity(OURS.password()).bytes();
        StunMessage changed = new StunMessage(REQUEST, TRANSACTION);
        changed.attribute(StunMessage.USERNAME, "ours:them");
        changed.attribute(StunMessage.PRIORITY, (byte) 0x6F, (byte) 0, (byte) 0, (byte) 1);
        changed.attribute(StunMessage.ICE_CONTROLLING, new byte[8]);
        changed.attribute(
                StunMessage.MESSAGE_INTEGRITY,
                StunMessage.find(original, StunMessage.MESSAGE_INTEGRITY));
        receive(changed.fingerprint(), 0, WIFI);
        assertRefused(401);
    }

    @Test
    void refusesAnotherPeersUsername() {
        StunMessage request = new StunMessage(REQUEST, TRANSACTION);
        request.attribute(StunMessage.USERNAME, "oursmore:them");
        receive(request.integrity(OURS.password()).fingerprint(), 0, WIFI);
        assertRefused(401);
    }

    @Test
    void refusesAUsernameWithoutColon() {
        StunMessage request = new StunMessage(REQUEST, TRANSACTION);
        request.attribute(StunMessage.USERNAME, "ours");
        receive(request.integrity(OURS.password()).fingerprint(), 0, WIFI);
        assertRefused(401);
    }

    @Test
    void refusesACheckWithoutIntegrity() {
        receive(check().fingerprint(), 0, WIFI);
        assertRefused(400);
        assertThat(counters.get(Count.DROPPED_STUN_BAD_INTEGRITY)).isEqualTo(1);
    }

    @Test
    void refusesACheckWithoutUsername() {
        StunMessage request = new StunMessage(REQUEST, TRANSACTION);
        receive(request.integrity(OURS.password()).fingerprint(), 0, WIFI);
        assertRefused(400);
    }

    @Test
    void refusesAUsernameThatIntegrityDoesNotCover() {
        StunMessage request = new StunMessage(REQUEST, TRANSACTION).integrity(OURS.password());
        receive(request.attribute(StunMessage.USERNAME, "ours:them").fingerprint(), 0, WIFI);
        assertRefused(400);
    }

    @Test
    void dropsACheckWithoutFingerprint() {
        receive(check().integrity(OURS.password()), 0, WIFI);
        assertDroppedAsMalformed();
    }

    @Test
    void dropsACheckWithAWrongFingerprint() {
        receive(check().integrity(OURS.password()).fingerprint(1), 0, WIFI);
        assertDroppedAsMalformed();
    }

    @Test
    void dropsACheckWhoseFingerprintIsNotLast() {
        StunMessage request = check().integrity(OURS.password()).fingerprint();
        receive(request.attribute(0xC057, new byte[4]), 0, WIFI);
        assertDroppedAsMalformed();
    }

    @Test
    void dropsARequestOfAnotherMethod() {
        StunMessage allocate = new StunMessage(0x0003, TRANSACTION);
        allocate.attribute(StunMessage.USERNAME, "ours:them");
        receive(allocate.integrity(OURS.password()).fingerprint(), 0, WIFI);
        assertDroppedAsMalformed();
    }

    @Test
    void dropsAnAttributeThatReachesBeyondTheMessage() {
        byte[] message = check().integrity(OURS.password()).bytes();
        ByteBuffer.wrap(message).putShort(22, (short) 2000);
        receive(reassembled(message).fingerprint(), 0, WIFI);
        assertThat(out.selections()).isEmpty();
        assertThat(counters.get(Count.STUN_REQUESTS)).isZero();
        assertThat(out.sent).allMatch(answer -> StunMessage.type(answer) == ERROR);
    }

    @Test
    void tellsAControlledAgentToSwitchRoles() {
        StunMessage request = new StunMessage(REQUEST, TRANSACTION);
        request.attribute(StunMessage.USERNAME, "ours:them");
        request.attribute(StunMessage.ICE_CONTROLLED, new byte[8]);
        receive(request.integrity(OURS.password()).fingerprint(), 0, WIFI);
        assertRefused(487);
        assertThat(StunMessage.isAuthentic(out.lastSent(), OURS.password())).isTrue();
    }

    @Test
    void listsTheRequiredAttributesItDoesNotKnow() {
        StunMessage request = check();
        request.attribute(0x7F01, new byte[3]);
        request.attribute(0x7F02, new byte[8]);
        receive(request.integrity(OURS.password()).fingerprint(), 0, WIFI);
        assertRefused(420);
        assertThat(StunMessage.find(out.lastSent(), StunMessage.UNKNOWN_ATTRIBUTES))
                .isEqualTo(bytes(0x7F, 0x01, 0x7F, 0x02));
        assertThat(StunMessage.isAuthentic(out.lastSent(), OURS.password())).isTrue();
    }

    @Test
    void ignoresTheOptionalAttributesItDoesNotKnow() {
        // GOOG-NETWORK-INFO, which Chromium sends with every check.
        StunMessage request = check().attribute(0xC057, bytes(0, 1, 0, 10));
        receive(request.integrity(OURS.password()).fingerprint(), 0, WIFI);
        assertThat(StunMessage.type(out.lastSent())).isEqualTo(SUCCESS);
    }

    @Test
    void ignoresWhatStandsBehindIntegrity() {
        ice.setRemote(THEIRS, now, out);
        StunMessage request = check().integrity(OURS.password());
        request.attribute(StunMessage.USE_CANDIDATE);
        request.attribute(StunMessage.ICE_CONTROLLED, new byte[8]);
        request.attribute(0x7F01, new byte[4]);
        receive(request.fingerprint(), 0, WIFI);
        assertThat(StunMessage.type(out.lastSent())).isEqualTo(SUCCESS);
        assertThat(out.selections()).isEmpty();
    }

    @Test
    void selectsTheNominatedPathOnce() {
        ice.setRemote(THEIRS, now, out);
        receive(check().integrity(OURS.password()).fingerprint(), 0, WIFI);
        assertThat(out.selections()).isEmpty();
        receive(nomination(), 0, WIFI);
        receive(nomination(), 0, WIFI);
        assertThat(out.selections()).containsExactly("selected 0 " + WIFI);
    }

    @Test
    void followsTheNewestNomination() {
        ice.setRemote(THEIRS, now, out);
        receive(nomination(1), 0, WIFI);
        receive(nomination(2), 1, MOBILE);
        receive(nomination(3), 1, WIFI);
        assertThat(out.selections())
                .containsExactly(
                        "selected 0 " + WIFI, "selected 1 " + MOBILE, "selected 1 " + WIFI);
    }

    @Test
    void doesNotFollowANominationItRefuses() {
        ice.setRemote(THEIRS, now, out);
        StunMessage forged = check().attribute(StunMessage.USE_CANDIDATE);
        receive(forged.integrity("not-our-password-really-").fingerprint(), 0, WIFI);
        assertRefused(401);
    }

    @Test
    void answersAtOnceAndRemembersANominationThatOvertookTheAnswer() {
        receive(nomination(), 2, WIFI);
        assertThat(StunMessage.type(out.lastSent())).isEqualTo(SUCCESS);
        assertThat(out.selections()).isEmpty();
        ice.setRemote(THEIRS, now, out);
        assertThat(out.selections()).containsExactly("selected 2 " + WIFI);
    }

    @Test
    void refusesAnotherRemoteFragmentUntilConnected() {
        ice.setRemote(THEIRS, now, out);
        receive(from("evil").integrity(OURS.password()).fingerprint(), 0, WIFI);
        assertRefused(401);
        receive(nomination(), 0, WIFI);
        // The remote side restarts ICE, and its checks are faster than its offer.
        receive(from("newu").integrity(OURS.password()).fingerprint(), 0, MOBILE);
        assertThat(StunMessage.type(out.lastSent())).isEqualTo(SUCCESS);
    }

    @Test
    void consentLastsThirtySecondsFromTheLastCheck() {
        ice.setRemote(THEIRS, now, out);
        receive(nomination(), 0, WIFI);
        now += 10 * SECOND;
        receive(check().integrity(OURS.password()).fingerprint(), 0, WIFI);
        assertThat(ice.deadlineNanos()).isEqualTo(now + IceLite.CONSENT_EXPIRY_NANOS);
        ice.onDeadline(now + 30 * SECOND - 1, out);
        assertThat(out.events).doesNotContain("consent expired");
        ice.onDeadline(now + 30 * SECOND, out);
        ice.onDeadline(now + 30 * SECOND + 1, out);
        assertThat(out.events).containsOnlyOnce("consent expired").doesNotContain("timed out");
    }

    @Test
    void aRefusedCheckIsNoConsent() {
        ice.setRemote(THEIRS, now, out);
        receive(nomination(), 0, WIFI);
        long deadline = ice.deadlineNanos();
        now += 10 * SECOND;
        receive(check().integrity("not-our-password-really-").fingerprint(), 0, WIFI);
        receive(new StunMessage(INDICATION, TRANSACTION).fingerprint(), 0, WIFI);
        assertThat(ice.deadlineNanos()).isEqualTo(deadline);
    }

    @Test
    void timesOutIfNothingIsNominated() {
        ice.setRemote(THEIRS, now, out);
        long deadline = now + IceLite.CONNECT_TIMEOUT_NANOS;
        assertThat(ice.deadlineNanos()).isEqualTo(deadline);
        now += 20 * SECOND;
        receive(check().integrity(OURS.password()).fingerprint(), 0, WIFI);
        ice.onDeadline(deadline - 1, out);
        assertThat(out.events).doesNotContain("timed out");
        ice.onDeadline(deadline, out);
        assertThat(out.events).containsOnlyOnce("timed out").doesNotContain("consent expired");
    }

    @Test
    void timesOutIfTheRemoteSideNeverAnswers() {
        now += IceLite.CONNECT_TIMEOUT_NANOS;
        ice.onDeadline(now, out);
        assertThat(out.events).containsExactly("timed out");
    }

    @Test
    void keepsItsPathThroughARestartUntilANewOneIsNominated() {
        ice.setRemote(THEIRS, now, out);
        receive(nomination(), 0, WIFI);
        now += 20 * SECOND;
        IceParameters restarted = new IceParameters("newu", "their-new-password-24-ch");
        ice.setRemote(restarted, now, out);
        assertThat(ice.remote()).isEqualTo(restarted);
        assertThat(ice.deadlineNanos()).isEqualTo(now + IceLite.CONSENT_EXPIRY_NANOS);
        assertThat(out.selections()).hasSize(1);
        StunMessage request = from("newu").attribute(StunMessage.USE_CANDIDATE);
        receive(request.integrity(OURS.password()).fingerprint(), 1, MOBILE);
        assertThat(out.selections()).last().isEqualTo("selected 1 " + MOBILE);
    }

    @Test
    void takesAnIndicationForAKeepAlive() {
        receive(new StunMessage(INDICATION, TRANSACTION).fingerprint(), 0, WIFI);
        assertThat(out.events).isEmpty();
        assertThat(counters.get(Count.DROPPED_STUN_UNEXPECTED)).isZero();
    }

    @Test
    void dropsResponsesToWhatItNeverAsked() {
        StunMessage success = new StunMessage(SUCCESS, TRANSACTION);
        receive(success.integrity(OURS.password()).fingerprint(), 0, WIFI);
        receive(new StunMessage(ERROR, TRANSACTION).fingerprint(), 0, WIFI);
        assertThat(out.events).isEmpty();
        assertThat(counters.get(Count.DROPPED_STUN_UNEXPECTED)).isEqualTo(2);
    }

    @Test
    void refusesAtMostTwentyTimesASecond() {
        for (int i = 0; i < 50; i++) {
            receive(check().fingerprint(), 0, WIFI);
        }
        assertThat(out.sent).hasSize(20);
        assertThat(counters.get(Count.STUN_ERRORS_SENT)).isEqualTo(20);
        assertThat(counters.get(Count.DROPPED_STUN_BAD_INTEGRITY)).isEqualTo(50);
        receive(check().integrity(OURS.password()).fingerprint(), 0, WIFI);
        assertThat(StunMessage.type(out.lastSent())).isEqualTo(SUCCESS);
        now += SECOND;
        receive(check().fingerprint(), 0, WIFI);
        assertRefused(400);
        assertThat(counters.get(Count.STUN_ERRORS_SENT)).isEqualTo(21);
    }

    @Test
    void neverRefusesWithMoreThanAHundredBytes() {
        StunMessage many = check();
        for (int i = 0; i < 100; i++) {
            many.attribute(0x7F00 + i);
        }
        receive(many.integrity(OURS.password()).fingerprint(), 0, WIFI);
        assertRefused(420);
        assertThat(StunMessage.find(out.lastSent(), StunMessage.UNKNOWN_ATTRIBUTES))
                .isEqualTo(bytes(0x7F, 0, 0x7F, 1, 0x7F, 2, 0x7F, 3));
        receive(check().fingerprint(), 0, WIFI);
        receive(check().integrity("not-our-password-really-").fingerprint(), 0, WIFI);
        assertThat(out.sent).hasSize(3).allMatch(answer -> answer.length <= 100);
    }

    private void assertRefused(int code) {
        byte[] answer = out.lastSent();
        assertThat(StunMessage.type(answer)).isEqualTo(ERROR);
        assertThat(StunMessage.errorCode(answer)).isEqualTo(code);
        assertThat(StunMessage.transaction(answer)).isEqualTo(TRANSACTION);
        assertThat(StunMessage.endsWithFingerprint(answer)).isTrue();
        assertThat(out.selections()).isEmpty();
    }

    private void assertDroppedAsMalformed() {
        assertThat(out.events).isEmpty();
        assertThat(counters.get(Count.DROPPED_STUN_MALFORMED)).isEqualTo(1);
    }

    private void receive(StunMessage message, int localIndex, TransportAddress from) {
        byte[] datagram = message.bytes();
        ice.onStun(datagram, 0, datagram.length, localIndex, from, now, out);
    }

    private static StunMessage check() {
        return from(THEIRS.usernameFragment());
    }

    private static StunMessage nomination() {
        StunMessage request = check().attribute(StunMessage.USE_CANDIDATE);
        return request.integrity(OURS.password()).fingerprint();
    }

    /** One of several: copies of one message would be recordings played back. */
    private static StunMessage nomination(int number) {
        StunMessage request = check().attribute(0xC057, bytes(0, 1, 0, number));
        request.attribute(StunMessage.USE_CANDIDATE);
        return request.integrity(OURS.password()).fingerprint();
    }

    /** A check as a browser sends it, up to where USE-CANDIDATE may follow. */
    private static StunMessage from(String remoteFragment) {
        return new StunMessage(REQUEST, TRANSACTION)
                .attribute(StunMessage.USERNAME, "ours:" + remoteFragment)
                .attribute(StunMessage.PRIORITY, bytes(0x6E, 0, 0, 1))
                .attribute(StunMessage.ICE_CONTROLLING, new byte[8]);
    }

    /** The same bytes as one attribute after the other, whatever their lengths say. */
    private static StunMessage reassembled(byte[] message) {
        return new StunMessage(REQUEST, TRANSACTION)
                .raw(Arrays.copyOfRange(message, 20, message.length));
    }

    private static byte[] bytes(int... values) {
        byte[] result = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = (byte) values[i];
        }
        return result;
    }
}
