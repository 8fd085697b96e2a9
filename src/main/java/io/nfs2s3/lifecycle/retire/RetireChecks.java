package io.nfs2s3.lifecycle.retire;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.source.NfsSource;
import java.util.Collection;
import java.util.List;

/** What taking originals away wants of the mount. */
public final class RetireChecks {
    private RetireChecks() {}

    /**
     * @param directories of the kinds, below the source root
     * @param mounted the code of the check that the mount is there
     */
    public static List<Check> of(
            NfsSource source, RetireSettings settings, Collection<String> directories, String mounted) {
        return List.of(Check.onDemand("retire.trash", "trash of originals", () -> {
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
                })
                .after(mounted));
    }
}
