package io.nfs2s3.testing;

import io.nfs2s3.media.InvalidMediaPathException;
import io.nfs2s3.media.MediaPath;
import java.util.Optional;
import net.jqwik.api.Arbitrary;

/** Media paths of any shape that is legal. */
public final class MediaPaths {
    private MediaPaths() {}

    public static Arbitrary<MediaPath> any() {
        return HostileText.paths()
                .map(MediaPaths::parse)
                .filter(Optional::isPresent)
                .map(Optional::orElseThrow)
                .withoutEdgeCases();
    }

    private static Optional<MediaPath> parse(String text) {
        try {
            return Optional.of(MediaPath.of(text));
        } catch (InvalidMediaPathException e) {
            return Optional.empty();
        }
    }
}
