package io.nfs2s3.media;

import static io.nfs2s3.media.MediaState.FAILED;
import static io.nfs2s3.media.MediaState.HELD;
import static io.nfs2s3.media.MediaState.MIGRATED;
import static io.nfs2s3.media.MediaState.QUEUED;
import static io.nfs2s3.media.MediaState.RETIRED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MediaStateTest {
    @Test
    void each_state_has_its_location() {
        Map<MediaState, Location> expected = Map.of(
                QUEUED, Location.NFS,
                MIGRATED, Location.S3,
                RETIRED, Location.S3,
                FAILED, Location.NFS,
                HELD, Location.NFS);

        assertThat(expected).containsOnlyKeys(MediaState.values());
        assertThat(expected)
                .allSatisfy((state, location) ->
                        assertThat(state.location()).as(state.name()).isEqualTo(location));
    }

    @Test
    void only_these_transitions_are_legal() {
        Map<MediaState, Set<MediaState>> expected = Map.of(
                QUEUED, Set.of(MIGRATED, FAILED, HELD),
                MIGRATED, Set.of(RETIRED, HELD),
                RETIRED, Set.of(MIGRATED),
                FAILED, Set.of(QUEUED),
                HELD, Set.of(QUEUED));

        assertThat(expected).containsOnlyKeys(MediaState.values());
        assertThat(expected)
                .allSatisfy((state, next) ->
                        assertThat(state.next()).as(state.name()).isEqualTo(next));
    }

    @Test
    void readers_are_sent_to_s3_only_by_a_flip() {
        for (MediaState from : MediaState.values()) {
            if (from.location() == Location.NFS) {
                assertThat(from.next().stream().filter(to -> to.location() == Location.S3))
                        .as(from.name())
                        .allMatch(to -> from == QUEUED && to == MIGRATED);
            }
        }
    }

    @Test
    void an_original_is_retired_only_after_its_flip() {
        for (MediaState from : MediaState.values()) {
            assertThat(from.next().contains(RETIRED)).as(from.name()).isEqualTo(from == MIGRATED);
        }
    }

    @Test
    void a_new_upload_is_read_from_nfs() {
        assertThat(MediaState.afterUpload())
                .containsExactlyInAnyOrder(QUEUED, HELD)
                .allMatch(state -> state.location() == Location.NFS);
    }
}
