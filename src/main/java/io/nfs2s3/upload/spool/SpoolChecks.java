package io.nfs2s3.upload.spool;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

    private static Answer writable(Path spool) throws IOException {
        Path directory = spool.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            return Answer.broken(
                    "the directory " + directory + " is missing",
                    "create it for the users of the site and of the daemon");
        }
        try {
            write(directory);
        } catch (IOException e) {
            String detail = "this user cannot write to " + directory + ": " + e;
            return Files.isWritable(directory)
                    ? Answer.warning(detail, "see whether the disk is full; the daemon empties the spool all the same")
                    : Answer.broken(detail, "let the users of the site and of the daemon write there");
        }
        Optional<String> problem = SpoolFiles.problem(directory);
        if (problem.isPresent()) {
            return Answer.broken(problem.get(), "only the users of the site and of the daemon may write there");
        }
        String type = type(directory);
        return type.startsWith("nfs")
                ? Answer.warning(
                        directory + " is on " + type,
                        "put the spool on this host's own disk: it is for when the rest is down")
                : Answer.good("a file was written beside it, synced and deleted");
    }

    /** Empty where Java cannot tell, as in a root of another file system's. */
    private static String type(Path directory) {
        try {
            return Files.getFileStore(directory).type();
        } catch (IOException e) {
            return "";
        }
    }

    /** As the hook does it, and removes it. */
    private static void write(Path directory) throws IOException {
        Path probe = Files.createTempFile(directory, ".nfs2s3-probe-", "");
        try (FileChannel channel = FileChannel.open(probe, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
            channel.force(true);
        } finally {
            Files.delete(probe);
        }
    }
}
