package io.nfs2s3.runs;

import org.jspecify.annotations.Nullable;

/**
 * A part of a run, done or counted as a whole.
 *
 * @param number unique in its run, from 1
 * @param what a word of the kind of the run: what its keys are
 * @param after it begins behind this key; empty for the beginning
 * @param upTo it ends with this key; null for no end
 */
public record RunPart(
        int number, String what, String after, @Nullable String upTo) {}
