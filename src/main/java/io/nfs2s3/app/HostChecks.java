package io.nfs2s3.app;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import io.nfs2s3.doctor.CheckCode;
import io.nfs2s3.settings.Settings;
import io.nfs2s3.source.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the program wants of the host that it runs on. */
final class HostChecks {
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Pattern OPEN_FILES = Pattern.compile("(?m)^Max open files +(\\d{1,18}|unlimited) ");

    /** The file, and the connection that it goes by. */
    private static final int OF_A_COPY = 2;

    /** Jars, the log, servers, and connections to SQS. */
    private static final int OF_THE_PROGRAM = 200;

    private static final String OTHER_FOLDER =
            "set NFS2S3_JAVA_OPTS=-Djava.io.tmpdir=FOLDER, one that this user may write to, on a file system that is not"
                    + " mounted noexec";

    private HostChecks() {}

    static List<Check> of(Settings settings) {
        return List.of(
                Check.onDemand(
                        CheckCode.HOST_MEMORY,
                        "memory",
                        () -> memory(HeapBudget.of(
                                settings.worker(),
                                settings.s3(),
                                Runtime.getRuntime().maxMemory()))),
                Check.onDemand(CheckCode.HOST_OPEN_FILES, "open files", () -> openFiles(limits(), wanted(settings))),
                Check.onDemand(CheckCode.HOST_TEMPORARY_FILES, "folder of temporary files", () -> {
                    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
                    return temporaryFiles(folder, Mount.of(folder));
                }));
    }

    static Answer memory(HeapBudget budget) {
        return budget.note()
                .map(Answer::warning)
                .orElseGet(() -> Answer.good("files in flight fit into half of the heap"));
    }

    private static long wanted(Settings settings) {
        return (long) OF_A_COPY * settings.worker().filesInFlight()
                + settings.source().readers()
                + settings.database().poolSize()
                + OF_THE_PROGRAM;
    }

    private static String limits() {
        try {
            return Files.readString(LIMITS);
        } catch (IOException e) {
            return ""; // another system than Linux
        }
    }

    /** @param limits as proc(5) has them */
    static Answer openFiles(String limits, long wanted) {
        Matcher found = OPEN_FILES.matcher(limits);
        if (!found.find()) {
            return Answer.leftOut("this system does not tell how many there may be", "see 'ulimit -n'");
        }
        String limit = found.group(1);
        return limit.equals("unlimited") || Long.parseLong(limit) >= wanted
                ? Answer.good("there may be " + limit)
                : Answer.warning(
                        "there may be " + limit + ", and with these settings a daemon may have " + wanted,
                        "raise the limit of the user: LimitNOFILE= in the systemd unit, or 'ulimit -n'; or lower"
                                + " worker.filesInFlight");
    }

    static Answer temporaryFiles(Path folder, Optional<Mount> mount) {
        if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
            return Answer.warning(
                    "this user may not write to " + folder
                            + ": TLS is Java's own then, which takes more of the processor, and an S3 Inventory cannot be"
                            + " sorted",
                    OTHER_FOLDER);
        }
        return mount.filter(on -> on.options().contains("noexec"))
                .map(on -> Answer.warning(
                        folder + " is on " + on.point()
                                + ", which is mounted noexec: TLS is Java's own then, which takes more of the processor",
                        OTHER_FOLDER))
                .orElseGet(() -> Answer.good(folder + " can be written to"));
    }
}
