package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nfs2s3.control.ActKind;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.runs.RunControl;
import io.nfs2s3.runs.RunKind;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunState;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.DeadLetterQueues;
import io.nfs2s3.testing.FailedRows;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What operators do over HTTP, as a daemon takes it: each act is done, on all hosts, and is in the record.
 *
 * <p>Past 300 lines, for who may act, and what each act does, is asked of one daemon.
 */
class ControlIT {
    private static final String TOKEN = "a-token-of-this-test-alone";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("uploads", "backfill");

    private static Application otherHost;
    private static String address;

    /** Nobody else has it: lines of the record are told apart by it. */
    private final String operator = "operator " + NUMBER.incrementAndGet();

    @BeforeAll
    static void start() {
        Daemon daemon = site.closing(new Daemon(site.application(
                "http.controlToken = " + TOKEN,
                "worker.enabled = false",
                "drain.enabled = false",
                "sweep.enabled = false")));
        daemon.start();
        address = daemon.dashboardAddress().orElseThrow();
        otherHost = site.application();
    }

    @BeforeEach
    void clear() {
        site.clearRuns();
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(
                request.header("Authorization", "Bearer " + TOKEN).build(),
                BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private HttpResponse<String> post(String act, String fields) throws Exception {
        return post(address, act, fields);
    }

    private HttpResponse<String> post(String to, String act, String fields) throws Exception {
        String body = "{\"by\":\"" + operator + "\"" + (fields.isEmpty() ? "" : "," + fields) + "}";
        return postBody(to, act, body);
    }

    private static HttpResponse<String> postBody(String to, String act, String body) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(to + "api/control/" + act))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private String done(String act, String fields) throws Exception {
        HttpResponse<String> answer = post(act, fields);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body()).path("text").asText();
    }

    /** One that may take longer than a request waits. */
    private void begun(String act, String fields) throws Exception {
        HttpResponse<String> answer = post(act, fields);
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 202);
        site.await(() -> recorded().size() == 2);
    }

    /** What the record has of this operator, the first act first. */
    private List<String> recorded() {
        return site.query(
                "SELECT act || ' ' || subject || ' ' || asked || ' -> ' || coalesce(outcome, 'begun') FROM"
                        + " nfs2s3.control_act WHERE by_name = ? ORDER BY id",
                operator);
    }

    private static RunControl said(RunKind kind) {
        return otherHost.runs().controls(kind).read();
    }

    @Test
    void a_pause_holds_on_every_host_until_it_is_over() throws Exception {
        site.await(() -> otherHost.backfills().gate().isOpen());

        assertThat(done("pause", "\"kind\":\"backfill\",\"reason\":\"lunch\"")).isEqualTo("paused on every host");
        site.await(() -> otherHost.backfills().gate().isPaused());
        assertThat(otherHost.backfills().gate().closedBecause().orElseThrow())
                .startsWith("paused by " + operator + " over HTTP from 127.0.0.1 (lunch); ");
        assertThat(done("pause", "\"kind\":\"backfill\"")).isEqualTo("was paused already");

        assertThat(done("resume", "\"kind\":\"backfill\"")).isEqualTo("the pause is over on every host");
        site.await(() -> otherHost.backfills().gate().isOpen());

        assertThat(recorded())
                .containsExactly(
                        "PAUSE backfill {\"kind\":\"backfill\",\"reason\":\"lunch\"} -> paused on every host",
                        "PAUSE backfill {\"kind\":\"backfill\"} -> was paused already",
                        "RESUME backfill {\"kind\":\"backfill\"} -> the pause is over on every host");
        assertThat(site.query(
                        "SELECT DISTINCT client || ' ' || login || ' ' || application FROM nfs2s3.control_act WHERE"
                                + " by_name = ?",
                        operator))
                .singleElement()
                .asString()
                .startsWith("127.0.0.1 ")
                .contains("nfs2s3");
    }

    @Test
    void rates_and_hours_hold_until_they_go_back_to_the_settings() throws Exception {
        done("limits", "\"kind\":\"backfill\",\"rate\":5,\"queuedAhead\":10,\"hours\":\"always\"");
        assertThat(said(RunKind.BACKFILL).rate()).isEqualTo(5);
        assertThat(said(RunKind.BACKFILL).queuedAhead()).isEqualTo(10);
        assertThat(said(RunKind.BACKFILL).hours()).hasToString("");
        site.await(() -> otherHost.backfills().gate().scanRate() == 5);

        done("limits", "\"kind\":\"backfill\",\"rate\":null,\"queuedAhead\":null,\"hours\":null");
        assertThat(said(RunKind.BACKFILL)).isEqualTo(RunControl.NOTHING_SAID);

        done("limits", "\"kind\":\"retire\",\"hours\":\"22:00-06:00\"");
        assertThat(said(RunKind.RETIRE).hours()).hasToString("22:00-06:00");
        done("limits", "\"kind\":\"verify\",\"rate\":0");
        assertThat(said(RunKind.VERIFY).rate()).isZero();

        assertThat(recorded()).hasSize(4).allMatch(line -> line.endsWith(" -> set on every host"));
    }

    @Test
    void a_run_is_given_up() throws Exception {
        RunLease lease = otherHost.runs().of(RunKind.VERIFY).start("ALL", "", "gone/1/1", 0, unfinished -> {});

        assertThat(done("cancel", "\"run\":" + lease.run())).isEqualTo("cancelled");

        assertThat(otherHost.runs().all().find(lease.run()).orElseThrow().state())
                .isEqualTo(RunState.CANCELLED);
        assertThat(recorded())
                .containsExactly("CANCEL run " + lease.run() + " {\"run\":" + lease.run() + "} -> cancelled");
        assertThat(post("cancel", "\"run\":" + lease.run()).statusCode()).isEqualTo(400);
        assertThat(recorded()).as("what was not done is not in it").hasSize(1);
    }

    @Test
    void a_group_of_failures_goes_back_to_the_queue() throws Exception {
        FailedRows.insert(site, "images/1.jpg", "image", "SOURCE_READ", 2);
        FailedRows.insert(site, "images/2.jpg", "image", "SOURCE_READ", 1);
        FailedRows.insert(site, "images/3.jpg", "image", "SOURCE_MISSING", 1);

        begun("retry", "\"code\":\"SOURCE_READ\"");

        assertThat(site.query("SELECT path FROM nfs2s3.media WHERE state = 'QUEUED' ORDER BY path"))
                .containsExactly("images/1.jpg", "images/2.jpg");
        assertThat(Queues.takeUploads(Queues.of(site, "backfill"))).hasSize(2);
        assertThat(recorded())
                .containsExactly(
                        "RETRY failed files {\"code\":\"SOURCE_READ\"} -> begun",
                        "RETRY failed files {\"code\":\"SOURCE_READ\"} -> 2 files go back to the queue");
        assertThat(post("retry", "").statusCode())
                .as("all of them have to be meant")
                .isEqualTo(400);
        assertThat(site.count("SELECT count(*) FROM nfs2s3.media WHERE state = 'FAILED'"))
                .isEqualTo(1);
    }

    @Test
    void dead_letters_go_back_to_their_queue() throws Exception {
        MigrationQueue uploads = Queues.of(site, "uploads");
        Queues.purge(site, uploads.deadLetters());
        List<FileVersion> dead = Copies.paths("dead", 3).stream()
                .map(path -> new FileVersion(path, 1))
                .toList();
        DeadLetterQueues.put(site.sqs(), uploads, dead);

        begun("redrive", "\"queue\":\"uploads\",\"rate\":1000");

        assertThat(Queues.takeUploads(uploads)).containsExactlyInAnyOrderElementsOf(dead);
        assertThat(recorded().get(1))
                .startsWith("REDRIVE " + uploads.name() + "-dead {")
                .endsWith(" -> 3 messages moved, 0 unreadable ones stay");
    }

    @Test
    void the_state_shows_what_there_is_to_act_on() throws Exception {
        RunLease lease = otherHost.runs().of(RunKind.ADOPT).start("ALL", "images/", "gone/1/1", 0, unfinished -> {});
        FailedRows.insert(site, "images/1.jpg", "image", "SOURCE_READ", 2);
        done("pause", "\"kind\":\"verify\"");

        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(address + "api/control/state")));

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode state = new ObjectMapper().readTree(answer.body());
        assertThat(state.path("kinds")).hasSameSizeAs(RunKind.values());
        assertThat(state.path("kinds"))
                .filteredOn(kind -> !kind.path("paused").isNull())
                .extracting(kind -> kind.path("kind").asText())
                .containsExactly("verify");
        assertThat(state.at("/runs/0/id").asLong()).isEqualTo(lease.run());
        assertThat(state.at("/runs/0/kind").asText()).isEqualTo("adopt");
        assertThat(state.at("/failures/SOURCE_READ").asLong()).isEqualTo(1);
        assertThat(state.at("/acts/0/act").asText()).isEqualTo("PAUSE");
        assertThat(state.at("/acts/0/by").asText()).isEqualTo(operator);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pause   | 400 | ''",
                "pause   | 400 | \"kind\":\"none\"",
                "pause   | 400 | \"kind\":7",
                "pause   | 400 | \"kind\":\"verify\",\"kind\":\"adopt\"",
                "pause   | 400 | \"kind\":\"verify\",\"reasons\":\"a typing error\"",
                "pause   | 400 | \"kind\":\"verify\",\"reason\":\"two\\nlines\"",
                "limits  | 400 | \"kind\":\"verify\"",
                "limits  | 400 | \"kind\":\"retire\",\"rate\":5",
                "limits  | 400 | \"kind\":\"verify\",\"queuedAhead\":5",
                "limits  | 400 | \"kind\":\"verify\",\"rate\":-1",
                "limits  | 400 | \"kind\":\"verify\",\"rate\":\"5\"",
                "limits  | 400 | \"kind\":\"verify\",\"hours\":\"night\"",
                "limits  | 400 | \"kind\":\"verify\",\"hours\":\"\"",
                "limits  | 400 | \"kind\":\"verify\",\"hours\":\" \"",
                "cancel  | 400 | \"run\":4711",
                "retry   | 400 | \"code\":\"NONE\"",
                "retry   | 400 | \"kind\":\"none\"",
                "redrive | 400 | \"queue\":\"none\"",
                "redrive | 400 | \"queue\":\"uploads\",\"rate\":10001",
                "format  | 404 | \"kind\":\"verify\""
            })
    void a_mistake_is_told_and_nothing_is_done(String act, int status, String fields) throws Exception {
        HttpResponse<String> answer = post(act, fields);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(new ObjectMapper().readTree(answer.body()).path("error").asText())
                .isNotEmpty();
        assertThat(recorded()).isEmpty();
        assertThat(site.count("SELECT count(*) FROM nfs2s3.run_control")).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~~",
                "[]",
                "null",
                "{\"kind\":\"verify\"}",
                "{\"kind\":\"verify\",\"by\":\" \"}",
                "{\"kind\":\"verify\",\"by\":\"a\\u001b[2Jb\"}",
                "{\"kind\":\"verify\",\"by\":\"a\"} {}",
                "kind=verify&by=a"
            })
    void a_body_that_is_no_act_of_somebody_is_refused(String body) throws Exception {
        assertThat(postBody(address, "pause", body).statusCode()).isEqualTo(400);
        assertThat(site.count("SELECT count(*) FROM nfs2s3.run_control")).isZero();
    }

    @Test
    void what_cannot_be_recorded_is_not_done() throws Exception {
        String role = site.bucket() + "_daemon";
        execute("CREATE ROLE " + role + " LOGIN PASSWORD 'a'; GRANT USAGE ON SCHEMA nfs2s3 TO " + role
                + "; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA nfs2s3 TO " + role
                + "; REVOKE INSERT ON nfs2s3.control_act FROM " + role);
        site.closing(() -> execute("DROP OWNED BY " + role + "; DROP ROLE " + role));
        try (Daemon daemon = new Daemon(site.application(
                "http.controlToken = " + TOKEN,
                "worker.enabled = false",
                "database { user = " + role + ", password = a }"))) {
            daemon.start();

            HttpResponse<String> answer = post(daemon.dashboardAddress().orElseThrow(), "pause", "\"kind\":\"verify\"");

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(answer.body()).contains("control_act", "GRANT ");
        }
        assertThat(said(RunKind.VERIFY)).isEqualTo(RunControl.NOTHING_SAID);
    }

    private static void execute(String sql) {
        site.jdbi().useHandle(handle -> handle.createScript(sql).execute());
    }

    @Test
    void the_record_takes_every_act_and_no_change() throws Exception {
        assertThat(site.query("""
                SELECT m[1] FROM pg_constraint,
                    regexp_matches(pg_get_constraintdef(oid), '''([A-Z]+)''', 'g') AS m
                WHERE conname = 'control_act_act_check'
                """))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(ActKind.values()).map(ActKind::name).toList());
        done("resume", "\"kind\":\"verify\"");
        for (String change : List.of(
                "UPDATE nfs2s3.control_act SET by_name = 'another'",
                "DELETE FROM nfs2s3.control_act",
                "TRUNCATE nfs2s3.control_act")) {
            assertThatThrownBy(() -> site.jdbi().useHandle(handle -> handle.execute(change)))
                    .isInstanceOf(JdbiException.class)
                    .hasMessageContaining("append-only");
        }
        assertThat(recorded()).hasSize(1);
    }
}
