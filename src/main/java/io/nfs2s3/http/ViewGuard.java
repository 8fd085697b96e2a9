package io.nfs2s3.http;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Who may look at the figures: whoever has the token, or the one of those who act. A browser asks for it as a password, and a
 * program sends it as a bearer. Without one in the settings everybody may. Thread-safe.
 */
final class ViewGuard extends Handler.Wrapper {
    static final String HEALTH = "/health";
    static final String LIVE = "/health/live";

    /** For probes, which have no token. As they are sent: what leads there by detours is not meant. */
    private static final Set<String> OPEN = Set.of(HEALTH, LIVE);

    private final Optional<AccessToken> view;
    private final Optional<AccessToken> control;
    private final RefusedRequests refused = new RefusedRequests("view");

    ViewGuard(HttpSettings settings) {
        this.view = AccessToken.of(settings.viewToken());
        this.control = AccessToken.of(settings.controlToken());
    }

    /** Whether who sends such a header may be told the figures. */
    boolean admits(@Nullable String authorization) {
        return view.isEmpty()
                || view.get().isBearer(authorization)
                || view.get().isPassword(authorization)
                || control.filter(token -> token.isBearer(authorization)).isPresent();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        if (OPEN.contains(request.getHttpURI().getPath()) || admits(authorization)) {
            return super.handle(request, response, callback);
        }
        if (authorization != null) { // a browser sends none before it is asked
            refused.tell(Request.getRemoteAddr(request), "the token is not right");
        }
        response.setStatus(401);
        response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, challenge(authorization));
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.write(
                true,
                StandardCharsets.UTF_8.encode(
                        "{\"error\":\"the token is missing or wrong: http.viewToken to look, http.controlToken to act;"
                                + " as Authorization: Bearer, or the first as a password\"}"),
                callback);
        return true;
    }

    /** Who sends a bearer is a program, or the script of the page: no browser shall ask for a password then. */
    private static String challenge(@Nullable String authorization) {
        return AccessToken.isOfProgram(authorization) ? "Bearer" : "Basic realm=\"nfs2s3\", charset=\"UTF-8\"";
    }
}
