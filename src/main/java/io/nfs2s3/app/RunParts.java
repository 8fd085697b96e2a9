package io.nfs2s3.app;

import io.nfs2s3.runs.AllRuns;
import io.nfs2s3.runs.PartedRuns;
import io.nfs2s3.runs.RunControls;
import io.nfs2s3.runs.RunKind;
import io.nfs2s3.runs.Runs;

/** Runs of every kind. */
public final class RunParts {
    private final Connections connections;

    RunParts(Connections connections) {
        this.connections = connections;
    }

    public AllRuns all() {
        return new AllRuns(connections.jdbi());
    }

    /** What runs count by name that do several parts side by side. */
    public PartedRuns parted() {
        return new PartedRuns(connections.jdbi());
    }

    public Runs of(RunKind kind) {
        return connections.runs(kind);
    }

    public RunControls controls(RunKind kind) {
        return new RunControls(connections.jdbi(), kind);
    }
}
