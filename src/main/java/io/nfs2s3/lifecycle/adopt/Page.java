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

    /**
     * Pages of so many candidates and bytes at most, or of one larger candidate; the first has all that is not to be proved.
     */
    List<Page> split(int size, long bytes) {
        List<Page> parts = new ArrayList<>();
        List<Candidate> part = new ArrayList<>();
        long sum = 0;
        for (Candidate candidate : candidates) {
            if (part.size() == size || (!part.isEmpty() && sum + candidate.size() > bytes)) {
                add(parts, part);
                part.clear();
                sum = 0;
            }
            part.add(candidate);
            sum += candidate.size();
        }
        add(parts, part);
        return parts;
    }

    private void add(List<Page> parts, List<Candidate> part) {
        parts.add(parts.isEmpty() ? new Page(part, left, unchanged) : new Page(part, List.of(), 0));
    }
}
