package io.nfs2s3.origin;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Writes the body of one answer, a piece at a time, and closes the connection of a client that does not take them in time.
 *
 * <p>The time limit of Jetty's own is on a connection where nothing moves; a client that takes a byte now and then would
 * pass it for ever.
 */
final class BodyWriter {
    /** Bytes that are in memory for one answer, at most. */
    static final int CHUNK = 64 * 1024;

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final long timeoutNanos;
    private final LongAdder sent;

    /** @param sent counts bytes */
    BodyWriter(Request request, Response response, Callback callback, long timeoutNanos, LongAdder sent) {
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.timeoutNanos = timeoutNanos;
        this.sent = sent;
    }

    /**
     * Writes a piece that is not the last.
     *
     * @param next run when it is gone; not run when the client is
     * @param gone run when the client is
     */
    void write(ByteBuffer piece, Runnable next, Runnable gone) {
        write(false, piece, Callback.from(next, error -> {
            gone.run();
            callback.failed(error);
        }));
    }

    /** Writes the last piece. */
    void writeLast(ByteBuffer piece) {
        write(true, piece, callback);
    }

    private void write(boolean last, ByteBuffer piece, Callback then) {
        sent.add(piece.remaining());
        Scheduler.Task limit = within(this::cut);
        response.write(
                last,
                piece,
                Callback.from(
                        () -> {
                            limit.cancel();
                            then.succeeded();
                        },
                        error -> {
                            limit.cancel();
                            then.failed(error);
                        }));
    }

    /** Runs something when a piece has taken too long, unless it is cancelled. */
    Scheduler.Task within(Runnable late) {
        return request.getComponents().getScheduler().schedule(late, timeoutNanos, TimeUnit.NANOSECONDS);
    }

    private void cut() {
        request.getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close(new TimeoutException("the client takes its answer too slowly"));
    }

    /** No more bytes. */
    void end() {
        callback.succeeded();
    }

    /** The rest of the body cannot be had: the client sees a connection that was cut, not a short file; or 503 in its place. */
    void fail(Throwable error) {
        OriginHandler.giveUp(Reply.later(), error, response, callback);
    }
}
