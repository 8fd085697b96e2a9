package io.nfs2s3.lab.chaos.worker;

import io.nfs2s3.lab.devstack.EmbeddedStack;
import io.nfs2s3.lab.devstack.Stacks;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code scripts/chaos worker}, on servers of its own, for they are stopped and killed. */
@DisabledIfSystemProperty(
        named = Stacks.PROPERTY,
        matches = "containers",
        disabledReason = "stops and kills an embedded PostgreSQL, whichever stack the others use")
@Order(1) // takes long: beside it the others go on
class ChaosWorkerIT {
    @TempDir
    private static Path directory;

    private static EmbeddedStack stack;

    @BeforeAll
    static void start() {
        stack = EmbeddedStack.start(directory);
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void every_file_ends_as_it_should_while_s3_sqs_the_database_and_the_daemons_fail() {
        WorkerPhase.FAULTS.holds(stack);
    }

    @Test
    void an_outage_of_s3_spends_no_message_and_fails_no_file() {
        WorkerPhase.OUTAGE.holds(stack);
    }

    @Test
    void two_daemons_that_are_killed_in_turn_flip_every_file_once() {
        WorkerPhase.DAEMONS.holds(stack);
    }
}
