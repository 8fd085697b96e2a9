package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.catalog.RecordedCopies;
import io.nfs2s3.inventory.ScratchFile;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.source.DirectoryScan;
import io.nfs2s3.source.ScanEntry;
import io.nfs2s3.storage.ObjectState;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Finds files on NFS that no row knows, by the scan of a backfill. Their names wait on disk until the scan is at its end: one that
 * an outage ended begins anew, and would tell them twice. For one thread; the looks are thread-safe.
 */
final class UnregisteredFiles {
    private static final int BATCH = 1_000;

    private final DirectoryScan scan;
    private final RecordedCopies recorded;
    private final String storePrefix;
    private final Copies copies;
    private final Originals originals;
    private final MediaKinds kinds;
    private final VerifyProgress progress;

    UnregisteredFiles(
            DirectoryScan scan,
            RecordedCopies recorded,
            String storePrefix,
            Copies copies,
            Originals originals,
            MediaKinds kinds,
            VerifyProgress progress) {
        this.scan = scan;
        this.recorded = recorded;
        this.storePrefix = storePrefix;
        this.copies = copies;
        this.originals = originals;
        this.kinds = kinds;
        this.progress = progress;
    }

    /**
     * Scans, then tells.
     *
     * @param look told of each file that had no row
     * @param settled told of names that cannot be files of the site
     */
    void find(String pathPrefix, Gate gate, Consumer<MediaPath> look, Consumer<Judged> settled) {
        try (ScratchFile list = gate.patiently(() -> written(pathPrefix, gate))) {
            tell(list, gate, look, settled);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ScratchFile written(String pathPrefix, Gate gate) {
        try {
            ScratchFile list = new ScratchFile(Path.of(System.getProperty("java.io.tmpdir")));
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
            throw new UncheckedIOException("the names that have no row cannot be kept in the temporary folder", e);
        }
    }

    /** Takes the names of one scan, and keeps those that have no row. */
    private final class Writing {
        private final DataOutputStream out;
        private final Gate gate;
        private final List<MediaPath> files = new ArrayList<>(BATCH);

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
                    files.add(path);
                }
                if (files.size() == BATCH) {
                    findFiles();
                }
            } else if (entry instanceof ScanEntry.Bad bad) {
                write(bad.name(), bad.reason());
            }
        }

        private void flush() throws IOException {
            findFiles();
            out.flush();
        }

        private void findFiles() {
            gate.rest();
            Set<MediaPath> known = gate.patiently(() -> recorded.known(files));
            files.stream().filter(path -> !known.contains(path)).forEach(path -> write(path.value(), ""));
            files.clear();
        }

        /** @param flaw empty for a file */
        private void write(String name, String flaw) {
            try {
                out.writeUTF(name);
                out.writeUTF(flaw);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
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

    /**
     * Judges a file that had no row.
     *
     * @return empty where there is nothing to judge: it has a row by now, is gone, was written just now, or has an object, by which
     *     it is told
     */
    Optional<Judged> examine(MediaPath path) {
        if (recorded.find(path).isPresent()) {
            return Optional.empty();
        }
        Originals.Seen original = originals.look(path);
        boolean isNone = original.nfs() == OnNfs.ABSENT
                || (original.nfs() == OnNfs.UNREADABLE && originals.isNoFile(path)); // named like a file
        if (isNone || hasObject(path)) {
            return Optional.empty();
        }
        if (original.nfs() == OnNfs.SAME ? originals.isNew(path) : original.moving()) {
            progress.isUnderWay();
            return Optional.empty();
        }
        if (recorded.find(path).isPresent()) {
            return Optional.empty();
        }
        Decision decision = DecisionTable.of(Pointer.NONE, original.nfs(), OnS3.ABSENT);
        String detail = original.nfs() == OnNfs.SAME
                ? "no row knows it: 'enqueue' it, or run 'backfill scan'"
                : "no row knows it, and " + original.text();
        return Optional.of(Judged.ofOriginal(path.value(), decision, detail, new FileVersion(path, 1)));
    }

    private boolean hasObject(MediaPath path) {
        try {
            return copies.head(ObjectKey.of(storePrefix, path, 1)) instanceof ObjectState.Found;
        } catch (IllegalArgumentException e) {
            return false; // its key would be too long
        }
    }

    /** What cannot be told of a file. */
    static Judged error(MediaPath path, String detail) {
        return Judged.ofOriginal(path.value(), Judged.ERROR, detail, null);
    }
}
