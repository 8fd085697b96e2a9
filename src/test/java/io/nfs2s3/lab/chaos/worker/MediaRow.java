package io.nfs2s3.lab.chaos.worker;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.media.ObjectKey;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A row of the media table.
 *
 * @param key null when the pointer names no object
 * @param failureCode null when there was no failure
 */
record MediaRow(
        String path,
        int generation,
        MediaState state,
        @Nullable String key,
        @Nullable String failureCode,
        @Nullable String failureMessage) {
    /** All of them by path. */
    static Map<String, MediaRow> all(ChaosSite site) {
        return site.site()
                .jdbi()
                .withHandle(handle -> handle
                        .createQuery("""
                                SELECT path, generation, state, failure_code, failure_message,
                                       CASE location WHEN 'S3' THEN object_key END AS key
                                FROM nfs2s3.media
                                """)
                        .map((row, context) -> new MediaRow(
                                row.getString("path"),
                                row.getInt("generation"),
                                MediaState.valueOf(row.getString("state")),
                                row.getString("key"),
                                row.getString("failure_code"),
                                row.getString("failure_message")))
                        .stream()
                        .collect(Collectors.toMap(MediaRow::path, Function.identity())));
    }

    /** The key that an object of this generation has. */
    String rightKey() {
        return ObjectKey.of("", MediaPath.of(path), generation).value();
    }
}
