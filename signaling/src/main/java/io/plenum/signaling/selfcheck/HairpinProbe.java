package io.plenum.signaling.selfcheck;

import io.plenum.bridge.api.Bridge;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.parameters.IceCandidate;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a connectivity check of nobody to a candidate of our own and looks whether the media loops
 * count it: {@link Count#DROPPED_STUN_UNKNOWN_USER}.
 */
public final class HairpinProbe implements Predicate<IceCandidate> {
    private static final Logger LOG = LoggerFactory.getLogger(HairpinProbe.class);
    private static final int TRIES = 3;
    private static final long PATIENCE_MILLIS = 300;
    private static final long TURN_MILLIS = 20;

    /** A STUN binding request (RFC 8489 section 5) without attributes. */
    private static final byte[] CHECK = {
        0,
        1,
        0,
        0,
        0x21,
        0x12,
        (byte) 0xA4,
        0x42,
        'p',
        'l',
        'e',
        'n',
        'u',
        'm',
        'p',
        'r',
        'o',
        'b',
        'e',
        0
    };

    private final Bridge bridge;

    /** Of this bridge's candidates. */
    public HairpinProbe(Bridge bridge) {
        this.bridge = bridge;
    }

    @Override
    public boolean test(IceCandidate candidate) {
        try (DatagramSocket socket = new DatagramSocket()) {
            InetAddress address = InetAddress.ofLiteral(candidate.address());
            for (int i = 0; i < TRIES; i++) {
                long before = counted();
                socket.send(new DatagramPacket(CHECK, CHECK.length, address, candidate.port()));
                if (isCountedSoon(before)) {
                    return true;
                }
            }
        } catch (IOException e) {
            LOG.debug("the probe of {} could not be sent", candidate.address(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private long counted() {
        return bridge.statistics().get(Count.DROPPED_STUN_UNKNOWN_USER);
    }

    private boolean isCountedSoon(long before) throws InterruptedException {
        for (long waited = 0; waited < PATIENCE_MILLIS; waited += TURN_MILLIS) {
            if (counted() > before) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(TURN_MILLIS);
        }
        return false;
    }
}
