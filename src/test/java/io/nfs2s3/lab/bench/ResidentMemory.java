package io.nfs2s3.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The most memory that a process had resident so far, by Linux. */
final class ResidentMemory {
    private static final String PEAK = "VmHWM:";
    private static final long KIBIBYTE = 1_024;

    private ResidentMemory() {}

    /** @return bytes; 0 when the process is gone, or the system is not Linux */
    static long peak(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status")).stream()
                    .filter(line -> line.startsWith(PEAK))
                    .mapToLong(line -> KIBIBYTE * Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
