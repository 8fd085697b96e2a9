package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.testing.RecordingLogger;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ForeignMessagesTest {
    @Test
    void another_sites_messages_are_reported_once_for_each_site_and_queue() {
        RecordingLogger log = new RecordingLogger();
        ForeignMessages messages = new ForeignMessages(log);

        messages.report("uploads", "theirs");
        messages.report("uploads", "theirs");
        messages.report("backfill", "theirs");

        assertThat(log.lines())
                .containsExactly(
                        "messages of another site are left to it; give each site queues of its own queue=uploads"
                                + " site=theirs",
                        "messages of another site are left to it; give each site queues of its own queue=backfill"
                                + " site=theirs");
    }

    @Test
    void another_sites_message_is_hidden_for_longer_each_time_and_for_fifteen_minutes_at_most() {
        assertThat(ForeignMessages.hidden(1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(ForeignMessages.hidden(4)).isEqualTo(Duration.ofSeconds(8));
        assertThat(ForeignMessages.hidden(30)).isEqualTo(Duration.ofMinutes(15));
        assertThat(ForeignMessages.hidden(Integer.MAX_VALUE)).isEqualTo(Duration.ofMinutes(15));
    }
}
