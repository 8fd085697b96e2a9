package io.nfs2s3.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.app.ReportJson;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody sees the figures without the token, by whatever path; probes need none, and are told none of them. */
class ViewGuardTest {
    private static final String VIEW = "0123456789abcdef-of-who-looks";
    private static final String CONTROL = "0123456789abcdef-of-who-acts";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final Dashboard dashboard = new Dashboard(
            new HttpSettings(true, "127.0.0.1", 0, VIEW, CONTROL),
            () -> Exposition.look().report(),
            ReportJson::write,
            new Telemetry("0.0.1", Optional::empty, () -> Exposition.host(null)),
            Exposition.NOBODY_ACTS,
            Exposition.NOTHING_WAS);

    @BeforeEach
    void read() {
        await().until(() -> get("api/status", "Bearer " + VIEW).statusCode() == 200);
    }

    @AfterEach
    void close() {
        dashboard.close();
    }

    private HttpResponse<String> get(String path, @Nullable String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(dashboard.address() + path));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static String password(String token) {
        return "Basic " + Base64.getEncoder().encodeToString(("ann:" + token).getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "api/status",
                "api/live",
                "api/history/hour",
                "api/control",
                "api/control/state",
                "metrics",
                "nothing",
                "health/",
                "/health",
                "health/..",
                "health/../metrics",
                "health;a=/../metrics",
                "health%2F..%2Fmetrics",
                "%68ealth/../metrics",
                "metrics?/health",
                "metrics;/health",
                "api/status?token=" + VIEW
            })
    void without_it_no_path_says_anything(String path) throws Exception {
        for (String sent : new String[] {null, password("0123456789abcdef"), password(CONTROL), VIEW}) {
            HttpResponse<String> answer = get(path, sent);

            assertThat(answer.statusCode()).as(path + " " + sent).isIn(401, 400);
            assertThat(answer.body()).as(path).doesNotContain("files", "nfs2s3_");
        }
        HttpResponse<String> asked = get("api/status", null);
        assertThat(asked.headers().firstValue("WWW-Authenticate"))
                .hasValue("Basic realm=\"nfs2s3\", charset=\"UTF-8\"");
        assertThat(asked.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(asked.body()).startsWith("{\"error\":\"the token is missing or wrong: http.viewToken to look,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "api/status", "api/history/hour", "api/control", "metrics"})
    void with_it_as_a_password_or_a_bearer_all_of_it_is_there(String path) {
        for (String sent : new String[] {password(VIEW), "Bearer " + VIEW, "Bearer " + CONTROL}) {
            // 503 while what it shows is read for the first time
            await(path + " " + sent).until(() -> get(path, sent).statusCode() == 200);
        }
    }

    @Test
    void a_browser_does_not_ask_for_a_password_when_the_script_of_the_page_shows_a_wrong_token() throws Exception {
        HttpResponse<String> answer = get("api/control/state", "Bearer 0123456789abcdef");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
    }

    @Test
    void who_may_look_may_not_act() throws Exception {
        assertThat(get("api/control/state", "Bearer " + VIEW).statusCode()).isEqualTo(401);
        assertThat(get("api/control/state", password(CONTROL)).statusCode()).isEqualTo(401);
        assertThat(get("api/control/state", "Bearer " + CONTROL).statusCode()).isNotEqualTo(401);
    }

    @Test
    void probes_are_told_whether_it_is_well_and_no_more() throws Exception {
        assertThat(get("health/live", null).body()).isEqualTo("ok");
        assertThat(get("health", null).body()).isEqualTo("ok");
        assertThat(get("health", "Bearer " + VIEW).body()).contains("files are registered");
    }
}
