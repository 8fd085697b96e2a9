package io.nfs2s3.upload.spool;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What nfs2s3 wants of the directory of the spool. */
public final class SpoolChecks {
    private SpoolChecks() {}

    /** @param spool the setting {@code upload.spool}; empty for none */
    public static List<Check> of(Optional<Path> spool) {
        return spool.map(file -> List.of(Check.atStart("spool", "spool " + file, () -> writable(file))))
                .orElse(List.of());
    }

    private static Answer writable(Path spool) {
        Path directory = spool.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory) || !Files.isWritable(directory)) {
            return Answer.broken(
                    "the directory " + directory + " is missing, or this user may not write to it",
                    "create it for the users of the site and of the daemon");
        }
        try {
            return SpoolFiles.problem(directory)
                    .map(problem ->
                            Answer.broken(problem, "only the users of the site and of the daemon may write there"))
                    .orElse(Answer.good("its directory can be written"));
        } catch (IOException e) {
            return Answer.broken("the directory " + directory + " cannot be looked at: " + e, "correct owner and mode");
        }
    }
}
