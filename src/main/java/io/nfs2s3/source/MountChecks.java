package io.nfs2s3.source;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import io.nfs2s3.doctor.CheckCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** How the source root is mounted, and how fast it answers. */
public final class MountChecks {
    /** An NFS client may remember for so long that a name is not there, unless it is told otherwise. */
    private static final Duration REMEMBERED = Duration.ofSeconds(90);

    private static final Duration SLOW = Duration.ofMillis(100);
    private static final int LOOKS = 5;

    private MountChecks() {}

    /** @param mounted the code of the check that the mount is there */
    public static List<Check> of(SourceSettings settings, CheckCode mounted) {
        return List.of(
                Check.onDemand(
                                CheckCode.MOUNT_OPTIONS,
                                "mount of the source root",
                                () -> options(Mount.of(settings.root()), settings.vanishedAfter()))
                        .after(mounted),
                Check.onDemand(
                                CheckCode.MOUNT_SPEED,
                                "answers of the source root",
                                () -> speed(settings.root(), System::nanoTime))
                        .after(mounted));
    }

    static Answer options(Optional<Mount> found, Duration vanishedAfter) {
        if (found.isEmpty()) {
            return Answer.leftOut("this system does not tell how it is mounted", "see mount(8)");
        }
        Mount mount = found.get();
        if (!mount.isNfs()) {
            return Answer.good("is " + mount.type() + ", mounted on " + mount.point());
        }
        List<String> flaws = new ArrayList<>();
        List<String> remedies = new ArrayList<>();
        if (mount.hasAny("soft", "softerr")) {
            flaws.add("it is mounted soft: a server that is slow has files of the site end half written");
            remedies.add("mount it with the option hard: nfs2s3 itself gives up a read after source.readTimeout");
        }
        if (vanishedAfter.compareTo(REMEMBERED) < 0 && !mount.hasAny("lookupcache=pos", "lookupcache=none")) {
            flaws.add("a file that was uploaded just now may be taken for missing after " + vanishedAfter.toSeconds()
                    + " s, for NFS clients remember what was not there");
            remedies.add("mount it with lookupcache=positive, or set source.vanishedAfter = " + REMEMBERED.toSeconds()
                    + " s");
        }
        return flaws.isEmpty()
                ? Answer.good("is " + mount.type() + ", mounted on " + mount.point() + " as it should be")
                : Answer.warning(String.join("; ", flaws), String.join("; ", remedies));
    }

    /** By names that nobody asked for before, so that the server itself has to answer. */
    static Answer speed(Path root, LongSupplier nanos) {
        long middle = Stream.generate(() -> took(root, nanos))
                .limit(LOOKS)
                .sorted()
                .skip(LOOKS / 2)
                .findFirst()
                .orElseThrow();
        long millis = TimeUnit.NANOSECONDS.toMillis(middle);
        return millis < SLOW.toMillis()
                ? Answer.good("say within " + Math.max(1, millis) + " ms whether a file is there")
                : Answer.warning(
                        "take " + millis + " ms to say whether a file is there, and each copy asks several times",
                        "look at the load of the NFS server, and at the network to it; then raise source.readers and"
                                + " worker.filesInFlight");
    }

    private static long took(Path root, LongSupplier nanos) {
        Path never = root.resolve(".nfs2s3-" + UUID.randomUUID());
        long start = nanos.getAsLong();
        boolean there = Files.exists(never);
        long end = nanos.getAsLong();
        return there ? 0 : end - start;
    }
}
