package io.nfs2s3.chaos;

import java.time.Duration;

/** How long a call of the hook may take, with the settings of the suite. */
final class HookBudget {
    /** The default of {@code upload.budget}. */
    static final Duration BUDGET = Duration.ofMillis(800);

    /** A thread that is not scheduled at once is not late. */
    static final Duration TOLERANCE = Duration.ofMillis(200);

    /** A call that took longer than this is late. */
    static final Duration LIMIT = BUDGET.plus(TOLERANCE);

    private HookBudget() {}
}
