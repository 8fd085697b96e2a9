package io.nfs2s3.resilience;

import java.util.function.LongSupplier;

/**
 * How many calls may be under way at once, found by what they take and by what is refused; samples in, limit out.
 *
 * <p>It works in rounds of half a second, or of four calls one after the other. A round in which calls took no longer than they do
 * with few under way lets the limit grow; one in which they took longer has it shrink in that proportion, for the rest of
 * them waits in a queue and gains nothing (Vegas, Brakmo and Peterson 1995; as a gradient, Netflix 2018); one with refusals has it shrink
 * by the share that was refused, and rest. What it grows by is half of its square root, so of hosts that share something the
 * one with less gains on the one with more, and up to a seventh of it while nothing has been in its way for long. What a
 * call takes with few under way is seen anew four times a minute, at the same moments by every clock: all hosts halve
 * their limits for a round, the queue runs empty, and also who came last sees what is below it (BBR, Cardwell and others 2016).
 * Where calls are slow or few rounds are long, and it is seen at every second, fourth, eighth of these moments only, or it would
 * never grow. Hosts do not talk with one another.
 *
 * <p>None of Netflix's concurrency-limits serves, as {@code LimitSimulationTest} shows on the same store. AIMDLimit grows until
 * something is refused: to the most there may be where nothing is, as on a host whose CPU is the limit. Gradient2Limit
 * compares with its own average: where all permits are always out, as here, that follows the queue, and the limit never comes back.
 * VegasLimit compares with the quickest single call, so noise holds it down, takes any one call for the new quickest now
 * and then, and changes with each call and not with each round.
 *
 * <p>Thread-safe.
 */
public final class LimitRule {
    /** Why the limit is what it is, by the last round. */
    public enum Reason {
        /** Nothing is in its way. */
        GROWS,
        /** More would only wait, or there is no more to do. */
        HOLDS,
        /** Calls take longer than with fewer under way. */
        SLOW,
        /** Calls were refused, lately. */
        REFUSED,
        /** The CPU is all but used up. */
        BUSY
    }

    private static final long SECOND = 1_000_000_000;
    private static final long DIP_EVERY = 15 * SECOND;
    /** From one dip to the next, at least: a dip takes one itself, may cut one short, and in neither it grows. */
    private static final int ROUNDS = 4;

    private static final long REST = 4 * SECOND;
    private static final long STALE = 30 * SECOND;
    /** By so much, beside the error of a round's median, it may be more than the base. */
    private static final double NEAR = 0.04;
    /** By so many errors it seems to be another, ... */
    private static final double LIKELY = 2;
    /** ... and is another. */
    private static final double CERTAIN = 3;
    /** Of what was seen last, in the base. */
    private static final double WEIGHT = 0.3;

    private static final double SHARPEST = 0.5;
    private static final double SHARP = 0.75;
    /** So much less than what was borne, after refusals. */
    private static final double MARGIN = 0.97;

    private static final double FASTEST = 1 / 7.0;
    /** Rounds without a queue before it grows faster. */
    private static final int PATIENT = 4;

    private static final int UNHINDERED = 1_000;
    private final int least;
    private final int most;
    private final long quiet;
    private final LongSupplier clock;
    private final LimitRound round = new LimitRound();

    /** Calls that take longer have waited; NaN while nobody knows. */
    private double base = Double.NaN;

    private double limit;
    private int calm;
    private long restUntil;
    private long lastAt;
    private boolean busy;
    private Reason reason = Reason.GROWS;
    private boolean dip;
    /** Of the round before this one, in nanoseconds. */
    private long lasted;

    /** By what the limit shrank before this round, and what a call took then. */
    private double shrunkBy = 1;

    private double tookBefore = Double.NaN;

    /**
     * Begins with the least.
     *
     * @param least that times bring it down to; refusals, to 1
     * @param quiet calls that take no longer than this, in nanoseconds, are never slow
     * @param clock nanoseconds since 1970, as other hosts count them; never goes back
     */
    public LimitRule(int least, int most, long quiet, LongSupplier clock) {
        this.least = least;
        this.most = most;
        this.quiet = quiet;
        this.clock = clock;
        this.lastAt = clock.getAsLong();
        restart();
    }

    /** Forgets all that it has found. */
    public synchronized void restart() {
        limit = least;
        base = Double.NaN;
        calm = UNHINDERED;
        restUntil = lastAt;
        reason = Reason.GROWS;
        dip = false;
        lasted = 0;
        tookBefore = Double.NaN;
        begin(clock.getAsLong(), 1);
    }

    /** How many there may be now. */
    public synchronized int limit() {
        return (int) Math.max(1, dip ? limit * SHARPEST : limit);
    }

    public synchronized Reason reason() {
        return reason;
    }

    /**
     * A call came to a good end.
     *
     * @param took what it took in all, waits included, in nanoseconds
     * @param underWay calls, this one among them
     */
    public void ended(long took, int underWay) {
        ended(took, took, underWay);
    }

    /** @param like what a call like the others would have taken */
    public synchronized void ended(long took, long like, int underWay) {
        long now = awake(took);
        round.ended(now - took, like, underWay >= limit() * 0.8);
        goOn(now);
    }

    /** A request was answered. A call may be of several. */
    public synchronized void answered(long took) {
        round.answered(clock.getAsLong() - took);
    }

    /** A request was refused, for there are too many. */
    public synchronized void refused(long took) {
        long now = awake(took);
        round.refused(now - took);
        goOn(now);
    }

    /** Whether the CPU is all but used up. */
    public synchronized void busy(boolean busy) {
        this.busy = busy;
    }

    /** Something besides that the calls lead to is asked for more than it gives: by this share, 1 for not. */
    public synchronized void besides(double share) {
        round.besides(share);
    }

    /** What was found half a minute before a call began says nothing. @return now */
    private long awake(long took) {
        long now = clock.getAsLong();
        if (now - took - lastAt > STALE) {
            restart();
        }
        lastAt = now;
        return now;
    }

    private void goOn(long now) {
        if (round.isFlood(limit()) || round.isOver(now, dip)) {
            end(now);
        } else if (isDipDue(now)) {
            dip(now);
        }
    }

    /**
     * Whether a moment has passed at which all halve their limits: every 15 s by all clocks, or every 30, 60 and so on where rounds
     * are long. So whose rounds differ still meet at every second or fourth of the moments.
     */
    private boolean isDipDue(long now) {
        if (dip || (Double.isNaN(tookBefore) && !round.isKnown())) {
            return false; // there is nothing to compare with
        }
        long every = DIP_EVERY;
        while (every < ROUNDS * Math.max(lasted, now - round.begunAt())) {
            every *= 2;
        }
        return now / every != round.begunAt() / every;
    }

    private void end(long now) {
        double before = limit;
        boolean due = isDipDue(now);
        Median.Middle took = round.isKnown() ? round.took() : new Median.Middle(tookBefore, 0);
        if (round.areMany()) {
            shrink(now);
        } else if (round.isKnown() && dip) {
            learn(took, SHARPEST);
        } else if (round.isKnown()) {
            follow(now, took);
        }
        dip = false;
        lasted = now - round.begunAt();
        tookBefore = took.value();
        begin(now, limit / before);
        if (due) {
            dip(now);
        }
    }

    private void shrink(long now) {
        limit = Math.max(1, limit() * Math.max(SHARPEST, 1 - round.share()) * MARGIN);
        restUntil = now + REST;
        calm = 0;
        reason = Reason.REFUSED;
    }

    /** After a round with fewer: who takes as long as before has not waited for others of ours. */
    private void learn(Median.Middle took, double fewer) {
        boolean ours = took.value() <= tookBefore * (1 + fewer) / 2;
        if (!ours || Double.isNaN(base) || took.value() < base) {
            approach(took);
        }
    }

    /** Noise moves the base by a part of itself; what is no noise, to where that is. */
    private void approach(Median.Middle took) {
        double away = Math.abs(took.value() - base);
        base = away < base * (NEAR + CERTAIN * took.error()) ? base + (took.value() - base) * WEIGHT : took.value();
    }

    private void follow(long now, Median.Middle took) {
        if (shrunkBy < SHARP) {
            learn(took, shrunkBy);
        }
        if (Double.isNaN(base) || took.value() < base * (1 - LIKELY * took.error())) {
            approach(took);
        }
        double allowed = Math.max(base, (double) quiet) * (1 + NEAR + took.error());
        double gradient = Math.max(SHARPEST, Math.min(1, allowed / took.value()) * round.strain());
        boolean waited = limit * (1 - gradient) > step();
        calm = waited || busy ? 0 : Math.min(UNHINDERED, calm + 1);
        boolean rests = now < restUntil || round.share() > 0;
        double next = limit;
        if (!rests && !busy && round.isUsed()) {
            next = limit * gradient + room();
        } else if (waited) {
            next = limit * gradient;
        }
        next = Math.max(Math.min(least, limit), Math.min(most, next));
        reason = reason(next, rests, gradient);
        limit = next;
    }

    private Reason reason(double next, boolean rests, double gradient) {
        if (next > limit) {
            return Reason.GROWS;
        }
        if (rests) {
            return Reason.REFUSED;
        }
        if (busy) {
            return Reason.BUSY;
        }
        return gradient < SHARP ? Reason.SLOW : Reason.HOLDS;
    }

    /** By how much it may grow. */
    private double room() {
        double faster = Math.min(limit * FASTEST, step() * (1 + Math.max(0, calm - PATIENT)));
        return Math.max(step(), faster);
    }

    private double step() {
        return Math.sqrt(limit) / 2;
    }

    private void dip(long now) {
        tookBefore = round.isKnown() ? round.took().value() : tookBefore;
        begin(now, 1);
        dip = true;
    }

    private void begin(long now, double by) {
        round.begin(now, Double.isNaN(tookBefore) ? 0 : (long) tookBefore);
        shrunkBy = by;
    }
}
