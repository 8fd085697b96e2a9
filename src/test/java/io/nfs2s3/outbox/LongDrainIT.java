package io.nfs2s3.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Daemon;
import io.nfs2s3.testing.CapturedLog;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a daemon tells of another drainer that has been at work for more than a minute. */
class LongDrainIT {
    private static final String OWNER = "of-a-long-drain/123/4567";
    /** Seconds. One that ended later would be from before the clock was set back, and over. */
    private static final int LEFT = 30;

    private static final String SECONDS = "nfs2s3_site_outbox_drainer_seconds ";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @RegisterExtension
    private final TestSite site = TestSite.open();

    @RegisterExtension
    private final CapturedLog log = CapturedLog.of(Daemon.class);

    private List<String> told() {
        return log.lines().stream().filter(line -> line.contains(OWNER)).toList();
    }

    private static String metrics(Daemon daemon) throws IOException, InterruptedException {
        URI address = URI.create(daemon.dashboardAddress().orElseThrow() + "metrics");
        return CLIENT.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                .body();
    }

    private static boolean isSuspended(Daemon daemon, String value) throws IOException, InterruptedException {
        return metrics(daemon).contains("nfs2s3_job_suspended{name=\"drain\"} " + value + "\n");
    }

    private static double seconds(Daemon daemon) throws IOException, InterruptedException {
        return metrics(daemon)
                .lines()
                .filter(line -> line.startsWith(SECONDS))
                .mapToDouble(line -> Double.parseDouble(line.substring(SECONDS.length())))
                .findFirst()
                .orElse(Double.NaN);
    }

    private void awaitWhileHeld(Callable<Boolean> condition) {
        site.await(() -> {
            Leases.renew(site, LEFT);
            return condition.call();
        });
    }

    @Test
    void a_drainer_that_is_at_work_for_long_is_told_once_by_the_log_and_all_the_time_by_the_metrics() {
        try (Daemon daemon = new Daemon(site.application("drain.schedule = 100 ms", "worker.enabled = false"))) {
            Leases.give(site, OWNER, 75, LEFT);
            site.application().outbox().appendUnregistered(Copies.paths("held-up", 3));
            daemon.start();

            awaitWhileHeld(() -> !told().isEmpty());
            awaitWhileHeld(() -> isSuspended(daemon, "1.0"));
            awaitWhileHeld(() -> seconds(daemon) >= 75);
            assertThat(told())
                    .singleElement()
                    .asString()
                    .matches("job suspended job=drain reason=\"another drainer has been at work for \\d+ s: " + OWNER
                            + "\"");

            Leases.takeAway(site);
            site.await(() -> site.count("SELECT count(*) FROM nfs2s3.outbox") == 0);
            site.await(() -> isSuspended(daemon, "0.0"));
            site.await(() -> seconds(daemon) == 0);
        }
    }
}
