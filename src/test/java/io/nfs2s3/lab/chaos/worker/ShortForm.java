package io.nfs2s3.lab.chaos.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.lab.chaos.site.Reporter;
import io.nfs2s3.lab.devstack.EmbeddedStack;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Phases as tests. */
final class ShortForm {
    private static final long SEED = 20_261_122;

    private ShortForm() {}

    static void holds(WorkerPhase phase, EmbeddedStack stack) {
        List<String> said = new CopyOnWriteArrayList<>();
        WorkerScore score = phase.run(stack, WorkerScale.SHORT, SEED, new Reporter(said::add));
        assertThat(score.findings().lost()).as("lost, after %s", said).isEmpty();
        assertThat(score.findings().wrong()).as("wrong, after %s", said).isEmpty();
        assertThat(score.findings().orphans()).as("orphans, after %s", said).isEmpty();
        assertThat(score.files()).isPositive();
    }
}
