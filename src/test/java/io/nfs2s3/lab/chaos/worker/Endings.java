package io.nfs2s3.lab.chaos.worker;

import io.nfs2s3.lab.chaos.site.Findings;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Together;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * Compares how each file ended with what was done to it: migrated with the bytes that are on the disk now, or failed for
 * the right reason, or held.
 */
final class Endings {
    private static final int THREADS = 8;
    private final TestSite site;
    private final Map<String, MediaRow> rows;

    Endings(TestSite site, Map<String, MediaRow> rows) {
        this.site = site;
        this.rows = rows;
    }

    Findings findings(List<Story> stories) {
        return Together.run(THREADS, thread -> () -> findings(stories, thread)).stream()
                .reduce(Findings.NONE, Findings::plus);
    }

    /** Of each eighth story. */
    private Findings findings(List<Story> stories, int from) throws IOException {
        List<String> lost = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (int i = from; i < stories.size(); i += THREADS) {
            Story story = stories.get(i);
            MediaRow row = rows.get(story.path());
            if (row == null || row.state() == MediaState.QUEUED) {
                lost.add(story + " ended as " + row);
            } else if (!story.fate().mayEnd(row.state()) || !isRightFailure(story, row)) {
                wrong.add(story + " ended as " + row);
            } else if (row.state() == MediaState.MIGRATED && !isNewest(story, row)) {
                wrong.add("other bytes than those of the newest upload: " + story + " ended as " + row);
            }
        }
        return new Findings(lost, wrong, List.of());
    }

    private static boolean isRightFailure(Story story, MediaRow row) {
        return row.state() != MediaState.FAILED
                || story.fate().failure().map(FailureCode::name).equals(Optional.ofNullable(row.failureCode()));
    }

    private boolean isNewest(Story story, MediaRow row) throws IOException {
        Path file = site.media().resolve(story.path());
        byte[] newest = Files.exists(file) ? Files.readAllBytes(file) : story.bytes(1);
        byte[] object = object(row.key());
        return object != null && Arrays.equals(newest, object);
    }

    private byte @Nullable [] object(@Nullable String key) {
        try {
            return key == null ? null : site.object(key);
        } catch (NoSuchKeyException e) {
            return null;
        }
    }
}
