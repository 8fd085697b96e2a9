package io.nfs2s3.lifecycle.adopt;

import java.util.ArrayList;
import java.util.List;

/**
 * What a run comes upon at once.
 *
 * @param candidates that are to be proved
 * @param left that are not even looked at
 * @param unchanged how many are named by a pointer already
 */
record Page(List<Candidate> candidates, List<Left> left, long unchanged) {
    Page {
        candidates = List.copyOf(candidates);
        left = List.copyOf(left);
    }

    boolean isEmpty() {
        return candidates.isEmpty() && left.isEmpty() && unchanged == 0;
    }

    /** Pages of so many candidates at most; the first has all that is not to be proved. */
    List<Page> split(int size) {
        if (candidates.size() <= size) {
            return List.of(this);
        }
        List<Page> parts = new ArrayList<>();
        for (int from = 0; from < candidates.size(); from += size) {
            List<Candidate> part = candidates.subList(from, Math.min(candidates.size(), from + size));
            parts.add(from == 0 ? new Page(part, left, unchanged) : new Page(part, List.of(), 0));
        }
        return parts;
    }
}
