package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.media.Printable;
import io.nfs2s3.queue.QueueDepth;
import io.nfs2s3.queue.QueueException;
import io.nfs2s3.recovery.DeadLetter;
import io.nfs2s3.recovery.DeadLetters;
import io.nfs2s3.recovery.Redrive;
import io.nfs2s3.recovery.RedriveResult;
import io.nfs2s3.resilience.RateLimiter;
import io.nfs2s3.site.OwnSite;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "redrive",
        description = {
            "Move dead letters back to the queue that they come from: sent first, deleted after, so an end at any moment"
                    + " repeats a few and loses none.",
            "Messages that no worker could read stay, for they would only come back. So do messages that come to the"
                    + " dead letters meanwhile."
        })
final class DlqRedriveCommand extends AppCommand {
    @Option(
            names = "--queue",
            paramLabel = "QUEUE",
            converter = EnumWords.Queues.class,
            completionCandidates = EnumWords.Queues.class,
            description = "Only this one: ${COMPLETION-CANDIDATES}; both without it, uploads first.")
    private DlqCommand.@Nullable Queue queue;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "50",
            description = "At most so many messages a second; 0 for no limit; ${DEFAULT-VALUE} without it.")
    private int rate;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many messages.")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--unreadable", description = "Move messages that no worker could read, too.")
    private boolean unreadable;

    @Option(
            names = "--dry-run",
            description =
                    "Only say what would be done: how many messages there are, and what would become of ten of them.")
    private boolean dryRun;

    @Option(names = "--json", description = "The result as one line of JSON; of a dry run one for each queue.")
    private boolean json;

    @Override
    int run(Application application) {
        Limit.require(limit);
        if (rate < 0 || rate > Redrive.MOST_RATE) {
            throw new IllegalArgumentException("--rate " + rate + ": give 0 to " + Redrive.MOST_RATE);
        }
        RateLimiter limiter = RateLimiter.of(() -> rate);
        List<DeadLetters> all = (queue == null ? List.of(DlqCommand.Queue.values()) : List.of(queue))
                .stream().map(one -> one.of(application)).toList();
        if (dryRun) {
            all.forEach(this::preview);
            return ExitCode.DONE;
        }
        OwnSite.require(application.site());
        RedriveResult sum = new RedriveResult(0, 0, 0, List.of());
        try (Interruption interruption = new Interruption()) {
            for (DeadLetters letters : all) {
                if (sum.moved() < limit && !interruption.asked()) {
                    RedriveResult result = redrive(letters, limiter, limit - sum.moved(), interruption);
                    sum = sum.plus(result);
                    tell(letters, result);
                }
            }
            end(sum, all.stream().mapToLong(letters -> left(letters.depth())).sum());
        }
        return sum.refused() > 0 ? ExitCode.SOME_FAILED : ExitCode.DONE;
    }

    private RedriveResult redrive(DeadLetters letters, RateLimiter limiter, long most, Interruption interruption) {
        AtomicLong done = new AtomicLong();
        long expected = Math.min(most, letters.depth().visible());
        LiveProgress progress = new LiveProgress(err(), "redriving", "messages", expected, done::get);
        try {
            return new Redrive(letters, limiter::acquire, unreadable).run(most, moved -> {
                done.set(moved);
                return !interruption.asked();
            });
        } catch (QueueException e) {
            throw new DependencyDownException(e.getMessage() + "; " + Plural.of(done.get(), "message")
                    + " of this queue moved, run it again for the others");
        } finally {
            progress.close();
        }
    }

    private void tell(DeadLetters letters, RedriveResult result) {
        if (json || result.moved() + result.kept() + result.refused() == 0) {
            return;
        }
        out().println(letters.name() + " -> " + letters.queueName() + ": " + Plural.of(result.moved(), "message")
                + " moved, " + result.kept() + " unreadable kept"
                + (result.refused() == 0 ? "" : ", " + result.refused() + " refused by SQS"));
        result.reasons().forEach(reason -> out().println("  " + Printable.line(reason)));
    }

    private void end(RedriveResult sum, long left) {
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("moved", sum.moved());
            fields.put("left", left);
            fields.put("kept", sum.kept());
            fields.put("refused", sum.refused());
            fields.put("reasons", sum.reasons());
            json(fields);
        } else {
            out().println("redriven=" + sum.moved() + " left=" + left);
        }
    }

    private static long left(QueueDepth depth) {
        return depth.all();
    }

    private void preview(DeadLetters letters) {
        long visible = letters.depth().visible();
        List<DeadLetter> sample = visible == 0 ? List.of() : letters.peek();
        long back = sample.stream()
                .filter(letter -> unreadable || letter.readable())
                .count();
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("deadLetters", letters.name());
            fields.put("visible", visible);
            fields.put("lookedAt", sample.size());
            fields.put("wouldMove", back);
            json(fields);
            return;
        }
        out().println(letters.name() + ": " + Plural.of(visible, "message")
                + (sample.isEmpty()
                        ? ""
                        : "; of " + sample.size() + " looked at, " + back + " would go back to "
                                + letters.queueName()));
    }
}
