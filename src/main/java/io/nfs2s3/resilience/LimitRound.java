package io.nfs2s3.resilience;

/** What {@link LimitRule} was told since its round began, of calls that began after the last round had settled. For one thread. */
final class LimitRound {
    private static final long SECOND = 1_000_000_000;
    private static final long SHORTEST = SECOND / 2;
    /** What it lasts, in calls one after the other. */
    private static final int CALLS = 4;

    private static final int FEWEST = 10;
    /** What a dip shows is gone by for long. */
    private static final int SURE = 100;

    private static final long LONGEST_DIP = 2 * SECOND;
    /** Single refusals are no answer to the load: so many, and so many of all. */
    private static final int STRAYS = 2;

    private static final double STRAY = 0.01;
    private static final int FLOOD = 4;
    private final Median times = new Median();
    private long begunAt;
    private long settledAt;
    private int refused;
    private int answered;
    private int full;
    private double besides;
    private int besidesCount;

    /** @param settles for so long what ends may have begun before */
    void begin(long now, long settles) {
        begunAt = now;
        settledAt = now + settles;
        times.clear();
        refused = 0;
        answered = 0;
        full = 0;
        besides = 0;
        besidesCount = 0;
    }

    /** @param isFull whether as many were under way as there may be, or nearly */
    void ended(long since, long like, boolean isFull) {
        if (since >= settledAt) {
            times.add(like);
            full += isFull ? 1 : 0;
        }
    }

    void answered(long since) {
        answered += since >= settledAt ? 1 : 0;
    }

    void refused(long since) {
        refused += since >= settledAt ? 1 : 0;
    }

    void besides(double share) {
        besides += share;
        besidesCount++;
    }

    long begunAt() {
        return begunAt;
    }

    /** Whether so many are refused that it need not be waited for more. */
    boolean isFlood(int limit) {
        return refused >= Math.max(FLOOD, limit / FLOOD);
    }

    /** @param dip whether much depends on it */
    boolean isOver(long now, boolean dip) {
        long lasts = now - begunAt;
        boolean enough = isKnown() || (refused > 0 && refused + answered >= FEWEST);
        boolean sure = !dip || times.count() >= SURE || lasts >= LONGEST_DIP;
        return enough && sure && lasts >= Math.max(SHORTEST, CALLS * (settledAt - begunAt));
    }

    /** Whether there is telling what a call takes. */
    boolean isKnown() {
        return times.count() >= FEWEST;
    }

    Median.Middle took() {
        return times.middle();
    }

    /** Whether more was refused than is refused for nothing. */
    boolean areMany() {
        return refused > STRAYS + STRAY * answered;
    }

    /** What was refused of all. */
    double share() {
        return refused / (double) Math.max(1, refused + answered);
    }

    /** Whether as many were under way as there may be, mostly. */
    boolean isUsed() {
        return full * 2 > times.count();
    }

    /** What calls lead to gives this share of what it is asked for. */
    double strain() {
        return besidesCount == 0 ? 1 : besides / besidesCount;
    }
}
