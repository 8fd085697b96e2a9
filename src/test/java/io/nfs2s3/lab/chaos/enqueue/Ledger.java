package io.nfs2s3.lab.chaos.enqueue;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.nfs2s3.lab.chaos.enqueue.Remains.Row;
import io.nfs2s3.lab.chaos.site.Findings;
import io.nfs2s3.lab.devstack.SqsLog;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.testing.Queues;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares what the hook accepted with what is there: invariant 2, nothing lost.
 *
 * <p>A message is alive when a worker would act upon it: it has no generation, or the generation of its row. (A lower one
 * was superseded, and is thrown away.) An accepted upload is safe when a message of its path that is alive was taken by
 * SQS after the call began, or is in the outbox: a worker that gets it reads the bytes of this upload or of a later one.
 * One that SQS took before does not count, for a worker may have been through with it when the new bytes came. An upload
 * of a kind that is not migrated is safe when it has a row. An upload that is not safe is lost.
 *
 * <p>Orphans are what nothing takes care of any more: a QUEUED row without a message that is alive, an outbox or a spool
 * that was not emptied though all is well.
 */
final class Ledger {
    private final List<Call> calls;
    private final Remains remains;
    private final Map<FileRef, Long> taken;
    private final Map<FileRef, Instant> lastTaken = new HashMap<>();
    private final Map<String, Set<FileRef>> inQueue;
    private final Map<String, Set<FileRef>> inOutbox;

    Ledger(List<Call> calls, Remains remains, List<SqsLog.Line> log) {
        this.calls = calls;
        this.remains = remains;
        List<SqsLog.Line> accepted = log.stream().filter(SqsLog.Line::accepted).toList();
        accepted.forEach(line -> lastTaken.put(file(line), line.time()));
        this.taken = accepted.stream().collect(groupingBy(Ledger::file, counting()));
        this.inQueue = byPath(remains.received());
        this.inOutbox = byPath(remains.outbox());
    }

    private static FileRef file(SqsLog.Line line) {
        return Queues.decode(line.body()).files().get(0);
    }

    private static Map<String, Set<FileRef>> byPath(List<FileRef> files) {
        return files.stream().collect(groupingBy(file -> file.path().value(), Collectors.toSet()));
    }

    Score score() {
        List<Call> accepted = calls.stream().filter(Call::accepted).toList();
        long migrated = accepted.stream().filter(call -> !isHeld(call.path())).count();
        long messages = (long) remains.received().size() + remains.outbox().size();
        return new Score(
                accepted.size(),
                0,
                0,
                Duration.ZERO,
                Math.max(0, messages - migrated),
                new Findings(
                        accepted.stream()
                                .filter(call -> !isSafe(call))
                                .map(Object::toString)
                                .toList(),
                        wrong(),
                        orphans()));
    }

    private boolean isHeld(String path) {
        Row row = remains.rows().get(path);
        return row != null && row.state() == MediaState.HELD;
    }

    private boolean isSafe(Call call) {
        return isHeld(call.path())
                || alive(inOutbox, call.path()).findAny().isPresent()
                || alive(inQueue, call.path())
                        .anyMatch(file ->
                                lastTaken.getOrDefault(file, Instant.MIN).compareTo(call.began()) >= 0);
    }

    private Stream<FileRef> alive(Map<String, Set<FileRef>> where, String path) {
        Row row = remains.rows().get(path);
        return where.getOrDefault(path, Set.of()).stream()
                .filter(file -> file.generation() == null || (row != null && file.generation() == row.generation()));
    }

    private List<String> orphans() {
        Set<String> refused = calls.stream()
                .collect(Collectors.toMap(Call::path, Function.identity(), (first, last) -> last))
                .values()
                .stream()
                .filter(last -> !last.accepted())
                .map(Call::path)
                .collect(Collectors.toSet()); // their callers know
        List<String> orphans = new ArrayList<>();
        remains.rows().values().stream()
                .filter(row -> row.state() == MediaState.QUEUED && !refused.contains(row.path()))
                .filter(row -> alive(inQueue, row.path()).findAny().isEmpty()
                        && alive(inOutbox, row.path()).findAny().isEmpty())
                .forEach(row -> orphans.add("no message for " + row));
        remains.outbox().forEach(file -> orphans.add("not drained: " + file));
        remains.spool().forEach(file -> orphans.add("not replayed: " + file));
        return orphans;
    }

    private List<String> wrong() {
        List<String> wrong = new ArrayList<>();
        Map<String, Long> callsOf = calls.stream().collect(groupingBy(Call::path, counting()));
        for (Row row : remains.rows().values()) {
            MediaState legal = row.path().startsWith("audio/") ? MediaState.HELD : MediaState.QUEUED;
            if (row.state() != legal || !row.location().equals("NFS")) {
                wrong.add("nobody migrates here: " + row);
            }
            // a replay may register the same upload of a kind that is not migrated twice
            if (row.state() == MediaState.QUEUED && row.generation() > callsOf.getOrDefault(row.path(), 0L)) {
                wrong.add("more generations than uploads: " + row);
            }
        }
        for (FileRef file : remains.received()) {
            Row row = remains.rows().get(file.path().value());
            if (file.generation() != null && (row == null || file.generation() > row.generation())) {
                wrong.add("the table does not know of " + file + ", only of " + row);
            }
        }
        if (remains.setAside() + remains.deadLetters() > 0) {
            wrong.add(remains.setAside() + " entries set aside, " + remains.deadLetters() + " dead letters");
        }
        wrong.addAll(miscounted());
        return wrong;
    }

    /** The suite itself: what SQS took must have come out of it. */
    private List<String> miscounted() {
        Map<FileRef, Long> received = remains.received().stream().collect(groupingBy(Function.identity(), counting()));
        Set<FileRef> all = new HashSet<>(taken.keySet());
        all.addAll(received.keySet());
        return all.stream()
                .filter(file -> !Objects.equals(taken.get(file), received.get(file)))
                .map(file -> "SQS took " + taken.get(file) + " and gave " + received.get(file) + " of " + file)
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .toList();
    }
}
