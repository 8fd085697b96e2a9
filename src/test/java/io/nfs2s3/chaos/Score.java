package io.nfs2s3.chaos;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a phase found. Each lost upload, wrong thing and orphan is described in a line of its own.
 *
 * @param uploads accepted
 * @param windows of faults, and kills of processes
 * @param late calls of the hook beyond its budget
 * @param slowest call of the hook
 * @param duplicates messages beyond one for each upload
 */
record Score(
        long uploads,
        long windows,
        long late,
        Duration slowest,
        long duplicates,
        List<String> lost,
        List<String> wrong,
        List<String> orphans) {
    static final Score NOTHING = new Score(0, 0, 0, Duration.ZERO, 0, List.of(), List.of(), List.of());

    boolean holds() {
        return lost.isEmpty() && wrong.isEmpty() && orphans.isEmpty();
    }

    Score plus(Score other) {
        return new Score(
                uploads + other.uploads,
                windows + other.windows,
                late + other.late,
                slowest.compareTo(other.slowest) > 0 ? slowest : other.slowest,
                duplicates + other.duplicates,
                both(lost, other.lost),
                both(wrong, other.wrong),
                both(orphans, other.orphans));
    }

    Score plusWrong(List<String> more) {
        return plus(new Score(0, 0, 0, Duration.ZERO, 0, List.of(), more, List.of()));
    }

    private static List<String> both(List<String> one, List<String> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    String line(long seed) {
        return "chaos enqueue: seed=" + seed + " uploads=" + uploads + " windows=" + windows + " late=" + late
                + " duplicates=" + duplicates + " lost=" + lost.size() + " wrong=" + wrong.size() + " orphans="
                + orphans.size();
    }
}
