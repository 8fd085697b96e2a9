package io.nfs2s3.source;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.InvalidMediaPathException;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.NameRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** Says what a name of a scan is. For the reader thread of the scan: its calls may hang with the mount. */
final class EntryClassifier {
    private final Path root;
    private final NameRules rules;
    private final MountGuard guard;

    EntryClassifier(Path root, NameRules rules, MountGuard guard) {
        this.root = root;
        this.rules = rules;
        this.guard = guard;
    }

    /** By its name alone: a file, unless the name says otherwise. */
    ScanEntry byName(String prefix, Path name, String text) {
        if (!NameText.isText(name, text)) {
            return new ScanEntry.Bad(
                    NameText.printable(prefix) + NameText.printable(NameText.bytes(name)), NameText.flaw());
        }
        String path = prefix + text;
        Optional<String> skipped = rules.reason(path, text);
        if (skipped.isPresent()) {
            return new ScanEntry.Skipped(NameText.printable(path), skipped.get());
        }
        try {
            return new ScanEntry.File(MediaPath.of(path).value());
        } catch (InvalidMediaPathException e) {
            return new ScanEntry.Bad(NameText.printable(path), String.valueOf(e.getMessage()));
        }
    }

    /**
     * What a name is that is not followed if it is a link.
     *
     * @return empty when it is gone
     * @throws MigrationException with {@code SOURCE_DOWN} when it is gone with the mount
     */
    Optional<BasicFileAttributes> look(OpenDirectory directory, Path name) throws IOException {
        try {
            return Optional.of(directory.look(name));
        } catch (NoSuchFileException | NotDirectoryException e) {
            guard.check();
            return Optional.empty();
        }
    }

    /** A legal name that is no directory, now that it was looked at. */
    ScanEntry inspected(ScanEntry.File entry, Path file, BasicFileAttributes attributes) throws IOException {
        if (attributes.isRegularFile()) {
            return entry;
        }
        if (!attributes.isSymbolicLink()) {
            return bad(entry, "it is a device, pipe or socket, not a file: remove it");
        }
        Path target;
        try {
            target = file.toRealPath();
        } catch (NoSuchFileException | NotDirectoryException e) {
            guard.check();
            return bad(entry, "a symbolic link to nothing: remove it, or restore what it names");
        }
        Path realRoot = root.toRealPath();
        if (!target.startsWith(realRoot)) {
            return bad(
                    entry,
                    "a symbolic link leads out of the source root, to " + NameText.printable("" + target)
                            + ": replace it by the file");
        }
        if (Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
            return rules.reason(realRoot.relativize(target).toString())
                    .<ScanEntry>map(reason -> bad(entry, "a symbolic link leads to a name that is left out: " + reason))
                    .orElse(entry);
        }
        return bad(
                entry,
                "a symbolic link to a directory is not followed: what is there is scanned under its own"
                        + " path; if pages name it by the link, give those paths in a manifest");
    }

    /**
     * What cannot be looked at, or listed.
     *
     * @param shown printable
     * @throws MigrationException with {@code SOURCE_DOWN} when that is the fault of the mount
     */
    ScanEntry.Bad unreadable(String shown, IOException error) {
        guard.check();
        MigrationException classed = SourceErrors.classify(shown, error);
        if (classed.code() == FailureCode.SOURCE_DOWN) {
            throw classed;
        }
        return new ScanEntry.Bad(shown, String.valueOf(classed.getMessage()));
    }

    private static ScanEntry.Bad bad(ScanEntry.File entry, String reason) {
        return new ScanEntry.Bad(NameText.printable(entry.path()), reason);
    }
}
