package io.nfs2s3.source;

import io.nfs2s3.source.ScanEntry.Bad;
import io.nfs2s3.source.ScanEntry.File;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** Scans the source root. */
abstract class ScanTestBase extends MountTestBase {
    DirectoryScan scan(List<String> skip) {
        return new DirectoryScan(settings(root, 2, 1), new ScanSettings(false), rules(skip));
    }

    List<ScanEntry> scan(String prefix, List<String> skip, boolean statAll) {
        List<ScanEntry> found = new ArrayList<>();
        new DirectoryScan(settings(root, 2, 1), new ScanSettings(statAll), rules(skip)).walk(prefix, found::add);
        return found;
    }

    /** The files by their paths, without those that only have the names of files. */
    List<String> files(String prefix) {
        return scan(prefix, List.of(), false).stream()
                .filter(File.class::isInstance)
                .map(found -> ((File) found).path())
                .filter(path -> !Files.isDirectory(root.resolve(path)))
                .toList();
    }

    static List<Bad> bad(List<ScanEntry> found) {
        return found.stream().filter(Bad.class::isInstance).map(Bad.class::cast).toList();
    }
}
