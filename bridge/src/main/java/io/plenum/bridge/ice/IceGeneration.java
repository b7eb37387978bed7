package io.plenum.bridge.ice;

import io.plenum.bridge.parameters.IceParameters;
import org.jspecify.annotations.Nullable;

/**
 * The credentials between two ICE restarts (RFC 8445 section 9): ours, and the remote side's once
 * they are known.
 */
final class IceGeneration {
    private final IceParameters local;
    private final @Nullable IceParameters remote;
    private final StunIntegrity integrity;

    IceGeneration(IceParameters local, @Nullable IceParameters remote) {
        this(local, remote, new StunIntegrity(local.password()));
    }

    private IceGeneration(
            IceParameters local, @Nullable IceParameters remote, StunIntegrity integrity) {
        this.local = local;
        this.remote = remote;
        this.integrity = integrity;
    }

    /** The same credentials of ours with these of the remote side. */
    IceGeneration withRemote(IceParameters credentials) {
        return new IceGeneration(local, credentials, integrity);
    }

    IceParameters local() {
        return local;
    }

    @Nullable IceParameters remote() {
        return remote;
    }

    /** Verifies checks to us and protects their answers: both use our password. */
    StunIntegrity integrity() {
        return integrity;
    }

    /**
     * Whether a check's USERNAME is ours, a colon, and the remote side's fragment (RFC 8445 section
     * 7.2.2). Anything will do for the latter while it is unknown or may have changed: checks
     * overtake offers, and it is our password that keeps others out (section 7.3).
     *
     * @param anyRemote whether the remote fragment may be one that we have not been told yet
     */
    boolean isAddressedBy(String username, boolean anyRemote) {
        String fragment = local.usernameFragment();
        IceParameters known = remote;
        return username.length() > fragment.length()
                && username.startsWith(fragment)
                && username.charAt(fragment.length()) == ':'
                && (known == null
                        || anyRemote
                        || isRemoteFragment(username, known.usernameFragment()));
    }

    /** Whether what follows our fragment in a username that is addressed to us is this one. */
    boolean isRemoteFragment(String username, String remoteFragment) {
        int at = local.usernameFragment().length() + 1;
        return username.length() == at + remoteFragment.length()
                && username.endsWith(remoteFragment);
    }
}
