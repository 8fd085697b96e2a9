package io.nfs2s3.http;

import io.javalin.http.Context;
import io.nfs2s3.http.ControlDesk.Answer;
import io.nfs2s3.http.ControlDesk.Caller;
import io.nfs2s3.media.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who may act over HTTP: whoever has the token, in a header that no page of another site can send and no browser adds by itself.
 * Nothing of the database is asked, and no body is read, before that is known. Thread-safe.
 */
final class ControlRoutes {
    /** The longest act is a fraction of it. */
    static final int MOST_BYTES = 16 * 1024;

    /** So many connections to the database at most are taken by requests; the others wait for their turn, but not for long. */
    private static final int AT_ONCE = 2;

    private static final int PATIENCE_SECONDS = 2;

    private static final int LONGEST_FORWARDED = 200;
    private static final String JSON = "application/json";

    private final Optional<AccessToken> token;
    private final ControlDesk desk;
    private final Semaphore turns = new Semaphore(AT_ONCE);
    private final RefusedRequests refused = new RefusedRequests("control");

    /** @param token empty switches control off */
    ControlRoutes(String token, ControlDesk desk) {
        this.token = AccessToken.of(token);
        this.desk = desk;
    }

    /** Says whether there is control here, to everybody. */
    void offered(Context context) {
        answer(context, new Answer(200, "{\"control\":" + token.isPresent() + "}"));
    }

    void state(Context context) {
        if (isAdmitted(context)) {
            take(context, desk::state);
        }
    }

    void act(Context context) {
        if (!isAdmitted(context)) {
            return;
        }
        if (!isJson(context.header("Content-Type"))) {
            refuse(context, 415, "an act is sent with Content-Type: " + JSON);
            return;
        }
        Optional<String> body = body(context);
        if (body.isEmpty()) {
            refuse(context, 413, "an act has " + MOST_BYTES + " bytes at most");
            return;
        }
        take(context, () -> desk.act(context.pathParam("act"), body.get(), caller(context)));
    }

    private boolean isAdmitted(Context context) {
        if (token.isEmpty()) {
            refuse(context, 404, "control is off: http.controlToken is not set");
            return false;
        }
        if (isForeign(context.header("Sec-Fetch-Site"), context.header("Origin"), context.header("Host"))) {
            refused.tell(context.ip(), "a page of another site sent it");
            refuse(context, 403, "a page of another site may not act; a proxy in front has to pass on the header Host");
            return false;
        }
        if (!token.get().isBearer(context.header("Authorization"))) {
            refused.tell(context.ip(), "the token is not right");
            context.header("WWW-Authenticate", "Bearer");
            refuse(context, 401, "give the token in the header Authorization: Bearer");
            return false;
        }
        return true;
    }

    /**
     * Whether a browser says that a page of another site sent the request. It says so itself over HTTPS and to the loopback
     * address; else the origin must be the host that was asked.
     */
    static boolean isForeign(@Nullable String fetchSite, @Nullable String origin, @Nullable String host) {
        if (fetchSite != null) {
            return !fetchSite.equals("same-origin");
        }
        return origin != null
                && (host == null || !origin.toLowerCase(Locale.ROOT).endsWith("://" + host.toLowerCase(Locale.ROOT)));
    }

    private static boolean isJson(@Nullable String type) {
        return type != null && type.split(";", 2)[0].strip().equalsIgnoreCase(JSON);
    }

    /** @return empty when it is too long */
    private static Optional<String> body(Context context) {
        if (context.contentLength() > MOST_BYTES) {
            return Optional.empty();
        }
        try (InputStream in = context.bodyInputStream()) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            return bytes.length > MOST_BYTES
                    ? Optional.empty()
                    : Optional.of(new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Caller caller(Context context) {
        String forwarded = context.header("X-Forwarded-For");
        return new Caller(
                context.ip(),
                forwarded == null
                        ? null
                        : Printable.line(forwarded.substring(0, Math.min(LONGEST_FORWARDED, forwarded.length()))));
    }

    private void take(Context context, Supplier<Answer> work) {
        if (!awaitTurn()) {
            refuse(context, 503, "others act at this moment: try again");
            return;
        }
        try {
            answer(context, work.get());
        } finally {
            turns.release();
        }
    }

    private boolean awaitTurn() {
        try {
            return turns.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void refuse(Context context, int status, String reason) {
        answer(context, new Answer(status, "{\"error\":\"" + reason + "\"}"));
    }

    private static void answer(Context context, Answer answer) {
        context.status(answer.status())
                .header("Cache-Control", "no-store")
                .header("X-Content-Type-Options", "nosniff")
                .contentType(JSON)
                .result(answer.json());
    }
}
