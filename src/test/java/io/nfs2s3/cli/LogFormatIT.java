package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nfs2s3.resilience.ProcessName;
import io.nfs2s3.testing.JavaProcess;
import io.nfs2s3.testing.TestSite;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LogFormatIT {
    private static final String STARTED = "daemon started";
    private static final String FORMAT = "NFS2S3_LOG_FORMAT";

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static String started(Map<String, String> environment, String... settings) {
        try (JavaProcess daemon = JavaProcess.nfs2s3(
                environment, "daemon", "--config", site.settingsFile(settings).toString())) {
            site.await(() -> daemon.output().contains(STARTED));
            return daemon.output()
                    .lines()
                    .filter(line -> line.contains(STARTED))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void the_log_is_text_or_json_as_the_settings_say() throws Exception {
        assertThat(started(Map.of(), "http.enabled = false")).contains(" INFO  Daemon daemon started");

        JsonNode event = new ObjectMapper().readTree(started(Map.of(), "http.enabled = false", "log.format = json"));
        assertThat(event.path("message").asText()).startsWith(STARTED);
        assertThat(event.path("log.level").asText()).isEqualTo("INFO");
        assertThat(event.path("host.name").asText()).isEqualTo(ProcessName.host());
    }

    @Test
    void a_format_in_the_environment_holds_in_any_case_of_its_letters() {
        assertThat(started(Map.of(FORMAT, "TEXT"), "http.enabled = false")).contains(" INFO  Daemon daemon started");
        assertThat(started(Map.of(FORMAT, "Json"), "http.enabled = false")).startsWith("{");
    }
}
