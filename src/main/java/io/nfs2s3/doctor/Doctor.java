package io.nfs2s3.doctor;

import io.nfs2s3.doctor.Check.Look;
import io.nfs2s3.doctor.Finding.Level;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.resilience.TimeLimiter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Runs checks, one after the other, none for longer than {@value #PATIENCE_SECONDS} seconds. Thread-safe. */
public final class Doctor {
    /** For one check. */
    public static final int PATIENCE_SECONDS = 30;

    private final List<Check> checks;
    private final List<Check> creations;

    /**
     * @param checks in the order in which they are run
     * @param creations each makes one thing that is missing
     */
    public Doctor(List<Check> checks, List<Check> creations) {
        this.checks = List.copyOf(checks);
        this.creations = List.copyOf(creations);
    }

    /** Every check there is. */
    public List<Check> checks() {
        return checks;
    }

    /** The short form, for the start of a daemon. It writes, as the daemon is about to. */
    public List<Finding> examine() {
        return run(checks, Check::atStart, true, finding -> {});
    }

    /** All checks, with all that they can try. */
    public List<Finding> examineAll() {
        return examine(Scope.ALL, finding -> {});
    }

    /**
     * Those that are wanted, with those that they need.
     *
     * @param told hears of each finding when its check ends: all of them may take minutes
     */
    public List<Finding> examine(Scope scope, Consumer<Finding> told) {
        Set<CheckCode> wanted = wanted(scope);
        return run(checks, check -> wanted.contains(check.code()), scope.probes(), told);
    }

    /** What a check needs comes before it. */
    private Set<CheckCode> wanted(Scope scope) {
        Set<CheckCode> wanted = EnumSet.noneOf(CheckCode.class);
        for (int i = checks.size() - 1; i >= 0; i--) {
            Check check = checks.get(i);
            if (scope.covers(check) || wanted.contains(check.code())) {
                wanted.add(check.code());
                if (check.look(scope.probes()).isPresent()) {
                    wanted.addAll(check.after());
                }
            }
        }
        return wanted;
    }

    /** Creates what is missing, where that is for this program to do. */
    public List<Finding> create() {
        return create(Scope.ALL, finding -> {});
    }

    /**
     * The same of the categories that are wanted, and of no other: what these need is not created for them.
     *
     * @param told hears of each thing when that is done, and of those that were not wanted
     */
    public List<Finding> create(Scope scope, Consumer<Finding> told) {
        return run(
                creations.stream()
                        .map(creation -> scope.covers(creation) ? creation : notWanted(creation))
                        .toList(),
                creation -> true,
                true,
                told);
    }

    private static Check notWanted(Check creation) {
        return Check.onDemand(
                creation.code(),
                creation.subject(),
                () -> Answer.leftOut(
                        "was not created where it is missing: it is of another category",
                        "run 'nfs2s3 doctor --create' without --category, or with its own"));
    }

    private static List<Finding> run(
            List<Check> checks, Predicate<Check> wanted, boolean probes, Consumer<Finding> told) {
        List<Finding> findings = new ArrayList<>();
        Map<CheckCode, CheckCode> broken = new EnumMap<>(CheckCode.class); // and what was the first of them
        try (TimeLimiter limiter = new TimeLimiter("it", "nfs2s3-doctor-", 1 + checks.size())) {
            for (Check check : checks) {
                Optional<CheckCode> first = check.after().stream()
                        .filter(broken::containsKey)
                        .map(code -> broken.getOrDefault(code, code))
                        .findFirst();
                first.ifPresent(code -> broken.put(check.code(), code));
                if (wanted.test(check)) {
                    Finding finding =
                            check.found(first.map(Doctor::needed).orElseGet(() -> answer(limiter, check.look(probes))));
                    findings.add(finding);
                    told.accept(finding);
                    if (finding.level() == Level.BROKEN) {
                        broken.put(check.code(), check.code());
                    }
                }
            }
        }
        return findings;
    }

    private static Answer needed(CheckCode broken) {
        return Answer.leftOut("says nothing new while " + broken + " is an error", "correct that first");
    }

    private static Answer answer(TimeLimiter limiter, Optional<Look> look) {
        if (look.isEmpty()) {
            return Answer.leftOut("writes data of its own, which it removes again", "run 'nfs2s3 doctor --probe'");
        }
        try {
            return limiter.call(Duration.ofSeconds(PATIENCE_SECONDS), look.get()::look);
        } catch (TimeoutException e) {
            return Answer.broken("it did not answer within " + PATIENCE_SECONDS + " s", "see whether it hangs");
        } catch (Exception e) {
            return Answer.broken(text(e), "");
        }
    }

    /** The innermost cause knows what the database said; what else is thrown here speaks for itself. */
    private static String text(Exception thrown) {
        Throwable error = FutureErrors.cause(thrown);
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException) {
                return ErrorText.of(cause);
            }
        }
        return ErrorText.of(error);
    }
}
