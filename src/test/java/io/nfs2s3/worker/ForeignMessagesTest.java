package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ForeignMessagesTest {
    @Test
    void another_sites_message_is_hidden_for_longer_each_time_and_for_fifteen_minutes_at_most() {
        assertThat(ForeignMessages.hidden(1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(ForeignMessages.hidden(4)).isEqualTo(Duration.ofSeconds(8));
        assertThat(ForeignMessages.hidden(30)).isEqualTo(Duration.ofMinutes(15));
        assertThat(ForeignMessages.hidden(Integer.MAX_VALUE)).isEqualTo(Duration.ofMinutes(15));
    }
}
