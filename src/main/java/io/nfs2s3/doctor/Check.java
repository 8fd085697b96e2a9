package io.nfs2s3.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One thing that nfs2s3 leans on, and the way to find out whether it holds: best by doing what the job does, with data
 * of its own that it removes again. A feature makes its checks, {@code app} puts them together. Immutable.
 *
 * @param subject what is looked at, for a person
 * @param atStart whether the daemon and the worker run it too, and do not start when it finds something broken
 * @param after other checks, before this one in the list, without which this one says nothing new: it is left out when
 *     one of them is broken
 * @param look what it does
 * @param reading what it does when nothing may be written; empty if there is nothing to find out so
 */
public record Check(
        CheckCode code, String subject, boolean atStart, List<CheckCode> after, Look look, Optional<Look> reading) {
    public Check {
        after = List.copyOf(after);
    }

    /** How to find out. It may block, for as long as {@link Doctor} lets it. */
    @FunctionalInterface
    public interface Look {
        /** @throws Exception whose message says what is broken, in its first line */
        Answer look() throws Exception;
    }

    /** A check that the daemon and the worker run too, at their start. It writes nothing. */
    public static Check atStart(CheckCode code, String subject, Look look) {
        return new Check(code, subject, true, List.of(), look, Optional.of(look));
    }

    /** A check of {@code doctor} alone: it takes long, or daemons work without what it looks at. It writes nothing. */
    public static Check onDemand(CheckCode code, String subject, Look look) {
        return new Check(code, subject, false, List.of(), look, Optional.of(look));
    }

    /** The same, left out also when another one is broken. */
    public Check after(CheckCode other) {
        List<CheckCode> needed = new ArrayList<>(after);
        needed.add(other);
        return new Check(code, subject, atStart, needed, look, reading);
    }

    /** The same, of a look that writes: it is left out where nothing may be written. */
    public Check probing() {
        return new Check(code, subject, atStart, after, look, Optional.empty());
    }

    /** The same, with another look in its place where nothing may be written. */
    public Check probingOr(Look other) {
        return new Check(code, subject, atStart, after, look, Optional.of(other));
    }

    /** @param probes whether it may write */
    Optional<Look> look(boolean probes) {
        return probes ? Optional.of(look) : reading;
    }

    Finding found(Answer answer) {
        return new Finding(code, subject, answer.level(), answer.detail(), answer.remedy());
    }
}
