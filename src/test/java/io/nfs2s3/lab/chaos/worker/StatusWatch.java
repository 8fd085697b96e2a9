package io.nfs2s3.lab.chaos.worker;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.lab.chaos.site.Findings;
import io.nfs2s3.testing.JavaProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a daemon how it is, again and again, by HTTP, and the command {@code status} once. */
final class StatusWatch {
    private static final Pattern ADDRESS = Pattern.compile("dashboard: (http://\\S+/)");
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(500);
    private final ChaosSite site;
    private final JavaProcess daemon;
    private final HttpClient client = HttpClient.newHttpClient();

    StatusWatch(ChaosSite site, JavaProcess daemon) {
        this.site = site;
        this.daemon = daemon;
    }

    /** Asks for so long. @return what was not answered, and whether a file was failed meanwhile */
    Findings watch(Duration time) {
        List<String> wrong = new ArrayList<>();
        URI address = address().resolve("api/status");
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            ask(address, wrong);
            LockSupport.parkNanos(PAUSE);
        }
        try (JavaProcess status = site.status()) {
            if (status.exitCode() != 0) {
                wrong.add("the command status: " + status.output());
            }
        }
        long failed = site.site().count("SELECT count(*) FROM nfs2s3.media WHERE state = 'FAILED'");
        if (failed > 0) {
            wrong.add(failed + " files were failed for a mount that is down");
        }
        return Findings.wrong(wrong);
    }

    private URI address() {
        Matcher matcher = ADDRESS.matcher(daemon.output());
        if (!matcher.find()) {
            throw new IllegalStateException("the daemon says no address: " + daemon.output());
        }
        return URI.create(matcher.group(1));
    }

    private void ask(URI address, List<String> wrong) {
        try {
            HttpResponse<String> answer =
                    client.send(HttpRequest.newBuilder(address).timeout(LONGEST).build(), BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                wrong.add("/api/status answered " + answer.statusCode() + ": " + answer.body());
            }
        } catch (IOException e) {
            wrong.add("/api/status: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
