package io.nfs2s3.lab.devstack;

import static io.nfs2s3.lab.devstack.Hocon.quoted;

import java.nio.file.Path;

/** The settings file with which {@code scripts/nfs2s3} works on the devstack. */
final class DevStackSettings {
    static final String BUCKET = "nfs2s3-media";

    private DevStackSettings() {}

    /** Only what differs from {@code config/nfs2s3.conf}. */
    static String text(StackAddresses addresses, Path media) {
        return """
                # Written by scripts/devstack at each start. For: scripts/nfs2s3 --config THIS_FILE COMMAND
                kinds {
                  # Whatever lies in media/ is migrated. Naming a kind replaces those of the defaults.
                  all { prefix = "", migrate = true }
                }
                source.root = %s
                s3.bucket = %s
                """.formatted(quoted(media), quoted(BUCKET)) + addresses.settings();
    }
}
