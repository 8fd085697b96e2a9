package io.nfs2s3.logs;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nfs2s3.resilience.DaemonThreads;
import io.nfs2s3.resilience.ProcessName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

class JsonLogTest {
    private final Logger log = (Logger) LoggerFactory.getLogger("io.nfs2s3.worker.Flipper");
    private final JsonLog encoder = new JsonLog();

    @BeforeEach
    void open() {
        encoder.start();
    }

    private String line(String message, Throwable error, Object... arguments) {
        LoggingEvent event = new LoggingEvent(JsonLogTest.class.getName(), log, Level.WARN, message, error, arguments);
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }

    @Test
    void an_event_is_one_line_with_the_names_of_the_elastic_common_schema() throws Exception {
        String line = line("failed path={}", new IllegalStateException("broken"), "images/a.jpg");

        assertThat(line).endsWith("}\n").hasLineCount(1);
        JsonNode event = new ObjectMapper().readTree(line);
        assertThat(Instant.parse(event.path("@timestamp").asText())).isNotNull();
        assertThat(event.path("log.level").asText()).isEqualTo("WARN");
        assertThat(event.path("message").asText()).isEqualTo("failed path=images/a.jpg");
        assertThat(event.path("log.logger").asText()).isEqualTo(log.getName());
        assertThat(event.path("process.thread.name").asText())
                .isEqualTo(Thread.currentThread().getName());
        assertThat(event.path("service.name").asText()).isEqualTo("nfs2s3");
        assertThat(event.path("host.name").asText()).isEqualTo(ProcessName.host());
        assertThat(event.path("error.type").asText()).isEqualTo(IllegalStateException.class.getName());
        assertThat(event.path("error.message").asText()).isEqualTo("broken");
        assertThat(event.path("error.stack_trace").asText()).contains("JsonLogTest");
        assertThat(event.has("labels.run")).isFalse();
    }

    @Test
    void what_belongs_to_a_run_has_its_id() throws Exception {
        try (MDC.MDCCloseable label = MDC.putCloseable(DaemonThreads.RUN, "12")) {
            assertThat(label).isNotNull();
            assertThat(new ObjectMapper()
                            .readTree(line("it waits", new IllegalStateException()))
                            .path("labels.run")
                            .asText())
                    .isEqualTo("12");
        }
    }

    @Test
    void a_name_that_somebody_gave_to_a_file_ends_no_line_and_turns_none() throws Exception {
        String name = "images/a\nb\u202Egpj.\u009B2J";

        String line = line("failed path={}", new IllegalStateException(name), name);

        assertThat(line).hasLineCount(1).doesNotContain("\u202E", "\u009B");
        assertThat(new ObjectMapper().readTree(line).path("message").asText()).isEqualTo("failed path=" + name);
    }
}
