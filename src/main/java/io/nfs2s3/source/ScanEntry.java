package io.nfs2s3.source;

/** One name that a scan or a manifest came upon. */
public sealed interface ScanEntry {
    /**
     * A file to be migrated, as far as its name tells.
     *
     * @param path a legal media path: relative to the source root, segments separated by a slash, valid Unicode
     */
    record File(String path) implements ScanEntry {}

    /**
     * Left out on purpose.
     *
     * @param name as it was found, printable
     * @param reason why, in words for an operator
     */
    record Skipped(String name, String reason) implements ScanEntry {}

    /**
     * Cannot be migrated.
     *
     * @param name as it was found, printable: what is no character stands there as {@code \xNN}
     * @param reason why, and what to do, in words for an operator
     */
    record Bad(String name, String reason) implements ScanEntry {
        private static final String MISSING_START = "there is no such directory below the source root";

        /** That the directory is not there which a scan was to begin at. */
        static Bad missingStart(String name) {
            return new Bad(name, MISSING_START);
        }

        /** Whether it only says that there is nothing to be scanned. */
        public boolean isMissingStart() {
            return reason.equals(MISSING_START);
        }
    }
}
