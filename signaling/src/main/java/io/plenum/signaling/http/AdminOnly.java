package io.plenum.signaling.http;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** What only those who operate the server are served. */
final class AdminOnly extends Handler.Wrapper {
    private final AdminAccess access;

    AdminOnly(AdminAccess access, Handler wrapped) {
        super(wrapped);
        this.access = access;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (access.permits(request)) {
            return super.handle(request, response, callback);
        }
        new Problem(
                        403,
                        "operators-only",
                        "This is served to the machine itself, or through admin.port; come through a tunnel,"
                                + " for example ssh -L 8080:localhost:8080.")
                .write(response, callback);
        return true;
    }
}
