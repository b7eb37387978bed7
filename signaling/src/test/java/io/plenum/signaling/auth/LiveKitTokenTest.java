package io.plenum.signaling.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plenum.signaling.messages.Source;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Tokens as LiveKit's own tools mint them: made once by {@code AccessToken} of the npm package
 * livekit-server-sdk 2.19.2 and kept here letter by letter, with the time at which they were made.
 */
class LiveKitTokenTest {
    private static final String SECRET = "a-secret-of-32-bytes-and-more-for-tests";
    private static final long MADE_SECONDS = 1_795_285_555L;
    private static final long SIX_HOURS_SECONDS = 21_600;

    /**
     * {@code new AccessToken("devkey", SECRET, {identity: 'ann', name: 'Ann B.', metadata:
     * '{"seat":7}', attributes: {team: 'red'}, ttl: '6h'})} with the grant {@code {roomJoin: true,
     * room: 'daily', roomAdmin: true, canPublish: true, canPublishSources: [TrackSource.CAMERA,
     * TrackSource.SCREEN_SHARE], canUpdateOwnMetadata: true}}.
     */
    private static final String ANN =
            "eyJhbGciOiJIUzI1NiJ9."
                    + "eyJtZXRhZGF0YSI6IntcInNlYXRcIjo3fSIsImF0dHJpYnV0ZXMiOnsidGVhbSI6InJlZCJ9LCJuYW1lIjoi"
                    + "QW5uIEIuIiwidmlkZW8iOnsicm9vbUpvaW4iOnRydWUsInJvb20iOiJkYWlseSIsInJvb21BZG1pbiI6dHJ1"
                    + "ZSwiY2FuUHVibGlzaCI6dHJ1ZSwiY2FuUHVibGlzaFNvdXJjZXMiOlsiY2FtZXJhIiwic2NyZWVuX3NoYXJl"
                    + "Il0sImNhblVwZGF0ZU93bk1ldGFkYXRhIjp0cnVlfSwiaXNzIjoiZGV2a2V5IiwiZXhwIjoxNzk1MzA3MTU1"
                    + "LCJuYmYiOjE3OTUyODU1NTUsInN1YiI6ImFubiJ9."
                    + "caFTEBR5B9lJtQbsrBKpSstm38eBxCrPTxXblQIwBAs";

    /**
     * {@code new AccessToken("devkey", SECRET, {identity: 'bob'})} with the grant {@code {roomJoin:
     * true, room: 'daily'}}.
     */
    private static final String BOB =
            "eyJhbGciOiJIUzI1NiJ9."
                    + "eyJ2aWRlbyI6eyJyb29tSm9pbiI6dHJ1ZSwicm9vbSI6ImRhaWx5In0sImlzcyI6ImRldmtleSIsImV4cCI6"
                    + "MTc5NTMwNzE1NSwibmJmIjoxNzk1Mjg1NTU1LCJzdWIiOiJib2IifQ."
                    + "ZMlELMaulb8LGjbw11NbYpw34pZWhjOhIxo0VBYNGg8";

    private final TokenAccess access =
            new TokenAccess(Map.of("devkey", SECRET), () -> MADE_SECONDS * 1_000);

    @Test
    void everythingThatItSaysIsUnderstood() throws Exception {
        Grants grants = access.checkJoin(ANN, "daily");
        assertThat(grants.identity()).isEqualTo("ann");
        assertThat(grants.name()).isEqualTo("Ann B.");
        assertThat(grants.metadata()).isEqualTo("{\"seat\":7}");
        assertThat(grants.attributes()).isEqualTo(Map.of("team", "red"));
        assertThat(grants.rooms().admin()).isTrue();
        assertThat(grants.rooms().create()).isFalse();
        assertThat(grants.media().publish())
                .containsExactlyInAnyOrder(Source.CAMERA, Source.SCREEN);
        assertThat(grants.media().ownMetadata()).isTrue();
        assertThat(grants.expiresAtMillis()).isEqualTo((MADE_SECONDS + SIX_HOURS_SECONDS) * 1_000);
    }

    @Test
    void whatItLeavesOutIsLiveKitsDefault() throws Exception {
        Grants grants = access.checkJoin(BOB, "daily");
        assertThat(grants.identity()).isEqualTo("bob");
        assertThat(grants.name()).isNull();
        assertThat(grants.metadata()).isNull();
        assertThat(grants.media().publish()).containsExactlyInAnyOrder(Source.values());
        assertThat(grants.media().subscribe()).isTrue();
        assertThat(grants.media().data()).isTrue();
        assertThat(grants.media().ownMetadata()).isFalse();
        assertThat(grants.rooms().admin()).isFalse();
    }

    @Test
    void itOpensNothingElse() {
        assertThatThrownBy(() -> access.checkJoin(BOB, "weekly"))
                .isInstanceOf(AccessException.class);
        TokenAccess other =
                new TokenAccess(
                        Map.of("devkey", "another-secret-of-32-bytes-or-more"),
                        () -> MADE_SECONDS * 1_000);
        assertThatThrownBy(() -> other.checkJoin(BOB, "daily")).isInstanceOf(AccessException.class);
    }
}
