package io.nfs2s3.lab.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A contender with the results of its rounds. The best round counts. */
record Standing(String name, boolean isOurs, List<Result> results) {
    private Standing(Contender contender) {
        this(contender.name(), contender.isOurs(), new ArrayList<>());
    }

    /** What one contender does in one round. */
    interface Turn {
        Result take(Contender contender) throws IOException, InterruptedException;
    }

    /** The standings after some rounds. Who comes first in one round comes last in the next. */
    static List<Standing> after(int rounds, List<Contender> contenders, Turn turn)
            throws IOException, InterruptedException {
        List<Standing> standings = contenders.stream().map(Standing::new).toList();
        int last = contenders.size() - 1;
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i <= last; i++) {
                int next = round % 2 == 0 ? i : last - i;
                standings.get(next).results.add(turn.take(contenders.get(next)));
            }
        }
        return standings;
    }

    /** The figures of the best round; empty when every round was void. */
    Optional<Figures> best() {
        return valid().stream().map(Result.Valid::figures).max(Comparator.comparingDouble(Figures::filesPerSecond));
    }

    private List<Result.Valid> valid() {
        return results.stream()
                .filter(Result.Valid.class::isInstance)
                .map(Result.Valid.class::cast)
                .toList();
    }

    /** What is to be said of it beside the figures: each thing once. */
    String notes() {
        Set<String> notes = new LinkedHashSet<>();
        for (Result result : results) {
            if (result instanceof Result.Failed failed) {
                notes.add("VOID: " + failed.reason());
            } else if (result instanceof Result.Valid done && !done.note().isEmpty()) {
                notes.add(done.note());
            }
        }
        return String.join("; ", notes);
    }
}
