package io.nfs2s3.lab.chaos.everything;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.lab.chaos.site.Fault;
import java.util.Random;

/** The server is put back to its state at the beginning of the window, files and all: what it confirmed since is gone. */
final class DatabaseRestored implements Fault {
    @Override
    public String server() {
        return "database";
    }

    @Override
    public String name() {
        return "RESTORED";
    }

    @Override
    public void begin(ChaosSite site, Random random) {
        site.server().backUp();
    }

    @Override
    public void end(ChaosSite site) {
        site.server().restore();
    }
}
