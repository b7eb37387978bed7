package io.plenum.bridge.peer;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a peer with the right keys and passwords sends, and whatever anybody else sends: no
 * exception, one fate for each packet, and no more in return than is fair. See {@link FuzzedRoom}
 * and {@link FuzzedGuest} for what is checked.
 */
class PeerFuzzTest {
    static List<Arguments> seeds() {
        return PeerSeeds.all();
    }

    @MethodSource("seeds")
    @FuzzTest
    void everyDatagramGetsAFate(byte[] script) {
        new FuzzedScript(script, new FuzzedRoom()).play();
    }
}
