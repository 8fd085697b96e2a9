package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.lifecycle.Forecast;
import io.nfs2s3.lifecycle.Forecast.Request;
import io.nfs2s3.lifecycle.Forecast.Span;
import org.junit.jupiter.api.Test;

class MigrationCostsTest {
    private static Span puts(Forecast forecast) {
        return forecast.many(Request.PUT);
    }

    @Test
    void a_file_takes_one_request_unless_it_may_have_been_sent_in_parts() {
        assertThat(puts(MigrationCosts.ofPuts(10, 99, 100, 10))).isEqualTo(Span.of(10));
        assertThat(puts(MigrationCosts.ofPuts(0, 0, 100, 10))).isEqualTo(Span.NONE);
        assertThat(puts(MigrationCosts.ofPuts(10, 109, 100, 10)))
                .as("nine small ones, and one that is begun, sent in eleven parts, and completed")
                .isEqualTo(new Span(10, 9 + 13));
    }
}
