package io.nfs2s3.doctor;

import io.nfs2s3.doctor.Finding.Level;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.resilience.TimeLimiter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Runs checks, one after the other, none for longer than {@value #PATIENCE_SECONDS} seconds. Thread-safe. */
public final class Doctor {
    static final int PATIENCE_SECONDS = 30;

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

    /** The short form, for the start of a daemon. */
    public List<Finding> examine() {
        return run(checks, Check::atStart, finding -> {});
    }

    /** All checks. */
    public List<Finding> examineAll() {
        return examineAll(finding -> {});
    }

    /**
     * The same.
     *
     * @param told hears of each finding when its check ends: all of them may take minutes
     */
    public List<Finding> examineAll(Consumer<Finding> told) {
        return run(checks, check -> true, told);
    }

    /** Creates what is missing, where that is for this program to do. */
    public List<Finding> create() {
        return create(finding -> {});
    }

    /**
     * The same.
     *
     * @param told hears of each thing when that is done
     */
    public List<Finding> create(Consumer<Finding> told) {
        return run(creations, check -> true, told);
    }

    private static List<Finding> run(List<Check> checks, Predicate<Check> wanted, Consumer<Finding> told) {
        List<Finding> findings = new ArrayList<>();
        Set<String> broken = new HashSet<>();
        try (TimeLimiter limiter = new TimeLimiter("it", "nfs2s3-doctor-", 1 + checks.size())) {
            for (Check check : checks) {
                if (check.after().stream().anyMatch(broken::contains)) {
                    broken.add(check.code());
                } else if (wanted.test(check)) {
                    Answer answer = answer(limiter, check);
                    Finding finding = new Finding(
                            check.code(), check.subject(), answer.level(), answer.detail(), answer.remedy());
                    findings.add(finding);
                    told.accept(finding);
                    if (answer.level() == Level.BROKEN) {
                        broken.add(check.code());
                    }
                }
            }
        }
        return findings;
    }

    private static Answer answer(TimeLimiter limiter, Check check) {
        try {
            return limiter.call(Duration.ofSeconds(PATIENCE_SECONDS), check.look()::look);
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
