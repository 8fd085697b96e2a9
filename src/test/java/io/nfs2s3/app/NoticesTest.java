package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.nfs2s3.notify.NotifySettings;
import io.nfs2s3.resilience.ProcessName;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunKind;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.runs.RunState;
import io.nfs2s3.testing.SettableClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NoticesTest {
    private static final RunCounts COUNTS = new RunCounts(1, 2, 3, 4);
    private final SettableClock clock = new SettableClock();
    private final List<byte[]> posted = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private Notices notices;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", request -> {
            posted.add(request.getRequestBody().readAllBytes());
            request.sendResponseHeaders(204, -1);
            request.close();
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
        notices = new Notices(new NotifySettings(List.of(), url, Duration.ofMinutes(1)), "s3://media/", clock);
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    /** All that was told. */
    private List<JsonNode> told() throws IOException {
        notices.close();
        List<JsonNode> told = new ArrayList<>();
        for (byte[] each : posted) {
            told.add(new ObjectMapper().readTree(each));
        }
        return told;
    }

    private static Run done() {
        return new Run(
                12,
                RunKind.VERIFY,
                "CATALOG",
                "images/",
                RunState.DONE,
                "here/1/1",
                Instant.EPOCH,
                Instant.EPOCH,
                0,
                COUNTS,
                0,
                null,
                null,
                0);
    }

    @Test
    void a_run_is_told_of_when_it_begins_and_when_it_is_through_with_its_counts() throws IOException {
        notices.begun(RunKind.VERIFY, new RunLease(12, "here/1/1", true), "CATALOG", "images/");
        notices.ended(RunKind.VERIFY, new RunResult.Done(done()), RunCounts.NONE);

        List<JsonNode> told = told();
        assertThat(told).extracting(each -> each.path("event").asText()).containsExactly("run.begun", "run.ended");
        assertThat(told).allSatisfy(each -> {
            assertThat(each.path("version").asInt()).isEqualTo(1);
            assertThat(each.path("host").asText()).isEqualTo(ProcessName.host());
            assertThat(each.path("site").asText()).isEqualTo("s3://media/");
            assertThat(Instant.parse(each.path("at").asText())).isNotNull();
            assertThat(each.path("job").isNull()).isTrue();
            assertThat(each.at("/run/id").asLong()).isEqualTo(12);
            assertThat(each.at("/run/kind").asText()).isEqualTo("VERIFY");
            assertThat(each.at("/run/what").asText()).isEqualTo("images/");
        });
        assertThat(told.get(0).at("/run/result").asText()).isEqualTo("BEGUN");
        JsonNode end = told.get(1);
        assertThat(end.at("/run/result").asText()).isEqualTo("DONE");
        assertThat(end.at("/run/counts").toString())
                .isEqualTo("{\"done\":1,\"unchanged\":2,\"skipped\":3,\"failed\":4}");
        assertThat(end.path("text").asText())
                .endsWith("s3://media/: verify run 12 is through: 1 done, 2 unchanged, 3 skipped, 4 failed");
    }

    @Test
    void a_run_that_does_not_come_to_its_end_is_told_of_with_its_reason() throws IOException {
        notices.begun(RunKind.RETIRE, new RunLease(13, "here/1/1", false), "LIST", "-");
        notices.ended(RunKind.RETIRE, new RunResult.Stopped(13), COUNTS);
        notices.ended(RunKind.RETIRE, new RunResult.Lost(13, "another process has it"), COUNTS);
        notices.failed(
                RunKind.RETIRE,
                13,
                new IllegalStateException("jdbc:postgresql://db/site?password=hush " + "x".repeat(1_000)),
                COUNTS);

        List<JsonNode> told = told();
        assertThat(told)
                .extracting(each -> each.at("/run/result").asText())
                .containsExactly("RESUMED", "STOPPED", "LOST", "FAILED");
        assertThat(told.get(1).at("/run/counts/failed").asLong()).isEqualTo(4);
        assertThat(told.get(2).at("/run/reason").asText()).isEqualTo("another process has it");
        JsonNode failed = told.get(3);
        assertThat(failed.path("event").asText()).isEqualTo("run.failed");
        assertThat(failed.at("/run/reason").asText())
                .startsWith("jdbc:postgresql://db/site?password=***")
                .hasSizeLessThan(600);
        assertThat(failed.toString()).doesNotContain("hush");
    }

    @Test
    void what_is_told_of_goes_on_whatever_the_notification_meets() {
        Clock broken = Clock.offset(clock, Duration.ofSeconds(Long.MAX_VALUE)); // it has no time to tell
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
        Notices unable = new Notices(new NotifySettings(List.of(), url, Duration.ofMinutes(1)), "s3://media/", broken);

        assertThatCode(() -> unable.begun(RunKind.VERIFY, new RunLease(12, "here/1/1", true), "CATALOG", "images/"))
                .doesNotThrowAnyException();
    }

    @Test
    void a_job_is_told_of_when_it_cannot_go_on_and_when_it_does_after_how_long() throws IOException {
        notices.accept("drain", "SQS is down");
        clock.pass(Duration.ofMinutes(2));
        notices.accept("drain", "");

        List<JsonNode> told = told();
        assertThat(told)
                .extracting(each -> each.path("event").asText())
                .containsExactly("job.suspended", "job.resumed");
        assertThat(told.get(0).at("/job/name").asText()).isEqualTo("drain");
        assertThat(told.get(0).at("/job/reason").asText()).isEqualTo("SQS is down");
        assertThat(told.get(1).at("/job/seconds").asLong()).isGreaterThanOrEqualTo(120);
        assertThat(told.get(1).path("run").isNull()).isTrue();
    }
}
