package io.nfs2s3.lifecycle;

import io.nfs2s3.catalog.MediaPage;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * A file that was left as it is.
 *
 * @param name its path; of a line of a list that is none, the line, printable
 * @param detail what was found; may be empty
 */
public record LeftAlone(String name, Obstacle reason, String detail) {
    public LeftAlone(MediaPath path, Obstacle reason, String detail) {
        this(path.value(), reason, detail);
    }

    /** One whose look failed, for it alone. */
    public static LeftAlone broken(MediaPath path, MigrationException error) {
        return switch (error.code()) {
            case SOURCE_DOWN -> new LeftAlone(path, Obstacle.ORIGINAL_UNREADABLE, ErrorText.of(error));
            case STORE_REFUSES -> new LeftAlone(path, Obstacle.OBJECT_UNKNOWN, Refusals.alone(error));
            default -> new LeftAlone(path, Obstacle.OBJECT_UNKNOWN, ErrorText.of(error));
        };
    }

    /** Of the paths that a page names, those that were not found. */
    public static List<LeftAlone> missing(MediaPage page, Collection<MediaPath> found, Obstacle reason) {
        Set<MediaPath> there = Set.copyOf(found);
        return page.paths().stream()
                .filter(path -> !there.contains(path))
                .map(path -> new LeftAlone(path, reason, ""))
                .toList();
    }

    /** The reason and what was found, in words. */
    public String text() {
        return detail.isEmpty() ? reason.text() : reason.text() + ": " + detail;
    }
}
