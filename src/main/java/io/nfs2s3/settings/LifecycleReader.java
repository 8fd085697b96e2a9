package io.nfs2s3.settings;

import io.nfs2s3.lifecycle.retire.RetireSettings;
import io.nfs2s3.lifecycle.verify.VerifySettings;

/** Reads the settings of what is done after the flip. */
final class LifecycleReader {
    private LifecycleReader() {}

    static RetireSettings retire(ConfigValues values) {
        return new RetireSettings(
                values.flag("retire.enabled"),
                values.duration("retire.grace", "1 d", "3650 d"),
                values.duration("retire.keepInTrash", "1 d", "3650 d"),
                values.integer("retire.rate", "files/s", 0, 1_000_000),
                values.integer("retire.mostFiles", "files", 1, 1_000_000_000),
                values.integer("retire.mostPercent", "%", 1, 100),
                values.integer("retire.mostFailedProofs", "files", 0, 1_000_000));
    }

    static VerifySettings verify(ConfigValues values) {
        return new VerifySettings(
                values.integer("verify.sample.files", "files", 1, VerifySettings.MOST_SAMPLE),
                values.integer("verify.whole.rate", "files/s", 0, 1_000_000));
    }
}
