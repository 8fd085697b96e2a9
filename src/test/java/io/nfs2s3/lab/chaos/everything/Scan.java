package io.nfs2s3.lab.chaos.everything;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.testing.JavaProcess;
import org.jspecify.annotations.Nullable;

/** A scan that is resumed until it is through, and begun anew now and then. Used under the lock of its house. */
final class Scan implements AutoCloseable {
    private final ChaosSite site;
    private @Nullable JavaProcess process;
    private int starts;
    private boolean last;
    private volatile boolean through;

    Scan(ChaosSite site) {
        this.site = site;
    }

    /** One that was killed is to be resumed, and one that is through is to be begun: the other command ends at once. */
    void start() {
        String command = starts++ % 2 == 0 ? "scan" : "resume";
        process = JavaProcess.nfs2s3(
                "backfill", command, "--config", site.settings().toString());
    }

    /** Kills it, or begins another if it has ended. */
    void kill() {
        JavaProcess running = process;
        if (running != null && running.isRunning()) {
            running.kill();
        } else {
            start();
        }
    }

    /** Resumes it if it has ended before it was through. */
    void goOn() {
        JavaProcess ended = process;
        if (ended == null || ended.isRunning()) {
            return;
        }
        if (ended.exitCode() != 0) {
            start();
        } else {
            through = last;
        }
    }

    /** One more, which begins when the present one has ended. */
    void onceMore() {
        if (process != null) {
            process.exitCode();
        }
        last = true;
        through = false;
        start();
    }

    boolean isThrough() {
        return through;
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
