package io.plenum.bridge.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StunRoutingTest {
    private final byte[] check =
            BindingRequest.transaction(1).priority().username("here:there").fingerprinted();

    @Test
    void findsWhomACheckIsFor() {
        assertThat(StunRouting.isStun(check, 0, check.length)).isTrue();
        assertThat(StunRouting.localUsernameFragment(check, 0, check.length)).isEqualTo("here");
    }

    @Test
    void readsNothingOutsideTheDatagram() {
        byte[] slab = new byte[check.length + 100];
        System.arraycopy(check, 0, slab, 50, check.length);

        assertThat(StunRouting.localUsernameFragment(slab, 50, check.length)).isEqualTo("here");
        for (int length = 0; length < check.length; length++) {
            byte[] cut = Arrays.copyOf(check, length);
            assertThat(StunRouting.localUsernameFragment(cut, 0, length)).isNull();
        }
    }

    @Test
    void whatIsNotStunIsNotTakenForIt() {
        for (int position : new int[] {0, 3, 4, 7}) {
            byte[] changed = check.clone();
            changed[position] ^= 4;
            assertThat(StunRouting.isStun(changed, 0, changed.length)).as("%d", position).isFalse();
        }
        assertThat(StunRouting.isStun(new byte[0], 0, 0)).isFalse();
    }

    @Test
    void usernameWithoutColonOrWithAnEndlessFragmentNamesNobody() {
        byte[] noColon = BindingRequest.transaction(1).username("here").fingerprinted();
        byte[] endless =
                BindingRequest.transaction(1).username("x".repeat(257) + ":y").fingerprinted();
        byte[] longest =
                BindingRequest.transaction(1).username("x".repeat(256) + ":y").fingerprinted();
        byte[] none = BindingRequest.transaction(1).priority().fingerprinted();

        assertThat(StunRouting.localUsernameFragment(noColon, 0, noColon.length)).isNull();
        assertThat(StunRouting.localUsernameFragment(endless, 0, endless.length)).isNull();
        assertThat(StunRouting.localUsernameFragment(longest, 0, longest.length)).hasSize(256);
        assertThat(StunRouting.localUsernameFragment(none, 0, none.length)).isNull();
    }

    @Test
    void attributeThatLeavesTheMessageEndsTheSearch() {
        byte[] broken = check.clone();
        broken[23] = (byte) 0xF0; // PRIORITY claims 240 bytes

        assertThat(StunRouting.localUsernameFragment(broken, 0, broken.length)).isNull();
    }
}
