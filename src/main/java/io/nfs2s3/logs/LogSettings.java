package io.nfs2s3.logs;

/**
 * The section {@code log} of the settings.
 *
 * @param repeats how often a minute an event of the same place is written; 0 for no limit
 */
public record LogSettings(Format format, int repeats) {
    /** As config/logback.xml has it where nothing is set. */
    public static final LogSettings DEFAULTS = new LogSettings(Format.TEXT, 30);

    /** What a line is; the appenders of config/logback.xml are named after them, in lower case. */
    public enum Format {
        /** For people, and for systemd's journal. */
        TEXT,
        /** An object with the field names of the Elastic Common Schema. */
        JSON
    }
}
