package io.nfs2s3.web;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/** Closes connections on which the head of a request does not come whole in time. Thread-safe. */
final class RequestDeadlines implements Connection.Listener {
    private final Connector connector;
    private final Duration limit;
    private final Map<Connection, Waiting> open = new ConcurrentHashMap<>();

    RequestDeadlines(Connector connector, Duration limit) {
        this.connector = connector;
        this.limit = limit;
    }

    @Override
    public void onOpened(Connection connection) {
        Waiting waiting = new Waiting(connection);
        open.put(connection, waiting);
        waiting.count(0);
    }

    @Override
    public void onClosed(Connection connection) {
        Waiting waiting = open.remove(connection);
        if (waiting != null) {
            waiting.count(1); // nothing more is waited for
        }
    }

    /** One connection: its deadline runs while no request is being answered. */
    private final class Waiting {
        private final Connection connection;
        private int answering;
        private Scheduler.@Nullable Task deadline;

        Waiting(Connection connection) {
            this.connection = connection;
        }

        /** The next request may be told of before the end of the one before. */
        synchronized void count(int change) {
            answering += change;
            if (deadline != null) {
                deadline.cancel();
                deadline = null;
            }
            if (answering == 0) {
                deadline = connector.getScheduler().schedule(this::close, limit.toNanos(), TimeUnit.NANOSECONDS);
            }
        }

        private void close() {
            connection
                    .getEndPoint()
                    .close(new TimeoutException("the client has sent no whole request in " + limit.toMillis() + " ms"));
        }
    }

    /** Tells the beginning and the end of each request. */
    static final class Watching extends Handler.Wrapper {
        private final RequestDeadlines deadlines;

        Watching(RequestDeadlines deadlines) {
            this.deadlines = deadlines;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            Waiting waiting = deadlines.open.get(request.getConnectionMetaData().getConnection());
            if (waiting != null) {
                waiting.count(1);
                Request.addCompletionListener(request, error -> waiting.count(-1));
            }
            return super.handle(request, response, callback);
        }
    }
}
