package io.nfs2s3.app;

import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.Printable;
import io.nfs2s3.media.UrlText;
import io.nfs2s3.notify.Notifier;
import io.nfs2s3.notify.NotifySettings;
import io.nfs2s3.resilience.ProcessName;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunKind;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.runs.RunWatcher;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.http.nio.netty.ProxyConfiguration;

/**
 * The notifications of this process, as docs/monitoring.md describes them: runs that begin, end and fail, and jobs that are
 * suspended and go on. Waits for nobody. Thread-safe.
 */
final class Notices implements RunWatcher, BiConsumer<String, String>, AutoCloseable {
    static final int VERSION = 1;

    private static final Logger log = LoggerFactory.getLogger(Notices.class);

    /** Of a reason or a name, characters: enough to know what it is, and a line of a chat. */
    private static final int LONGEST = 500;

    private final Notifier notifier;
    private final boolean isSet;
    private final String site;
    private final Clock clock;
    private final AtomicBoolean hasFailed = new AtomicBoolean();
    private final Map<String, Instant> suspended = new ConcurrentHashMap<>();

    /** @param site which site this is, for one who hears of several */
    Notices(NotifySettings settings, String site, Clock clock) {
        this.notifier = new Notifier(settings, Notices::proxy);
        this.isSet = settings.isSet();
        this.site = site;
        this.clock = clock;
    }

    /**
     * One notification.
     *
     * @param event run.begun, run.ended, run.failed, job.suspended, job.resumed or test
     * @param at when, in UTC, as ISO 8601 has it
     * @param text all of it in one line, under the name that chats look for
     */
    record Notice(
            int version,
            String event,
            String at,
            String host,
            String site,
            String text,
            @Nullable OfRun run,
            @Nullable OfJob job) {}

    /**
     * A run.
     *
     * @param source as in {@link Run}, with {@code what}; null where only the id is known
     * @param result BEGUN, RESUMED, DONE, STOPPED, LOST or FAILED
     * @param reason why it is LOST, or FAILED; empty otherwise
     */
    record OfRun(
            long id,
            RunKind kind,
            @Nullable String source,
            @Nullable String what,
            String result,
            RunCounts counts,
            @Nullable Long missing,
            String reason) {}

    /**
     * A job.
     *
     * @param reason why it cannot go on; empty once it does
     * @param seconds for how long it could not; 0 at the beginning
     */
    record OfJob(String name, String reason, long seconds) {}

    @Override
    public void begun(RunKind kind, RunLease lease, String source, String what) {
        String result = lease.isNew() ? "BEGUN" : "RESUMED";
        send(
                "run.begun",
                named(kind, lease.run()) + (lease.isNew() ? " begins" : " goes on"),
                new OfRun(lease.run(), kind, source, shown(what), result, RunCounts.NONE, null, ""));
    }

    @Override
    public void ended(RunKind kind, RunResult result, RunCounts counts) {
        if (result instanceof RunResult.Done done) {
            Run run = done.run();
            send(
                    "run.ended",
                    named(kind, run.id()) + " is through: " + told(run.counts()),
                    new OfRun(
                            run.id(), kind, run.source(), shown(run.what()), "DONE", run.counts(), run.missing(), ""));
        } else if (result instanceof RunResult.Stopped stopped) {
            send(
                    "run.ended",
                    named(kind, stopped.run()) + " was stopped, and can be resumed: " + told(counts),
                    unfinished(stopped.run(), kind, "STOPPED", counts, ""));
        } else if (result instanceof RunResult.Lost lost) {
            String reason = shown(lost.reason());
            send(
                    "run.ended",
                    named(kind, lost.run()) + " is not this process's any more: " + reason,
                    unfinished(lost.run(), kind, "LOST", counts, reason));
        }
    }

    @Override
    public void failed(RunKind kind, long run, RuntimeException failure, RunCounts counts) {
        String reason = shown(ErrorText.of(failure));
        send("run.failed", named(kind, run) + " failed: " + reason, unfinished(run, kind, "FAILED", counts, reason));
    }

    private static OfRun unfinished(long run, RunKind kind, String result, RunCounts counts, String reason) {
        return new OfRun(run, kind, null, null, result, counts, null, reason);
    }

    /** A job cannot go on, or, with an empty reason, goes on. */
    @Override
    public void accept(String job, String reason) {
        Instant now = clock.instant();
        if (reason.isEmpty()) {
            Instant since = suspended.remove(job);
            long seconds =
                    since == null ? 0 : Math.max(0, Duration.between(since, now).toSeconds());
            send("job.resumed", "the job " + job + " goes on after " + seconds + " s", new OfJob(job, "", seconds));
        } else {
            suspended.put(job, now);
            String shown = shown(reason);
            send("job.suspended", "the job " + job + " cannot go on: " + shown, new OfJob(job, shown, 0));
        }
    }

    /** One that says that it is a test. */
    String test() {
        return json("test", "this is a test", null, null);
    }

    Notifier notifier() {
        return notifier;
    }

    private void send(String event, String text, OfRun run) {
        send(event, text, run, null);
    }

    private void send(String event, String text, OfJob job) {
        send(event, text, null, job);
    }

    /** Throws nothing, not even when no thread can be had: what is told of has happened, and goes on. */
    private void send(String event, String text, @Nullable OfRun run, @Nullable OfJob job) {
        if (!isSet) {
            return;
        }
        try {
            notifier.send(json(event, text, run, job));
        } catch (RuntimeException | Error e) {
            if (hasFailed.compareAndSet(false, true)) {
                log.error("a notification could not be made event={}", event, e);
            }
        }
    }

    private String json(String event, String text, @Nullable OfRun run, @Nullable OfJob job) {
        String host = ProcessName.host();
        String line = "nfs2s3 on " + host + ", " + site + ": " + text;
        String at = clock.instant().truncatedTo(ChronoUnit.MILLIS).toString();
        return ReportJson.write(new Notice(VERSION, event, at, host, site, line, run, job));
    }

    private static String named(RunKind kind, long run) {
        return kind.name().toLowerCase(Locale.ROOT) + " run " + run;
    }

    private static String told(RunCounts counts) {
        return counts.done() + " done, " + counts.unchanged() + " unchanged, " + counts.skipped() + " skipped, "
                + counts.failed() + " failed";
    }

    private static String shown(String text) {
        String line = Printable.line(UrlText.withoutPasswords(text));
        return line.codePointCount(0, line.length()) <= LONGEST
                ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST)) + "…";
    }

    /** The same proxy as for AWS, if the environment or the JVM's properties name one; none to this host itself. */
    private static ProxySelector proxy(URI url) {
        if (!"https".equals(url.getScheme())) {
            return HttpClient.Builder.NO_PROXY;
        }
        ProxyConfiguration found =
                ProxyConfiguration.builder().scheme(url.getScheme()).build();
        return found.host() == null
                        || found.host().isEmpty()
                        || found.nonProxyHosts().stream().anyMatch(url.getHost()::matches)
                ? HttpClient.Builder.NO_PROXY
                : ProxySelector.of(new InetSocketAddress(found.host(), found.port()));
    }

    @Override
    public void close() {
        notifier.close();
    }
}
