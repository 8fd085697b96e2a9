package io.nfs2s3.logs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.spi.AppenderAttachable;
import ch.qos.logback.core.spi.AppenderAttachableImpl;
import io.nfs2s3.resilience.DaemonThreads;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The appender {@code limited} of config/logback.xml, in front of another one: an event of the same statement is passed on
 * so often a minute, and then counted. That this begins is said at once, and the count at the end of the minute. Lines of DEBUG
 * pass all, for who asks for them wants them, and so do those that the end of the process brings, for nobody would say their
 * count. Thread-safe.
 */
public final class LogRepeats extends UnsynchronizedAppenderBase<ILoggingEvent>
        implements AppenderAttachable<ILoggingEvent> {
    /** Far more than the program has; some libraries make up their messages, and memory is bounded. */
    static final int MOST_STATEMENTS = 1_000;

    private static final String BEGINS =
            "the same event comes too often, and is counted for the rest of the minute event=\"{}\"";
    private static final String ENDS = "the same event came more often than it was written more={} event=\"{}\"";

    private final AppenderAttachableImpl<ILoggingEvent> behind = new AppenderAttachableImpl<>();
    private final Map<LogStatement, AtomicLong> counts = new HashMap<>();
    private int limit = LogSettings.DEFAULTS.repeats();
    private volatile boolean isEnding;
    private @Nullable ScheduledExecutorService minutes;
    private @Nullable Thread atExit;

    /** @param message without its arguments; of an ERROR with them and what was thrown, for each may be another defect */
    private record LogStatement(String logger, Level level, String message) {
        static LogStatement of(ILoggingEvent event) {
            return new LogStatement(event.getLoggerName(), event.getLevel(), message(event));
        }

        private static String message(ILoggingEvent event) {
            if (!event.getLevel().isGreaterOrEqual(Level.ERROR)) {
                return event.getMessage();
            }
            IThrowableProxy thrown = event.getThrowableProxy();
            return event.getFormattedMessage() + (thrown == null ? "" : " " + thrown.getClassName());
        }
    }

    /** @param limit events a minute; 0 for no limit */
    public void setLimit(int limit) {
        this.limit = limit;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // it ends with its thread
    public void start() {
        ScheduledExecutorService clock = DaemonThreads.clock("nfs2s3-log-repeats");
        clock.scheduleAtFixedRate(this::endMinute, 1, 1, TimeUnit.MINUTES);
        minutes = clock;
        Thread last = new Thread(this::endProcess, "nfs2s3-log-repeats-end");
        Runtime.getRuntime().addShutdownHook(last); // a command may end within the minute
        atExit = last;
        super.start();
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (limit == 0 || isEnding || !event.getLevel().isGreaterOrEqual(Level.INFO)) {
            behind.appendLoopOnAppenders(event);
            return;
        }
        LogStatement statement = LogStatement.of(event);
        long count = count(statement);
        if (count <= limit) {
            behind.appendLoopOnAppenders(event);
        } else if (count == limit + 1L) {
            say(statement, BEGINS, statement.message());
        }
    }

    /** How often it came in this minute, with this time; 0 when there are too many statements to count all. */
    private long count(LogStatement statement) {
        synchronized (counts) {
            return counts.size() >= MOST_STATEMENTS && !counts.containsKey(statement)
                    ? 0
                    : counts.computeIfAbsent(statement, each -> new AtomicLong())
                            .incrementAndGet();
        }
    }

    /** Says what was counted, and begins anew. */
    void endMinute() {
        Map<LogStatement, AtomicLong> over;
        synchronized (counts) {
            over = new HashMap<>(counts);
            counts.clear();
        }
        over.forEach((statement, count) -> {
            if (count.get() > limit) {
                say(statement, ENDS, count.get() - limit, statement.message());
            }
        });
    }

    /** Says what was counted, and counts no more: nobody would say it. */
    void endProcess() {
        isEnding = true;
        endMinute();
    }

    private void say(LogStatement statement, String message, Object... arguments) {
        if (getContext() instanceof LoggerContext context) {
            behind.appendLoopOnAppenders(new LoggingEvent(
                    LogRepeats.class.getName(),
                    context.getLogger(statement.logger()),
                    statement.level(),
                    message,
                    null,
                    arguments));
        }
    }

    @Override
    public void stop() {
        ScheduledExecutorService clock = minutes;
        if (clock != null) {
            clock.shutdownNow();
        }
        forgetExit();
        endMinute();
        behind.detachAndStopAllAppenders();
        super.stop();
    }

    private void forgetExit() {
        Thread last = atExit;
        if (last != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(last);
            } catch (IllegalStateException e) {
                // the process ends, and it has said it
            }
        }
    }

    @Override
    public void addAppender(Appender<ILoggingEvent> appender) {
        behind.addAppender(appender);
    }

    @Override
    public Iterator<Appender<ILoggingEvent>> iteratorForAppenders() {
        return behind.iteratorForAppenders();
    }

    @Override
    public Appender<ILoggingEvent> getAppender(String name) {
        return behind.getAppender(name);
    }

    @Override
    public boolean isAttached(Appender<ILoggingEvent> appender) {
        return behind.isAttached(appender);
    }

    @Override
    public void detachAndStopAllAppenders() {
        behind.detachAndStopAllAppenders();
    }

    @Override
    public boolean detachAppender(Appender<ILoggingEvent> appender) {
        return behind.detachAppender(appender);
    }

    @Override
    public boolean detachAppender(String name) {
        return behind.detachAppender(name);
    }
}
