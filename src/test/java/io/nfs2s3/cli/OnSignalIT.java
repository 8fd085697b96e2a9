package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.testing.JavaProcess;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class OnSignalIT {
    private static final String UP = "up";
    private static final String CLOSED = "closed";

    /** Says that it is up, and gets no further. */
    static final class Up {
        private Up() {}

        public static void main(String[] arguments) {
            OnSignal.run(
                    () -> {
                        System.out.println(UP);
                        try {
                            new CountDownLatch(1).await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    },
                    () -> System.out.println(CLOSED));
        }
    }

    /** Does not come up. */
    static final class Failing {
        private Failing() {}

        public static void main(String[] arguments) {
            OnSignal.run(
                    () -> {
                        throw new AssertionError("no port");
                    },
                    () -> System.out.println(CLOSED));
        }
    }

    @Test
    void who_is_told_to_stop_as_soon_as_it_says_that_it_is_up_stops_in_order() {
        try (JavaProcess process = JavaProcess.start(Up.class.getName())) {
            await().until(() -> process.output().contains(UP));
            process.terminate();

            assertThat(process.exitCode()).isZero();
            assertThat(process.output()).contains(CLOSED);
        }
    }

    @Test
    void who_does_not_come_up_ends_with_the_error_and_closes_nothing() {
        try (JavaProcess process = JavaProcess.start(Failing.class.getName())) {
            assertThat(process.exitCode()).isEqualTo(1);
            assertThat(process.output()).contains("no port").doesNotContain(CLOSED);
        }
    }
}
