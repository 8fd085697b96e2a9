package io.nfs2s3.lab.bench;

import io.nfs2s3.testing.Programs;
import java.util.ArrayList;
import java.util.List;

/** What lists a directory to its standard output, one name a line. */
enum Lister {
    /** The scan in a process that has scanned before, as a daemon or a long scan has. */
    SCAN_WARM,
    /** The scan from the start of its process. */
    SCAN_COLD,
    FIND,
    RCLONE;

    private static final int WARM_UP_SCANS = 3;
    private static final String HEAP = "64m";

    String title() {
        return switch (this) {
            case SCAN_WARM -> "scan";
            case SCAN_COLD -> "scan cold";
            case FIND -> "find";
            case RCLONE -> "rclone lsf";
        };
    }

    boolean isOurs() {
        return this == SCAN_WARM || this == SCAN_COLD;
    }

    /** Whether it says that it is ready, and begins when it is told. */
    boolean waits() {
        return this == SCAN_WARM;
    }

    /** Its name on the PATH, or in the last line. */
    String program() {
        return title().replaceAll(" .*", "");
    }

    boolean isPresent() {
        return isOurs() || Programs.isOnPath(program());
    }

    List<String> command(NameSet names) {
        String directory = names.directory().toString();
        return switch (this) {
            case SCAN_WARM -> scan(names, WARM_UP_SCANS);
            case SCAN_COLD -> scan(names, 0);
            case FIND -> List.of("find", directory, "-type", "f");
            case RCLONE -> List.of("rclone", "lsf", "--config", "", "--files-only", "-R", directory);
        };
    }

    private static List<String> scan(NameSet names, int warmUps) {
        List<String> command = new ArrayList<>(ServerProcess.java(HEAP));
        command.add("-Dlogback.configurationFile=config/logback.xml");
        command.add("-XX:+UseSerialGC");
        command.add(ScanMain.class.getName());
        command.add(names.root().toString());
        command.add(String.valueOf(warmUps));
        return command;
    }
}
