package io.nfs2s3.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Prometheus with the project's own configuration and rules. It scrapes a daemon, and a host on which nobody listens, each
 * half second, and an alert does not wait before it fires.
 */
public final class Prometheus implements AutoCloseable {
    private static final String PROGRAM = "prometheus";
    private static final Path CONFIG = Path.of("config", "prometheus");
    private static final String RULES = "nfs2s3.rules.yml";
    private static final String TOKEN = "nfs2s3.token";
    private static final Pattern LISTENING = Pattern.compile("msg=\"Listening on\" address=(\\S+)");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** On this port of the loopback address nobody listens. */
    private static final String SILENT = "127.0.0.1:1";

    private final Path directory;
    private final Process process;
    private final URI alerts;

    private Prometheus(Path directory, Process process, String address) {
        this.directory = directory;
        this.process = process;
        this.alerts = URI.create("http://" + address + "/api/v1/alerts");
    }

    /** What this machine lacks. */
    public static Optional<String> missing() {
        return Programs.isOnPath(PROGRAM)
                ? Optional.empty()
                : Optional.of(PROGRAM + " is not installed: apt-get install prometheus");
    }

    /**
     * Starts it, and waits until it listens.
     *
     * @param token of those who look at the figures of the daemon
     */
    public static Prometheus of(URI daemon, String token) {
        try {
            Path directory = Files.createTempDirectory("nfs2s3-prometheus");
            Files.writeString(directory.resolve(TOKEN), token + "\n");
            Path config = Files.writeString(directory.resolve("prometheus.yml"), config(daemon));
            Files.writeString(
                    directory.resolve(RULES),
                    Files.readString(CONFIG.resolve(RULES)).replaceAll("(?m)^( +for:) \\w+$", "$1 0s"));
            Path log = directory.resolve("log");
            Process process = new ProcessBuilder(
                            PROGRAM,
                            "--config.file=" + config,
                            "--storage.tsdb.path=" + directory.resolve("data"),
                            "--web.listen-address=127.0.0.1:0")
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "prometheus-end"));
            String address = await().atMost(Patience.LIMIT).until(() -> address(log), found -> !found.isEmpty());
            return new Prometheus(directory, process, address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return where it listens; empty before it does */
    private static String address(Path log) throws IOException {
        Matcher listening = LISTENING.matcher(Files.readString(log));
        return listening.find() ? listening.group(1) : "";
    }

    private static String config(URI daemon) throws IOException {
        String text = Files.readString(CONFIG.resolve("prometheus.yml"));
        for (Map.Entry<String, String> change : Map.of(
                        "scrape_interval: 15s",
                        "scrape_interval: 500ms",
                        "evaluation_interval: 15s",
                        "evaluation_interval: 500ms",
                        "- web1.example.com:8425",
                        "- " + daemon.getAuthority(),
                        "- web2.example.com:8425",
                        "- " + SILENT,
                        "          - web3.example.com:8425\n",
                        "",
                        "- web1.example.com:8426",
                        "- " + SILENT)
                .entrySet()) {
            assertThat(text).containsOnlyOnce(change.getKey());
            text = text.replace(change.getKey(), change.getValue());
        }
        return text;
    }

    /** The names of the alerts that fire now; none while it starts, and answers that it is not available. */
    public Set<String> firing() {
        try {
            HttpResponse<String> answer =
                    CLIENT.send(HttpRequest.newBuilder(alerts).build(), BodyHandlers.ofString());
            Set<String> names = new TreeSet<>();
            if (answer.statusCode() == HttpURLConnection.HTTP_UNAVAILABLE) {
                return names;
            }
            for (JsonNode alert : new ObjectMapper().readTree(answer.body()).at("/data/alerts")) {
                if (alert.path("state").asText().equals("firing")) {
                    names.add(alert.at("/labels/alertname").asText());
                }
            }
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
            Directories.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
