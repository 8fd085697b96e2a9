package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nfs2s3.settings.Settings;
import io.nfs2s3.settings.SettingsException;
import io.nfs2s3.settings.SettingsReader;
import io.nfs2s3.worker.WorkerSettings;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The bytes of files in flight take half of the heap at most. */
class HeapBudgetTest {
    private static final long MIB = 1024 * 1024;
    private static final Settings SETTINGS = SettingsReader.read(Optional.empty(), Map.of());

    private static HeapBudget with(long heap) {
        return HeapBudget.of(SETTINGS.worker(), SETTINGS.s3(), heap);
    }

    @Test
    void a_heap_of_twice_the_budget_is_enough() {
        HeapBudget budget = with(256 * MIB);

        assertThat(budget.worker()).isEqualTo(SETTINGS.worker());
        assertThat(budget.note()).isEmpty();
    }

    @Test
    void in_a_smaller_one_the_budget_is_lowered_and_that_is_told() {
        HeapBudget budget = with(200 * MIB + 1);

        assertThat(budget.worker()).isEqualTo(SETTINGS.worker().withBytesInFlight(100 * MIB));
        assertThat(budget.note())
                .hasValue("worker.bytesInFlight is 100 MiB in place of 128 MiB: half of the heap of 200 MiB;"
                        + " set NFS2S3_JAVA_OPTS=-Xmx320m for all of it");
    }

    @Test
    void files_that_find_their_number_have_the_other_half() {
        WorkerSettings auto = SettingsReader.read(Optional.empty(), Map.of("NFS2S3_WORKER_FILES_IN_FLIGHT", "auto"))
                .worker();

        assertThat(HeapBudget.of(auto, SETTINGS.s3(), 512 * MIB).worker()).isEqualTo(auto);
        assertThat(HeapBudget.of(auto, SETTINGS.s3(), 256 * MIB).worker().filesInFlight())
                .isEqualTo(512);
    }

    @Test
    void four_parts_are_the_least() {
        assertThat(with(128 * MIB).worker().bytesInFlight()).isEqualTo(64 * MIB);
    }

    /** What a JVM without {@code -Xmx} takes in a container of 512 MB. */
    @Test
    void a_heap_that_is_smaller_still_stops_the_start() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> with(124 * MIB))
                .withMessageStartingWith("the heap of 124 MiB is too small")
                .withMessageContaining("-Xmx192m");
    }
}
