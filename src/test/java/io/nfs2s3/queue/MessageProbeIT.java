package io.nfs2s3.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Finding.Level;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.SettableClock;
import io.nfs2s3.testing.TestSite;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A check takes its own probe, and what others left, and leaves theirs to those that go on at the same moment. */
class MessageProbeIT {
    private static final MediaPath OF_ANOTHER = MediaPath.of(".nfs2s3-probe/of-another");

    @RegisterExtension
    private static final TestSite site = TestSite.empty();

    private final SettableClock clock = new SettableClock();
    private final MigrationQueue dead = Queues.create(site, "").deadLetters();
    private final MessageProbe probe = new MessageProbe(dead, clock);

    @BeforeEach
    void probe() {
        dead.send(MigrationMessage.of(Source.PROBE, FileRef.unregistered(OF_ANOTHER)));
    }

    private List<MediaPath> left() {
        return Queues.takeFiles(dead).stream().map(FileRef::path).toList();
    }

    @Test
    void the_probe_of_a_check_that_goes_on_is_left_to_it() {
        assertThat(probe.run()).isEqualTo(Answer.good("one was sent, received and deleted"));

        assertThat(left()).containsExactly(OF_ANOTHER);
    }

    @Test
    void dead_letters_are_not_even_received() {
        assertThat(probe.runIfEmpty().level()).isEqualTo(Level.OK);

        List<ReceivedMessage> there = dead.receive(Duration.ofSeconds(1), Duration.ofSeconds(30));
        assertThat(there).singleElement().satisfies(message -> {
            assertThat(message.receiveCount()).isEqualTo(1);
            assertThat(message.body()).contains(OF_ANOTHER.value());
        });
    }

    @Test
    void one_that_was_left_is_deleted() {
        clock.pass(MessageProbe.LONGEST);

        assertThat(probe.run().level()).isEqualTo(Level.OK);

        assertThat(left()).isEmpty();
    }

    @Test
    void that_this_hosts_clock_is_behind_is_told_and_nothing_is_deleted_by_it() {
        clock.pass(Duration.ofHours(-1));

        Answer answer = probe.run();

        assertThat(answer.level()).isEqualTo(Level.WARNING);
        assertThat(answer.detail())
                .contains("its age cannot be told: this host's clock is ", " s behind that of SQS")
                .doesNotContain("-36");
        assertThat(answer.remedy()).contains("NTP");
        assertThat(left()).contains(OF_ANOTHER);
    }
}
