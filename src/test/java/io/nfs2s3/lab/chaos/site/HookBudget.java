package io.nfs2s3.lab.chaos.site;

import java.time.Duration;

/** How long a call of the hook may take, with the settings of the suite. */
public final class HookBudget {
    /** The default of {@code upload.budget}. */
    public static final Duration BUDGET = Duration.ofMillis(800);

    /** A thread that is not scheduled at once is not late. */
    public static final Duration TOLERANCE = Duration.ofMillis(200);

    /** A call that took longer than this is late. */
    public static final Duration LIMIT = BUDGET.plus(TOLERANCE);

    private HookBudget() {}
}
