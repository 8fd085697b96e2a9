package io.nfs2s3.upload.spool;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import io.nfs2s3.doctor.CheckCode;
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
    /** Of uploads that wait there, tens of thousands. */
    private static final long ROOM = 10L * 1024 * 1024;

    private static final long KIB = 1024;

    private SpoolChecks() {}

    /** @param spool the setting {@code upload.spool}; empty for none */
    public static List<Check> of(Optional<Path> spool) {
        return spool.map(SpoolChecks::ofFile).orElse(List.of());
    }

    private static List<Check> ofFile(Path spool) {
        return List.of(
                Check.atStart(CheckCode.HOST_SPOOL, "spool " + spool, () -> look(spool, true))
                        .probingOr(() -> look(spool, false)),
                Check.onDemand(CheckCode.HOST_SPOOL_SPACE, "room for the spool", () -> {
                            Path directory = spool.toAbsolutePath().getParent();
                            return directory == null
                                    ? Answer.leftOut("it has no directory", "see HOST_SPOOL")
                                    : space(
                                            directory,
                                            Files.getFileStore(directory).getUsableSpace());
                        })
                        .after(CheckCode.HOST_SPOOL));
    }

    /** @param bytes that this user may still write there */
    static Answer space(Path directory, long bytes) {
        return bytes >= ROOM
                ? Answer.good("there is enough")
                : Answer.warning(
                        directory + " has room for " + bytes / KIB
                                + " KiB: in an outage of database and SQS uploads are refused when it is full",
                        "make room: " + ROOM / KIB / KIB + " MiB or more");
    }

    private static Answer look(Path spool, boolean probes) throws IOException {
        Path directory = spool.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            return Answer.broken(
                    "the directory " + directory + " is missing",
                    "create it for the users of the site and of the daemon");
        }
        if (!probes && !Files.isWritable(directory)) {
            return Answer.broken(
                    "this user cannot write to " + directory,
                    "let the users of the site and of the daemon write there");
        }
        try {
            if (probes) {
                write(directory);
            }
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
                : Answer.good(
                        probes ? "a file was written beside it, synced and deleted" : "this user may write beside it");
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
