package io.nfs2s3.lab.chaos.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Parts of a suite as tests. */
public final class ShortForm {
    private ShortForm() {}

    /** Runs one, and checks that everything was as promised. */
    public static <S extends SuiteScore<S>> S holds(Function<Reporter, S> part) {
        List<String> said = new CopyOnWriteArrayList<>();
        S score = part.apply(new Reporter(said::add));
        assertThat(score.findings().lost()).as("lost, after %s", said).isEmpty();
        assertThat(score.findings().wrong()).as("wrong, after %s", said).isEmpty();
        assertThat(score.findings().orphans()).as("orphans, after %s", said).isEmpty();
        return score;
    }
}
