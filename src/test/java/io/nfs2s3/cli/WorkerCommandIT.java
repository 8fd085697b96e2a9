package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.MediaPath;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.TestSite;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What {@code worker --until-empty} ends with and says where the queues are empty and the work is not done. */
class WorkerCommandIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private final Commands commands = new Commands(site.settingsFile("sqs.visibilityTimeout = 5 s"));

    @Test
    void until_empty_ends_with_1_where_files_are_left_and_what_it_says_helps() {
        List<MediaPath> lost = Copies.paths("lost", 2);
        lost.forEach(path -> site.write(path.value(), "bytes"));
        site.application().catalog().register(lost);

        Commands.Ran left = commands.run("worker --until-empty");

        assertThat(left.code()).as("out=%s err=%s", left.out(), left.err()).isEqualTo(1);
        assertThat(left.out())
                .containsExactly(
                        "worker: 0 files migrated, 0 failed, 0 attempts to be repeated, 0 unreadable messages");
        assertThat(left.err())
                .contains("nfs2s3: 2 files are left QUEUED, and no message of them came within 5 s"
                        + " (sqs.visibilityTimeout): run 'nfs2s3 sweep --age 0s', which sends them again, then this"
                        + " again");

        commands.done("sweep --age 0s");
        assertThat(commands.done("worker --until-empty"))
                .containsExactly(
                        "worker: 2 files migrated, 0 failed, 0 attempts to be repeated, 0 unreadable messages");
    }
}
