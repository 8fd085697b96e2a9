package io.nfs2s3.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.ReportJson;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody acts without the token, and no browser is made to by a page of another site. */
class ControlAdmissionTest {
    private static final String TOKEN = "0123456789abcdef-of-this-test";
    private static final String JSON = "application/json";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private final List<String> acted = new CopyOnWriteArrayList<>();
    private final Dashboard dashboard = dashboard(TOKEN);

    private Dashboard dashboard(String token) {
        ControlDesk desk = new ControlDesk() {
            @Override
            public Answer act(String act, String body, Caller caller) {
                acted.add(act + " " + body + " " + caller.address() + " " + caller.forwardedFor());
                return new Answer(200, "{}");
            }

            @Override
            public Answer state() {
                acted.add("state");
                return new Answer(200, "{}");
            }
        };
        return new Dashboard(
                new HttpSettings(true, "127.0.0.1", 0, "", token),
                () -> {
                    throw new IllegalStateException("the database is down");
                },
                ReportJson::write,
                new Telemetry("0.0.1", Optional::empty, () -> Exposition.host(null)),
                desk,
                Exposition.NOTHING_WAS);
    }

    @AfterEach
    void close() {
        dashboard.close();
    }

    private static HttpResponse<String> send(
            Dashboard to, String method, String path, BodyPublisher body, Map<String, String> headers)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(to.address() + path)).method(method, body);
        headers.forEach(request::header);
        return CLIENT.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private HttpResponse<String> post(String path, Map<String, String> headers) throws Exception {
        return send(dashboard, "POST", path, BodyPublishers.ofString("{}"), headers);
    }

    private int pause(BodyPublisher body) throws Exception {
        return send(dashboard, "POST", "api/control/pause", body, headers()).statusCode();
    }

    private static Map<String, String> headers() {
        return Map.of("Authorization", "Bearer " + TOKEN, "Content-Type", JSON);
    }

    @Test
    void whoever_has_the_token_acts() throws Exception {
        HttpResponse<String> answer = post("api/control/pause", headers());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(acted).containsExactly("pause {} 127.0.0.1 null");
    }

    @Test
    void a_proxy_tells_for_whom_it_asks() throws Exception {
        post(
                "api/control/pause",
                Map.of(
                        "Authorization",
                        "bearer " + TOKEN,
                        "Content-Type",
                        "application/json; charset=utf-8",
                        "X-Forwarded-For",
                        "10.1.2.3"));

        assertThat(acted).containsExactly("pause {} 127.0.0.1 10.1.2.3");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "Bearer 0123456789abcdef-of-this-tes",
                "Bearer 0123456789abcdef-of-this-test2",
                "Bearer 0123456789ABCDEF-OF-THIS-TEST",
                "Basic 0123456789abcdef-of-this-test",
                "0123456789abcdef-of-this-test"
            })
    void without_the_right_token_nobody_acts_or_looks(@Nullable String authorization) throws Exception {
        Map<String, String> headers = authorization == null
                ? Map.of("Content-Type", JSON)
                : Map.of("Content-Type", JSON, "Authorization", authorization);

        HttpResponse<String> answer = post("api/control/pause", headers);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(answer.body()).doesNotContain(TOKEN);
        assertThat(send(dashboard, "GET", "api/control/state", BodyPublishers.noBody(), headers)
                        .statusCode())
                .isEqualTo(401);
        assertThat(acted).isEmpty();
    }

    @Test
    void a_token_in_the_query_a_cookie_or_the_body_is_none() throws Exception {
        HttpResponse<String> answer = send(
                dashboard,
                "POST",
                "api/control/pause?token=" + TOKEN + "&controlToken=" + TOKEN + "&access_token=" + TOKEN,
                BodyPublishers.ofString("{\"token\":\"" + TOKEN + "\"}"),
                Map.of("Content-Type", JSON, "Cookie", "token=" + TOKEN + "; Authorization=Bearer " + TOKEN));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(acted).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https://evil.example, ,                          403",
        "http://127.0.0.1.evil.example, ,                 403",
        "http://127.0.0.1:1, ,                            403",
        "null, ,                                          403",
        "SELF, ,                                          200",
        "SELF, same-origin,                               200",
        "https://site.behind.a.proxy.example, same-origin, 200",
        "SELF, cross-site,                                403",
        ", cross-site,                                    403",
        ", same-site,                                     403",
        ", none,                                          403"
    })
    void a_page_of_another_site_does_not_act(@Nullable String origin, @Nullable String fetchSite, int status)
            throws Exception {
        Map<String, String> headers = new HashMap<>(headers());
        if (origin != null) {
            String self = dashboard.address().substring(0, dashboard.address().length() - 1);
            headers.put("Origin", origin.equals("SELF") ? self : origin);
        }
        if (fetchSite != null) {
            headers.put("Sec-Fetch-Site", fetchSite);
        }

        assertThat(post("api/control/pause", headers).statusCode()).isEqualTo(status);
        assertThat(acted).hasSize(status == 200 ? 1 : 0);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonx"})
    void what_a_form_can_send_is_no_act(@Nullable String type) throws Exception {
        Map<String, String> headers = type == null
                ? Map.of("Authorization", "Bearer " + TOKEN)
                : Map.of("Authorization", "Bearer " + TOKEN, "Content-Type", type);

        assertThat(post("api/control/pause", headers).statusCode()).isEqualTo(415);
        assertThat(acted).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void only_a_post_is_an_act(String method) throws Exception {
        HttpResponse<String> answer = send(dashboard, method, "api/control/pause", BodyPublishers.noBody(), headers());

        assertThat(answer.statusCode()).isBetween(400, 499);
        assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-origin");
        assertThat(acted).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api/../api/control/pause",
                "api/control/../control/pause",
                "api/control/./pause",
                "api/%2e%2e/api/control/pause",
                "api/status/..%2Fcontrol/pause",
                "api%2Fcontrol%2Fpause",
                "api/control%2Fpause",
                "api/control/pause%00",
                "api/control/pause;a=b",
                "api/control/state/../pause",
                "/api/control/pause",
                "api//control/pause",
                "API/CONTROL/PAUSE",
                "api/control/%70ause",
                "api/control/pause/"
            })
    void no_spelling_of_a_path_gets_round_the_token(String path) throws Exception {
        assertThat(post(path, Map.of("Content-Type", JSON)).statusCode()).isBetween(400, 499);
        assertThat(acted).isEmpty();
    }

    @Test
    void a_body_is_bounded_also_one_that_does_not_say_how_long_it_is() throws Exception {
        byte[] most = " ".repeat(ControlRoutes.MOST_BYTES).getBytes(StandardCharsets.UTF_8);
        byte[] more = " ".repeat(ControlRoutes.MOST_BYTES + 1).getBytes(StandardCharsets.UTF_8);

        assertThat(pause(BodyPublishers.ofByteArray(more))).isEqualTo(413);
        assertThat(pause(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(more))))
                .isEqualTo(413);
        assertThat(acted).isEmpty();
        assertThat(pause(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(most))))
                .isEqualTo(200);
    }

    @Test
    void without_a_token_in_the_settings_there_is_no_control_at_all() throws Exception {
        try (Dashboard off = dashboard("")) {
            for (String token : List.of("Bearer ", "Bearer " + TOKEN)) {
                HttpResponse<String> answer = send(
                        off,
                        "POST",
                        "api/control/pause",
                        BodyPublishers.ofString("{}"),
                        Map.of("Authorization", token, "Content-Type", JSON));

                assertThat(answer.statusCode()).isEqualTo(404);
                assertThat(answer.body()).contains("control is off");
            }
            assertThat(offered(off)).isEqualTo("{\"control\":false}");
        }
        assertThat(offered(dashboard)).isEqualTo("{\"control\":true}");
        assertThat(acted).isEmpty();
    }

    private static String offered(Dashboard of) throws Exception {
        return send(of, "GET", "api/control", BodyPublishers.noBody(), Map.of()).body();
    }
}
