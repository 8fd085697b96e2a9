package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nfs2s3.resilience.ProcessName;
import io.nfs2s3.testing.JavaProcess;
import io.nfs2s3.testing.TestSite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LogFormatIT {
    private static final String STARTED = "daemon started";

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static String started(String... settings) {
        try (JavaProcess daemon = JavaProcess.nfs2s3(
                "daemon", "--config", site.settingsFile(settings).toString())) {
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
        assertThat(started("http.enabled = false")).contains(" INFO  Daemon daemon started");

        JsonNode event = new ObjectMapper().readTree(started("http.enabled = false", "log.format = json"));
        assertThat(event.path("message").asText()).startsWith(STARTED);
        assertThat(event.path("log.level").asText()).isEqualTo("INFO");
        assertThat(event.path("host.name").asText()).isEqualTo(ProcessName.host());
    }
}
