package io.plenum.signaling.auth;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.plenum.signaling.auth.AccessException.Reason;
import io.plenum.signaling.messages.Source;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens of LiveKit's form, made by hand, and what they open. */
class TokenAccessTest {
    private static final long NOW_SECONDS = 1_800_000_000L;
    private static final String JOIN = "'video':{'roomJoin':true,'room':'daily'}";

    private long nowSeconds = NOW_SECONDS;
    private final TokenAccess access =
            new TokenAccess(Map.of("devkey", HandMadeToken.SECRET), () -> nowSeconds * 1_000);

    private static String token(String claims) {
        return HandMadeToken.of(
                "{'iss':'devkey','sub':'ann','exp':%d,%s}".formatted(NOW_SECONDS + 100, claims),
                HandMadeToken.SECRET);
    }

    @Test
    void whatIsLeftOutAllowsPublishingAndSubscribingAndNoMore() throws Exception {
        Grants grants = access.checkJoin(token(JOIN), "daily");
        assertThat(grants.identity()).isEqualTo("ann");
        assertThat(grants.media().publish()).containsExactlyInAnyOrder(Source.values());
        assertThat(grants.media().subscribe()).isTrue();
        assertThat(grants.media().data()).isTrue();
        assertThat(grants.media().ownMetadata()).isFalse();
        assertThat(grants.rooms().admin()).isFalse();
        assertThat(grants.rooms().create()).isFalse();
    }

    @Test
    void sourcesWinOverCanPublishAndDataFollowsIt() throws Exception {
        Grants grants =
                access.check(
                        token(
                                """
                                'name':'Ann','attributes':{'team':'red'},'video':{'roomJoin':true,'room':'daily',\
                                'canPublish':false,'canPublishSources':['camera','screen_share']}\
                                """));
        assertThat(grants.media().publish())
                .containsExactlyInAnyOrder(Source.CAMERA, Source.SCREEN);
        assertThat(grants.media().data()).isFalse();
        assertThat(grants.name()).isEqualTo("Ann");
        assertThat(grants.attributes()).isEqualTo(Map.of("team", "red"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'video':{'roomJoin':true,'room':'other'}              | FORBIDDEN | not for"
                        + " entering this room",
                "'video':{'roomList':true}                             | FORBIDDEN | not for"
                        + " entering this room",
                "'video':{'roomJoin':true}                             | BAD | \"video.room\" is"
                        + " missing",
                "'video':{'roomJoin':'yes','room':'daily'}             | BAD | \"video.roomJoin\""
                        + " must be true or false",
                "'video':{'roomJoin':true,'room':7}                    | BAD | \"video.room\" must"
                        + " be a string",
                "'video':[]                                            | BAD | \"video\" must be an"
                        + " object",
                "'video':{'roomJoin':true,'room':'daily','canPublishSources':['radio']} | BAD | may"
                        + " hold camera",
                "'attributes':{'a':1},'video':{'roomJoin':true,'room':'daily'} | BAD | must hold"
                        + " strings",
                "'name':'a/b','video':{'roomJoin':true,'room':'daily'} | BAD | \"name\" holds the"
                        + " character",
                "'metadata':{'seat':7},'video':{'roomJoin':true,'room':'daily'} | BAD |"
                        + " \"metadata\" must be a string",
                "'nbf':1800000060,'video':{'roomJoin':true,'room':'daily'} | BAD | not valid yet",
                "'roomConfig':{'egress':{}},'video':{'roomJoin':true,'room':'daily'} | BAD | must"
                        + " not hold \"egress\"",
            })
    void saysWhatIsWrong(String claims, Reason reason, String says) {
        AccessException e = refused(token(claims));
        assertThat(e.reason()).isEqualTo(reason);
        assertThat(e.text()).contains(says);
    }

    @Test
    void othersKeysAlgorithmsAndSignaturesAreRefused() {
        String claims = "{'iss':'devkey','sub':'ann','exp':1800000100," + JOIN + "}";
        assertThat(refused(HandMadeToken.of(claims, "another-secret-of-32-bytes-or-more")).text())
                .contains("signature");
        assertThat(
                        refused(
                                        HandMadeToken.of(
                                                claims.replace("devkey", "elsewhere"),
                                                HandMadeToken.SECRET))
                                .text())
                .contains("names no key");
        assertThat(
                        refused(HandMadeToken.of("{'alg':'HS512'}", claims, HandMadeToken.SECRET))
                                .text())
                .contains("not signed with HS256");
        String good = token(JOIN);
        assertThat(refused(good.substring(0, good.lastIndexOf('.') + 1)).reason())
                .isEqualTo(Reason.BAD);
        assertThat(refused(HandMadeToken.of("{'alg':'none'}", claims, "x")).reason())
                .isEqualTo(Reason.BAD);
        assertThat(refused("a".repeat(10_000)).reason()).isEqualTo(Reason.BAD);
        assertThat(refused(null).reason()).isEqualTo(Reason.MISSING);
    }

    @Test
    void nothingOfTheTokenIsRepeated() {
        String good = token("'name':'<b>','video':{}");
        assertThat(refused(good).text()).doesNotContain("<b>").doesNotContain(good);
    }

    @Test
    void aTokenEndsAndClocksMayDifferByTenSeconds() throws Exception {
        String token = token(JOIN);
        nowSeconds = NOW_SECONDS + 109;
        access.check(token);
        nowSeconds = NOW_SECONDS + 110;
        assertThat(refused(token).reason()).isEqualTo(Reason.EXPIRED);
        String endless = HandMadeToken.of("{'iss':'devkey'," + JOIN + "}", HandMadeToken.SECRET);
        assertThat(refused(endless).text()).contains("\"exp\"");
    }

    @Test
    void aTokenThatEndsSoonIsRenewedWithTheSameGrants() throws Exception {
        String token = token(JOIN);
        Grants grants = access.check(token);
        String renewed = requireNonNull(access.renew(token, grants));
        Grants later = access.checkJoin(renewed, "daily");
        assertThat(later.identity()).isEqualTo("ann");
        assertThat(later.expiresAtMillis()).isEqualTo((NOW_SECONDS + 600) * 1_000);
        assertThat(access.renew(renewed, later)).isNull();
    }

    @Test
    void whatWeMintWeAccept() throws Exception {
        String token =
                new TokenMint("devkey", HandMadeToken.SECRET)
                        .mint(
                                "ann",
                                "Ann",
                                Map.of("roomJoin", true, "room", "daily", "roomAdmin", true),
                                NOW_SECONDS * 1_000,
                                Duration.ofHours(6));
        Grants grants = access.checkJoin(token, "daily");
        assertThat(grants.rooms().admin()).isTrue();
        assertThat(grants.expiresAtMillis()).isEqualTo((NOW_SECONDS + 21_600) * 1_000);
    }

    private AccessException refused(@Nullable String token) {
        AccessException e =
                catchThrowableOfType(AccessException.class, () -> access.checkJoin(token, "daily"));
        assertThat(e).isNotNull();
        return e;
    }
}
