package io.nfs2s3.backfill;

import io.nfs2s3.media.InvalidMediaPathException;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.source.NameText;
import io.nfs2s3.source.ScanEntry;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** Paths as people list them, read as media paths. Immutable. */
final class ManifestPaths {
    private static final String HERE = "./";
    private final String root;
    private final Function<String, Optional<String>> leftOut;

    /**
     * @param root the source root: an absolute path below it is read as the path relative to it
     * @param leftOut why a media path is left out; empty when it is not
     */
    ManifestPaths(Path root, Function<String, Optional<String>> leftOut) {
        this.leftOut = leftOut;
        String text = root.toString();
        this.root = text.endsWith("/") ? text : text + "/";
    }

    /** @param where said first in the reason of what is bad, such as {@code line 7} */
    ScanEntry found(String where, byte[] bytes) {
        try {
            return found(
                    where,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString());
        } catch (CharacterCodingException e) {
            return new ScanEntry.Bad(NameText.printable(bytes), where + ": it is not UTF-8");
        }
    }

    ScanEntry found(String where, String text) {
        String path = text.startsWith(root) ? text.substring(root.length()) : text;
        try {
            // as find(1) writes them
            MediaPath media = MediaPath.of(path.startsWith(HERE) ? path.substring(HERE.length()) : path);
            return leftOut.apply(media.value())
                    .<ScanEntry>map(reason -> new ScanEntry.Skipped(NameText.printable(text), where + ": " + reason))
                    .orElseGet(() -> new ScanEntry.File(media.value()));
        } catch (InvalidMediaPathException e) {
            String reason = text.startsWith("/")
                    ? "it is absolute, and not below the source root " + root
                    : String.valueOf(e.getMessage());
            return new ScanEntry.Bad(NameText.printable(text), where + ": " + reason);
        }
    }
}
