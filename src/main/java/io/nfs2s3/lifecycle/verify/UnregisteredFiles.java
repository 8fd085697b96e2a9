package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.catalog.RecordedCopies;
import io.nfs2s3.inventory.ScratchFile;
import io.nfs2s3.inventory.TemporaryFolder;
import io.nfs2s3.media.InvalidMediaPathException;
import io.nfs2s3.media.MediaKind;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.source.DirectoryScan;
import io.nfs2s3.source.ScanEntry;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Finds files on NFS that no row knows, by the scan of a backfill. Their names wait on disk until the scan is at its end: one that
 * an outage ended begins anew, and would tell them twice. For one thread.
 */
final class UnregisteredFiles {
    private static final int BATCH = 1_000;
    private static final String WHAT = "the names of files that have no row";

    private final DirectoryScan scan;
    private final RecordedCopies recorded;
    private final MediaKinds kinds;
    private final VerifyProgress progress;

    UnregisteredFiles(DirectoryScan scan, RecordedCopies recorded, MediaKinds kinds, VerifyProgress progress) {
        this.scan = scan;
        this.recorded = recorded;
        this.kinds = kinds;
        this.progress = progress;
    }

    /**
     * Scans, then tells.
     *
     * @param look told of each file that had no row
     * @param settled told of names that have no row, and cannot be files of the site
     */
    void find(String pathPrefix, Gate gate, Consumer<MediaPath> look, Consumer<Judged> settled) {
        try (ScratchFile list = gate.patiently(() -> written(pathPrefix, gate))) {
            tell(list, gate, look, settled);
        } catch (IOException e) {
            throw TemporaryFolder.failed(WHAT, e);
        }
    }

    private ScratchFile written(String pathPrefix, Gate gate) {
        try {
            ScratchFile list = new ScratchFile(TemporaryFolder.path());
            try {
                Writing writing = new Writing(list.writer(), gate);
                scan.walk(pathPrefix, writing::take);
                writing.flush();
                return list;
            } catch (IOException | RuntimeException e) {
                list.close();
                throw e;
            }
        } catch (IOException e) {
            throw TemporaryFolder.failed(WHAT, e);
        }
    }

    /** Takes the names of one scan, and keeps those that have no row. */
    private final class Writing {
        private final DataOutputStream out;
        private final Gate gate;

        /** A directory that is named like a file, and cannot be listed, comes twice. */
        private final Set<MediaPath> files = new LinkedHashSet<>();

        private final Map<MediaPath, String> flaws = new HashMap<>();

        private Writing(DataOutputStream out, Gate gate) {
            this.out = out;
            this.gate = gate;
        }

        private void take(ScanEntry entry) {
            gate.check();
            progress.scanned();
            if (entry instanceof ScanEntry.File file) {
                MediaPath path = MediaPath.of(file.path());
                if (kinds.find(path).isPresent()) {
                    add(path);
                }
            } else if (entry instanceof ScanEntry.Bad bad && !bad.isMissingStart() && isOfKind(bad.name())) {
                take(bad);
            }
        }

        /** One that may have a row is told by that, if it is wrong. */
        private void take(ScanEntry.Bad bad) {
            MediaPath path;
            try {
                path = MediaPath.of(bad.name());
            } catch (InvalidMediaPathException e) {
                write(bad.name(), bad.reason());
                return;
            }
            flaws.put(path, bad.reason());
            add(path);
        }

        private void add(MediaPath path) {
            files.add(path);
            if (files.size() == BATCH) {
                findFiles();
            }
        }

        private void flush() throws IOException {
            findFiles();
            out.flush();
        }

        private void findFiles() {
            gate.rest();
            Set<MediaPath> known = gate.patiently(() -> recorded.known(files));
            files.stream()
                    .filter(path -> !known.contains(path))
                    .forEach(path -> write(path.value(), flaws.getOrDefault(path, "")));
            files.clear();
            flaws.clear();
        }

        /** @param flaw empty for a file */
        private void write(String name, String flaw) {
            try {
                out.writeUTF(name);
                out.writeUTF(flaw);
            } catch (IOException e) {
                throw TemporaryFolder.failed(WHAT, e);
            }
        }
    }

    /** Also a directory that files of a kind are below. */
    private boolean isOfKind(String name) {
        return name.equals(DirectoryScan.ROOT)
                || kinds.all().stream()
                        .map(MediaKind::prefix)
                        .anyMatch(prefix -> name.startsWith(prefix) || prefix.startsWith(name + "/"));
    }

    private static void tell(ScratchFile list, Gate gate, Consumer<MediaPath> look, Consumer<Judged> settled)
            throws IOException {
        try (DataInputStream in = list.reader()) {
            while (true) {
                String name;
                try {
                    name = in.readUTF();
                } catch (EOFException e) {
                    return;
                }
                gate.turn();
                String flaw = in.readUTF();
                if (flaw.isEmpty()) {
                    look.accept(MediaPath.of(name));
                } else {
                    settled.accept(Judged.ofOriginal(
                            name, DecisionTable.of(Pointer.NONE, OnNfs.UNREADABLE, OnS3.ABSENT), flaw, null));
                }
            }
        }
    }
}
