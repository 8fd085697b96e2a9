package io.nfs2s3.lifecycle.retire;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import io.nfs2s3.doctor.CheckCode;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.resolve.ResolveSettings.DatabaseDown;
import io.nfs2s3.source.NfsSource;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What taking originals away wants of the mount, and of pages. */
public final class RetireChecks {
    private RetireChecks() {}

    /**
     * @param directories of the kinds, below the source root
     * @param mounted the code of the check that the mount is there
     * @param databaseDown what a page gets of a path that is not remembered, while the database is down
     * @param anyRetired asks whether originals were taken away
     * @param reached the code of the check that the database can be reached
     */
    public static List<Check> of(
            NfsSource source,
            RetireSettings settings,
            Collection<String> directories,
            CheckCode mounted,
            DatabaseDown databaseDown,
            BooleanSupplier anyRetired,
            CheckCode reached) {
        return List.of(
                Check.onDemand(CheckCode.MOUNT_TRASH, "trash of originals", () -> trash(source, settings, directories))
                        .probing()
                        .after(mounted),
                Check.onDemand(
                                CheckCode.SETTINGS_RETIRED_URLS,
                                "URLs of retired files",
                                () -> urls(settings, databaseDown, anyRetired))
                        .after(reached));
    }

    private static Answer trash(NfsSource source, RetireSettings settings, Collection<String> directories) {
        if (!settings.enabled()) {
            return Answer.good("is not used: retire.enabled = false");
        }
        try {
            FutureErrors.join(source.trash().probe(directories));
            return Answer.good("takes files of the mount by a rename, and gives them back by a link");
        } catch (MigrationException e) {
            return Answer.broken(
                    "cannot be used: " + ErrorText.of(e),
                    "let the user of 'retire' write to the source root and the directories of the kinds, all on"
                            + " one mount that has hard links; or set retire.enabled = false");
        }
    }

    private static Answer urls(RetireSettings settings, DatabaseDown databaseDown, BooleanSupplier anyRetired) {
        if (databaseDown == DatabaseDown.FAIL) {
            return Answer.good("are never guessed: resolve.databaseDown = fail");
        }
        if (!settings.enabled() && !anyRetired.getAsBoolean()) {
            return Answer.good("are not needed: no original was taken away");
        }
        return Answer.warning(
                "while the database is down, a page gets the NFS URL of one that it does not remember, where nothing is:"
                        + " resolve.databaseDown = nfs",
                "set resolve.databaseDown = fail, as docs/retire.md says");
    }
}
