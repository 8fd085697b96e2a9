package io.nfs2s3.inventory;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Sorts more records than memory holds: sorted runs on disk, merged (Knuth, The Art of Computer Programming 3, 5.4). As soon as
 * there are {@value #FAN_IN} runs of one size, they become one of the next, so files and buffers stay few: 10 MiB of buffers
 * for a milliard of records. Drops a record that is equal to another. For one thread.
 */
final class ExternalSort implements AutoCloseable {
    private static final int FAN_IN = 64;

    /** What Java takes for an array of bytes, and for its place among the others. */
    private static final int OVERHEAD = 24;

    /** Takes what is sorted. */
    @FunctionalInterface
    interface Sink {
        void take(byte[] record) throws IOException;
    }

    /** Gives records in their order. */
    @FunctionalInterface
    private interface Source {
        void give(Sink sink) throws IOException;
    }

    /** A run that is being merged, at one of its records. */
    private static final class Head {
        private final byte[] record;
        private final DataInputStream rest;

        private Head(byte[] record, DataInputStream rest) {
            this.record = record;
            this.rest = rest;
        }
    }

    private final Path folder;
    private final long memory;
    private final List<List<ScratchFile>> levels = new ArrayList<>();
    private List<byte[]> records = new ArrayList<>();
    private long held;

    /**
     * @param folder gets the runs
     * @param memory that records may take, in bytes
     */
    ExternalSort(Path folder, long memory) {
        this.folder = folder;
        this.memory = memory;
    }

    void add(byte[] record) throws IOException {
        records.add(record);
        held += record.length + OVERHEAD;
        if (held >= memory) {
            spill();
        }
    }

    private void spill() throws IOException {
        List<byte[]> sorted = records;
        sorted.sort(Records.ORDER);
        records = new ArrayList<>();
        held = 0;
        keep(0, sink -> {
            for (byte[] record : sorted) {
                sink.take(record);
            }
        });
    }

    /** Writes a run, and merges those of its level when they are enough. */
    private void keep(int level, Source source) throws IOException {
        if (levels.size() == level) {
            levels.add(new ArrayList<>());
        }
        List<ScratchFile> runs = levels.get(level);
        ScratchFile run = new ScratchFile(folder);
        runs.add(run);
        DataOutputStream out = run.writer();
        source.give(record -> Records.write(out, record));
        out.flush();
        if (runs.size() == FAN_IN) {
            keep(level + 1, sink -> merge(runs, sink));
            closeAll(runs);
            runs.clear();
        }
    }

    /** Gives all records in their order. Nothing may be added any more. */
    void drain(Sink sink) throws IOException {
        spill();
        merge(levels.stream().flatMap(List::stream).toList(), sink);
    }

    private static void merge(List<ScratchFile> runs, Sink sink) throws IOException {
        PriorityQueue<Head> heads = new PriorityQueue<>((a, b) -> Records.ORDER.compare(a.record, b.record));
        for (ScratchFile run : runs) {
            offer(heads, run.reader());
        }
        byte @Nullable [] before = null;
        while (!heads.isEmpty()) {
            Head head = Objects.requireNonNull(heads.poll());
            if (!Arrays.equals(head.record, before)) {
                sink.take(head.record);
            }
            before = head.record;
            offer(heads, head.rest);
        }
    }

    private static void offer(PriorityQueue<Head> heads, DataInputStream run) throws IOException {
        byte[] record = Records.read(run);
        if (record != null) {
            heads.add(new Head(record, run));
        }
    }

    @Override
    public void close() throws IOException {
        for (List<ScratchFile> runs : levels) {
            closeAll(runs);
        }
    }

    private static void closeAll(List<ScratchFile> runs) throws IOException {
        for (ScratchFile run : runs) {
            run.close();
        }
    }
}
