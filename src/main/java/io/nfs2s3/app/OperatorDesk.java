package io.nfs2s3.app;

import io.nfs2s3.catalog.FailedFilter;
import io.nfs2s3.control.ActKind;
import io.nfs2s3.control.ActUnderWayException;
import io.nfs2s3.control.Asked;
import io.nfs2s3.control.Control;
import io.nfs2s3.control.Outcome;
import io.nfs2s3.database.DatabaseErrors;
import io.nfs2s3.database.Schema;
import io.nfs2s3.database.TableRights;
import io.nfs2s3.http.ControlDesk;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MediaKind;
import io.nfs2s3.media.Printable;
import io.nfs2s3.media.TimeWindows;
import io.nfs2s3.recovery.DeadLetters;
import io.nfs2s3.recovery.Redrive;
import io.nfs2s3.runs.RunControls;
import io.nfs2s3.runs.RunKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what operators ask for over HTTP, and has it done. Thread-safe. */
final class OperatorDesk implements ControlDesk {
    private static final Logger log = LoggerFactory.getLogger(OperatorDesk.class);
    private static final int LONGEST_REASON = 500;
    private static final int LONGEST_PATH = 1_024;
    private static final int REDRIVE_RATE = 50;

    private static final String BY = "by";
    private static final String ALWAYS = "always";

    private final Application application;
    private final Control control;

    OperatorDesk(Application application, Control control) {
        this.application = application;
        this.control = control;
    }

    /** The acts by the names that paths have. */
    private static Optional<ActKind> named(String name) {
        return Stream.of(ActKind.values())
                .filter(act -> act.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }

    /** What a body may have. */
    private static List<String> fields(ActKind act) {
        return switch (act) {
            case PAUSE -> List.of(BY, "kind", "reason");
            case RESUME -> List.of(BY, "kind");
            case LIMITS -> List.of(BY, "kind", "rate", "queuedAhead", "hours");
            case CANCEL -> List.of(BY, "run");
            case RETRY -> List.of(BY, "code", "kind", "prefix", "limit", "all");
            case REDRIVE -> List.of(BY, "queue", "rate", "limit", "unreadable");
        };
    }

    /** An answer that says what is wrong. */
    record Problem(String error) {}

    @Override
    public Answer act(String name, String body, Caller caller) {
        Optional<ActKind> act = named(name);
        if (act.isEmpty()) {
            return problem(404, "there is no such act");
        }
        return answered(() -> {
            ActFields fields = ActFields.of(body, fields(act.get()));
            Asked asked = new Asked(
                    fields.requiredText(BY, Asked.LONGEST_NAME),
                    caller.address(),
                    caller.forwardedFor(),
                    fields.without(BY));
            Outcome outcome = outcome(act.get(), asked, fields);
            return new Answer(outcome.ended() ? 200 : 202, ReportJson.write(outcome));
        });
    }

    private Outcome outcome(ActKind act, Asked asked, ActFields fields) {
        return switch (act) {
            case PAUSE ->
                control.pause(
                        asked,
                        kind(fields),
                        fields.text("reason", LONGEST_REASON).orElse(null));
            case RESUME -> control.resume(asked, kind(fields));
            case LIMITS -> control.limits(asked, kind(fields), change(kind(fields), fields));
            case CANCEL ->
                control.cancel(
                        asked,
                        fields.number("run", 1, Long.MAX_VALUE)
                                .orElseThrow(() -> new IllegalArgumentException("run is missing")));
            case RETRY -> retry(asked, fields);
            case REDRIVE ->
                control.redrive(
                        asked,
                        letters(fields.requiredText("queue", LONGEST_PATH)),
                        fields.number("rate", 1, Redrive.MOST_RATE)
                                .map(Long::intValue)
                                .orElse(REDRIVE_RATE),
                        limit(fields).orElse(Long.MAX_VALUE),
                        fields.flag("unreadable"));
        };
    }

    private static RunKind kind(ActFields fields) {
        String word = fields.requiredText("kind", LONGEST_PATH);
        return RunKind.of(word)
                .orElseThrow(() -> new IllegalArgumentException("kind: give one of "
                        + String.join(
                                ", ",
                                Stream.of(RunKind.values()).map(RunKind::word).toList())));
    }

    private static Optional<Long> limit(ActFields fields) {
        return fields.number("limit", 1, Long.MAX_VALUE);
    }

    /** What is said; what is null goes back to what the settings say. */
    private static BiConsumer<RunControls, Handle> change(RunKind kind, ActFields fields) {
        List<BiConsumer<RunControls, Handle>> changes = new ArrayList<>();
        if (fields.has("rate")) {
            if (kind != RunKind.BACKFILL && kind != RunKind.VERIFY) {
                throw new IllegalArgumentException("rate: of a " + kind.word() + " it is given when it begins");
            }
            Integer rate = fields.number("rate", 0, RunControls.MOST_RATE)
                    .map(Long::intValue)
                    .orElse(null);
            changes.add((controls, handle) -> controls.rate(handle, rate));
        }
        if (fields.has("queuedAhead")) {
            if (kind != RunKind.BACKFILL) {
                throw new IllegalArgumentException("queuedAhead: only a backfill has it");
            }
            Long files = fields.number("queuedAhead", 1, RunControls.MOST_QUEUED_AHEAD)
                    .orElse(null);
            changes.add((controls, handle) -> controls.queuedAhead(handle, files));
        }
        if (fields.has("hours")) {
            TimeWindows hours = hours(fields);
            changes.add((controls, handle) -> controls.hours(handle, hours));
        }
        return changes.stream()
                .reduce(BiConsumer::andThen)
                .orElseThrow(() -> new IllegalArgumentException("say rate, queuedAhead or hours"));
    }

    /** As {@link #hours} reads them. */
    static String shown(TimeWindows hours) {
        return hours.windows().isEmpty() ? ALWAYS : hours.toString();
    }

    private static @Nullable TimeWindows hours(ActFields fields) {
        if (fields.isNull("hours")) {
            return null;
        }
        String text = fields.text("hours", LONGEST_REASON).orElse("");
        if (text.isBlank()) {
            throw new IllegalArgumentException("hours: give times of the day, such as 22:00-06:00, or " + ALWAYS
                    + ", or null for what the settings say");
        }
        return TimeWindows.parse(text.equals(ALWAYS) ? "" : text);
    }

    private Outcome retry(Asked asked, ActFields fields) {
        Optional<Long> limit = limit(fields);
        FailedFilter filter = new FailedFilter(
                fields.text("kind", LONGEST_PATH).map(this::kindOfMedia).orElse(null),
                fields.text("prefix", LONGEST_PATH).orElse(""),
                fields.text("code", LONGEST_PATH).map(OperatorDesk::code).orElse(null),
                null,
                null,
                List.of());
        if (filter.isAll() && limit.isEmpty() && !fields.flag("all")) {
            throw new IllegalArgumentException(
                    "this would retry every failed file: say all, or narrow it down by code, kind, prefix or limit");
        }
        return control.retry(asked, filter, limit.orElse(Long.MAX_VALUE));
    }

    private String kindOfMedia(String name) {
        List<String> names = application.settings().kinds().all().stream()
                .map(MediaKind::name)
                .sorted()
                .toList();
        if (!names.contains(name)) {
            throw new IllegalArgumentException("kind: the kinds are " + String.join(", ", names));
        }
        return name;
    }

    private static FailureCode code(String name) {
        return Stream.of(FailureCode.values())
                .filter(code -> code.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("code: there is none of this name"));
    }

    private DeadLetters letters(String queue) {
        return switch (queue) {
            case "uploads" -> application.retries().deadUploads();
            case "backfill" -> application.retries().deadBackfill();
            default -> throw new IllegalArgumentException("queue: give uploads or backfill");
        };
    }

    @Override
    public Answer state() {
        return answered(() -> new Answer(200, ReportJson.write(DeskState.read(application))));
    }

    /** What is wrong is said, and nothing else of it. */
    private static Answer answered(Supplier<Answer> work) {
        try {
            return work.get();
        } catch (IllegalArgumentException e) {
            return problem(400, String.valueOf(e.getMessage()));
        } catch (ActUnderWayException e) {
            return problem(409, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            if (DatabaseErrors.isForbidden(e)) {
                return problem(503, DatabaseErrors.text(e) + "; as the owner: " + TableRights.GRANT);
            }
            if (DatabaseErrors.isUndefined(e)) {
                return problem(503, Schema.MISSING_OR_OLD);
            }
            return JobOutage.of(e).map(outage -> problem(503, outage)).orElseGet(() -> unexpected(e));
        }
    }

    private static Answer unexpected(RuntimeException error) {
        log.error("control failed", error);
        return problem(500, "unexpected: " + ErrorText.ofRoot(error) + "; the log of this daemon has more");
    }

    private static Answer problem(int status, String error) {
        return new Answer(status, ReportJson.write(new Problem(Printable.line(error))));
    }
}
