package io.nfs2s3.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import io.nfs2s3.doctor.Finding.Level;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotifyChecksTest {
    @TempDir
    private Path folder;

    private static Check check(String... command) {
        NotifySettings settings = new NotifySettings(List.of(command), "", Duration.ofMinutes(1));
        return NotifyChecks.of(settings, () -> new Notifier(settings, url -> HttpClient.Builder.NO_PROXY), () -> "{}")
                .get(0);
    }

    private static Answer reading(Check check) throws Exception {
        return check.reading().orElseThrow().look();
    }

    @Test
    void without_a_probe_nothing_is_sent_and_a_program_that_is_not_there_is_told() throws Exception {
        String none = folder.resolve("none").toString();

        assertThat(reading(check())).isEqualTo(Answer.good("are not asked for"));
        assertThat(reading(check("/bin/false")).level()).isEqualTo(Level.OK);
        assertThat(reading(check(none)).text()).startsWith("this user cannot run " + none);
    }

    @Test
    void a_probe_sends_one() throws Exception {
        assertThat(check("/bin/cat").look().look()).isEqualTo(Answer.good("one was sent, and taken"));

        Answer refused = check("/bin/false").look().look();
        assertThat(refused.level()).isEqualTo(Level.WARNING);
        assertThat(refused.detail()).isEqualTo("notify.command: it ended with exit code 1");
    }
}
