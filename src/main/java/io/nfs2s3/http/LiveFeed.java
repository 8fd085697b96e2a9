package io.nfs2s3.http;

import io.nfs2s3.resilience.DaemonThreads;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The figures as server-sent events at {@code /api/live}. One thread writes to all viewers and waits for none: there is one event on
 * its way to each at most, and whoever does not take it in time is cut off. A viewer holds a connection, and no thread. Thread-safe.
 */
final class LiveFeed extends Handler.Wrapper implements AutoCloseable {
    static final String PATH = "/api/live";

    /** The browser asks again so soon after a stream has ended. */
    private static final String BEGIN = "retry: 2000\n";

    private static final Logger log = LoggerFactory.getLogger(LiveFeed.class);

    /**
     * What viewers may take.
     *
     * @param viewers at once; others are told to ask for {@code /api/status}
     * @param every how often an event is written
     * @param patience with a viewer that does not take it
     * @param life how long a stream goes on; the browser begins another one
     */
    record Limits(int viewers, Duration every, Duration patience, Duration life) {
        /** Half of the connections are left to others. */
        static final Limits USUAL =
                new Limits(32, Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofMinutes(10));
    }

    private final Supplier<String> event;
    private final Limits limits;
    private final Semaphore seats;
    private final Set<Viewer> viewers = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clock = DaemonThreads.clock("nfs2s3-dashboard-live");

    /** @param event made once for all viewers; waits for nothing for long */
    @SuppressWarnings("FutureReturnValueIgnored") // tell() deals with its own errors
    LiveFeed(Supplier<String> event, Limits limits) {
        this.event = event;
        this.limits = limits;
        this.seats = new Semaphore(limits.viewers());
        long every = limits.every().toMillis();
        clock.scheduleWithFixedDelay(this::tell, every, every, TimeUnit.MILLISECONDS);
    }

    /** How many there are. */
    int viewers() {
        return viewers.size();
    }

    private void tell() {
        try {
            if (!viewers.isEmpty()) {
                byte[] bytes = event.get().getBytes(StandardCharsets.UTF_8);
                viewers.forEach(viewer -> viewer.tell(bytes));
            }
        } catch (RuntimeException e) { // or it would never run again
            log.warn("the live figures are not told", e);
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (!PATH.equals(request.getHttpURI().getCanonicalPath())
                || !request.getMethod().equals("GET")) {
            return super.handle(request, response, callback);
        }
        HttpFields asked = request.getHeaders();
        if (ControlRoutes.isForeign(
                asked.get("Sec-Fetch-Site"), asked.get(HttpHeader.ORIGIN), asked.get(HttpHeader.HOST))) {
            refuse(403, "a page of another site may not look", response, callback);
        } else if (!seats.tryAcquire()) {
            refuse(503, "others look already: ask for /api/status", response, callback);
        } else {
            begin(request, response, callback);
        }
        return true;
    }

    /** The connection is not kept, for others may wait for it. */
    private static void refuse(int status, String reason, Response response, Callback callback) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
        response.write(true, StandardCharsets.UTF_8.encode(reason), callback);
    }

    private void begin(Request request, Response response, Callback callback) {
        byte[] first;
        try {
            first = (BEGIN + event.get()).getBytes(StandardCharsets.UTF_8);
        } catch (RuntimeException e) {
            seats.release();
            throw e;
        }
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream; charset=utf-8");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.getHeaders().put("X-Accel-Buffering", "no"); // nginx would gather some KiB of them
        new Viewer(request, response, callback).begin(first);
    }

    /** The streams end; the browsers ask anew, in vain. */
    @Override
    public void close() {
        clock.shutdownNow();
        viewers.forEach(Viewer::end);
    }

    /** One stream, and the event that is on its way to it. */
    private final class Viewer implements Callback {
        private final Request request;
        private final Response response;
        private final Callback callback;
        private final long begunAt = System.nanoTime();
        private long writingSince;
        private boolean writing;

        Viewer(Request request, Response response, Callback callback) {
            this.request = request;
            this.response = response;
            this.callback = callback;
        }

        synchronized void begin(byte[] bytes) {
            viewers.add(this);
            tell(bytes);
        }

        /** Leaves it out if the one before is still on its way. */
        synchronized void tell(byte[] bytes) {
            long now = System.nanoTime();
            if (writing) {
                if (now - writingSince > limits.patience().toNanos()) {
                    cutOff();
                }
            } else if (now - begunAt > limits.life().toNanos()) {
                end();
            } else if (viewers.contains(this)) {
                writing = true;
                writingSince = now;
                response.write(false, ByteBuffer.wrap(bytes), this);
            }
        }

        /** What is on its way fails by it. */
        private void cutOff() {
            request.getConnectionMetaData()
                    .getConnection()
                    .getEndPoint()
                    .close(new TimeoutException("the viewer has taken nothing in "
                            + limits.patience().toMillis() + " ms"));
        }

        synchronized void end() {
            if (writing) {
                cutOff();
            } else if (leave()) {
                response.write(true, ByteBuffer.allocate(0), callback);
            }
        }

        private boolean leave() {
            boolean left = viewers.remove(this);
            if (left) {
                seats.release();
            }
            return left;
        }

        @Override
        public synchronized void succeeded() {
            writing = false;
        }

        /** The viewer has gone, or was cut off. */
        @Override
        public void failed(Throwable reason) {
            if (leave()) {
                callback.failed(reason);
            }
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
