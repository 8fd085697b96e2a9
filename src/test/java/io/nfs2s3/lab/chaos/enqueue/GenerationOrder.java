package io.nfs2s3.lab.chaos.enqueue;

import io.nfs2s3.lab.devstack.SqsLog;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.testing.Queues;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks at the order in which SQS took the generations of each path: the first occurrences must ascend.
 *
 * <p>One exception is SQS's own: of a batch it may take a message and refuse one before it. Duplicates do not count, and
 * neither do messages without a generation. What SQS gives in another order than it took is its own as well, as with any
 * standard queue.
 *
 * @param reorderings generations that SQS took after a higher one of the same path
 * @param explained those of them that it had refused in the batch of a higher one
 * @param wrong the others, described
 */
record GenerationOrder(int reorderings, int explained, List<String> wrong) {
    /** Lower than the first. */
    private static final int NONE = 0;

    static GenerationOrder of(List<SqsLog.Line> log) {
        Map<String, Integer> highest = new HashMap<>();
        Set<FileRef> seen = new HashSet<>();
        Set<FileRef> overtaken = overtakenInBatch(log);
        int explained = 0;
        List<String> wrong = new ArrayList<>();
        for (SqsLog.Line line : log) {
            FileRef file = file(line);
            int generation = generation(file);
            if (!line.accepted() || generation == NONE || !seen.add(file)) {
                continue;
            }
            int before = highest.getOrDefault(file.path().value(), NONE);
            if (generation > before) {
                highest.put(file.path().value(), generation);
            } else if (overtaken.contains(file)) {
                explained++;
            } else {
                wrong.add("generation " + before + " was sent before " + line);
            }
        }
        return new GenerationOrder(explained + wrong.size(), explained, wrong);
    }

    /** Messages that were refused while a later one of the same path in the same batch was taken. */
    private static Set<FileRef> overtakenInBatch(List<SqsLog.Line> log) {
        Map<String, Integer> taken = new HashMap<>();
        for (SqsLog.Line line : log) {
            FileRef file = file(line);
            if (line.accepted()) {
                taken.merge(key(line, file), generation(file), Math::max);
            }
        }
        Set<FileRef> overtaken = new HashSet<>();
        for (SqsLog.Line line : log) {
            FileRef file = file(line);
            if (!line.accepted() && taken.getOrDefault(key(line, file), NONE) > generation(file)) {
                overtaken.add(file);
            }
        }
        return overtaken;
    }

    private static String key(SqsLog.Line line, FileRef file) {
        return line.batch() + " " + file.path();
    }

    private static int generation(FileRef file) {
        Integer generation = file.generation();
        return generation == null ? NONE : generation;
    }

    private static FileRef file(SqsLog.Line line) {
        return Queues.decode(line.body()).files().get(0);
    }

    /** How many first occurrences came after a higher generation of the same path. */
    static long reorderings(List<FileRef> received) {
        Map<String, Integer> highest = new HashMap<>();
        Set<FileRef> seen = new HashSet<>();
        return received.stream()
                .filter(file -> generation(file) != NONE && seen.add(file))
                .filter(file -> highest.merge(file.path().value(), generation(file), Math::max) > generation(file))
                .count();
    }
}
