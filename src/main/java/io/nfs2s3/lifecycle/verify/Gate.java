package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.lifecycle.Outages;
import io.nfs2s3.media.MigrationException;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What the threads of a verify ask before they go on. Thread-safe. Each method throws a {@link CancellationException} or a
 * {@link io.nfs2s3.runs.RunStoppedException} when the verify does not go on.
 */
interface Gate {
    void check();

    /** Before a page of rows or a look: waits while verifies rest. */
    default void rest() {
        check();
    }

    /** Before a file: waits for its turn. */
    default void turn() {
        check();
    }

    /** Makes a call, and repeats it until nothing that it needs is down, where that is waited for. */
    default <T> T patiently(Supplier<T> call) {
        return call.get();
    }

    /** A thread failed: the others stop. */
    default void failed(Throwable error) {}

    /** One that waits for nothing. It asks again at once, as often as {@link OneLook} needs to tell an outage from one file's trouble. */
    static Gate of(BooleanSupplier goesOn) {
        return new Gate() {
            @Override
            public void check() {
                if (!goesOn.getAsBoolean()) {
                    throw new CancellationException();
                }
            }

            @Override
            public <T> T patiently(Supplier<T> call) {
                for (int tries = 1; ; tries++) {
                    try {
                        return call.get();
                    } catch (MigrationException e) {
                        if (tries == OneLook.TRIES || !Outages.pass(e)) {
                            throw e;
                        }
                        check();
                    }
                }
            }
        };
    }
}
