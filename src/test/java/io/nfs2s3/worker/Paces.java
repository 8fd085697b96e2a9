package io.nfs2s3.worker;

import io.nfs2s3.resilience.Pace;
import java.util.concurrent.locks.LockSupport;

/** For tests of something else: nothing waits for its turn. */
final class Paces {
    private Paces() {}

    static Pace unlimited() {
        return new Pace(0, System::nanoTime, LockSupport::parkNanos);
    }

    static ReadPace unlimitedReading() {
        return new ReadPace(0, unlimited());
    }
}
