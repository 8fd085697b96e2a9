package io.nfs2s3.lab.bench;

import java.io.IOException;

/** Something that copies a set of files to a target: the worker in one of its roles, or another tool. */
interface Contender {
    String name();

    /** Whether it is this project's, or an alternative to it. */
    default boolean isOurs() {
        return true;
    }

    /**
     * Copies the files below a prefix that is free, and looks whether all are there.
     *
     * @param run a name for this run; also the prefix, without its slash
     */
    Result run(Target target, FileSet files, String run) throws IOException, InterruptedException;
}
