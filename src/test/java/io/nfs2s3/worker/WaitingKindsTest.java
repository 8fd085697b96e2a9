package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.nfs2s3.media.Failure;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MediaKind;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.storage.KindOptions;
import io.nfs2s3.storage.ObjectOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A kind that waits is told once, and once that it goes on. */
class WaitingKindsTest {
    private static final MediaKind IMAGES = new MediaKind("image", "images/", true);
    private static final MediaKind AUDIO = new MediaKind("audio", "audio/", true);
    private static final Failure REFUSED = new Failure(FailureCode.STORE_REFUSES, "S3 answered 403");

    private final List<String> told = new ArrayList<>();
    private final WaitingKinds waiting = new WaitingKinds(
            new MediaKinds(List.of(IMAGES, AUDIO)),
            new KindOptions(
                    Map.of(IMAGES, ObjectOptions.NONE, AUDIO, new ObjectOptions("", Map.of(), "alias/audio", "", ""))),
            (job, reason) -> told.add(job + ": " + reason));

    @Test
    void it_is_told_once_and_taken_back_when_a_file_of_it_came_through() {
        waiting.refused(MediaPath.of("audio/1.mp3"), REFUSED);
        waiting.refused(MediaPath.of("audio/2.mp3"), REFUSED);
        waiting.copied(MediaPath.of("images/1.jpg"));
        assertThat(told).containsExactly("worker-audio: " + REFUSED);

        waiting.copied(MediaPath.of("audio/3.mp3"));
        waiting.copied(MediaPath.of("audio/4.mp3"));

        assertThat(told).containsExactly("worker-audio: " + REFUSED, "worker-audio: ");
    }

    @Test
    void every_kind_that_may_wait_is_named_and_whether_it_does() {
        assertThat(waiting.standing()).containsOnly(entry("worker-image", false), entry("worker-audio", false));

        waiting.refused(MediaPath.of("audio/1.mp3"), REFUSED);

        assertThat(waiting.standing()).containsOnly(entry("worker-image", false), entry("worker-audio", true));
    }

    @Test
    void kinds_that_are_stored_alike_do_not_wait_one_by_one() {
        WaitingKinds alike = new WaitingKinds(
                new MediaKinds(List.of(IMAGES, AUDIO)), KindOptions.NONE, (job, reason) -> told.add(job));

        assertThat(alike.standing()).isEmpty();
    }
}
