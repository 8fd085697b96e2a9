package io.nfs2s3.doctor;

import java.util.ArrayList;
import java.util.List;

/**
 * One thing that nfs2s3 leans on, and the way to find out whether it holds: best by doing what the job does, with data
 * of its own that it removes again. A feature makes its checks, {@code app} puts them together. Immutable.
 *
 * @param code short and stable, such as {@code database.write}; has a row in docs/doctor.md
 * @param subject what is looked at, for a person
 * @param atStart whether the daemon and the worker run it too, and do not start when it finds something broken
 * @param after the codes of other checks, before this one in the list, without which this one says nothing new: it is
 *     left out when one of them is broken
 */
public record Check(String code, String subject, boolean atStart, List<String> after, Look look) {
    public Check {
        after = List.copyOf(after);
    }

    /** How to find out. It may block, for as long as {@link Doctor} lets it. */
    @FunctionalInterface
    public interface Look {
        /** @throws Exception whose message says what is broken, in its first line */
        Answer look() throws Exception;
    }

    /** A check that the daemon and the worker run too, at their start. */
    public static Check atStart(String code, String subject, Look look) {
        return new Check(code, subject, true, List.of(), look);
    }

    /** A check of {@code doctor} alone: it takes long, or daemons work without what it looks at. */
    public static Check onDemand(String code, String subject, Look look) {
        return new Check(code, subject, false, List.of(), look);
    }

    /** The same, left out also when another one is broken. */
    public Check after(String other) {
        List<String> needed = new ArrayList<>(after);
        needed.add(other);
        return new Check(code, subject, atStart, needed, look);
    }
}
