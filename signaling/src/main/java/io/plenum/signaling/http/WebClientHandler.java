package io.plenum.signaling.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ResourceHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.resource.Resource;
import org.eclipse.jetty.util.resource.ResourceFactory;

/**
 * The web client's files from the class path. {@code /r/{room}} and {@code /call} are the same page
 * as {@code /}; the page looks at its own address.
 */
final class WebClientHandler extends Handler.Wrapper {
    private static final String ROOT = "META-INF/plenum/web";

    /**
     * @param folder part of the client below the prefix this is mapped to, which Jetty takes off
     *     the path; empty for all of it
     */
    WebClientHandler(String folder) {
        ResourceHandler files = new ResourceHandler();
        Resource root = ResourceFactory.of(files).newClassLoaderResource(ROOT + "/" + folder);
        if (root == null) {
            throw new IllegalStateException(
                    "The web client is not on the class path ("
                            + ROOT
                            + "); build web-client first.");
        }
        files.setBaseResource(root);
        files.setDirAllowed(false);
        files.setEtags(true);
        files.setWelcomeFiles("index.html");
        setHandler(files);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = request.getHttpURI().getCanonicalPath();
        boolean hashed = path.startsWith("/assets/");
        response.getHeaders()
                .put(
                        HttpHeader.CACHE_CONTROL,
                        hashed ? "public, max-age=31536000, immutable" : "no-cache");
        if (isPage(path)) {
            HttpURI page = HttpURI.build(request.getHttpURI()).path("/index.html").asImmutable();
            return super.handle(Request.serveAs(request, page), response, callback);
        }
        return super.handle(request, response, callback);
    }

    private static boolean isPage(String path) {
        return path.equals("/")
                || path.equals("/call")
                || (path.startsWith("/r/") && path.indexOf('/', 3) < 0 && path.length() > 3);
    }
}
