package io.nfs2s3.source;

import io.nfs2s3.media.InvalidMediaPathException;
import io.nfs2s3.media.MediaPath;

/**
 * Where a scan begins.
 *
 * @param directory media path of a directory, without a slash at its end; empty for the source root
 * @param nameStart how the names in it begin that are scanned; empty for all
 */
record ScanStart(String directory, String nameStart) {
    /**
     * Splits the beginning of a path after its last slash.
     *
     * @throws InvalidMediaPathException when no media path begins so
     */
    static ScanStart of(String prefix) {
        int slash = prefix.lastIndexOf('/');
        ScanStart start = new ScanStart(prefix.substring(0, Math.max(0, slash)), prefix.substring(slash + 1));
        if (!prefix.isEmpty()) {
            MediaPath.of(start.nameStart().isEmpty() ? start.directory() : prefix);
        }
        return start;
    }

    /** What the names in the directory begin with, with a slash at its end if there is anything. */
    String prefix() {
        return directory.isEmpty() ? "" : directory + "/";
    }

    /** For an operator. */
    String shown() {
        return directory.isEmpty() ? DirectoryScan.ROOT : NameText.printable(directory);
    }
}
