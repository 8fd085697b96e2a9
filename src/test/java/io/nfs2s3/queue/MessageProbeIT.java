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
    void so_it_is_by_one_that_sends_none_itself() {
        assertThat(probe.runIfEmpty().level()).isEqualTo(Level.OK);

        assertThat(left()).containsExactly(OF_ANOTHER);
    }

    @Test
    void one_that_was_left_is_deleted() {
        clock.pass(MessageProbe.LONGEST);

        assertThat(probe.runIfEmpty().level()).isEqualTo(Level.OK);

        assertThat(left()).isEmpty();
    }
}
