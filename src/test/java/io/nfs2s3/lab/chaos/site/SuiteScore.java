package io.nfs2s3.lab.chaos.site;

import java.util.List;

/**
 * What a suite, or a part of it, found.
 *
 * @param <S> the score itself
 */
public interface SuiteScore<S extends SuiteScore<S>> {
    Findings findings();

    S plus(S other);

    /** The last line of the suite. */
    String line(long seed);

    /** Lines before it. */
    default List<String> remarks() {
        return List.of();
    }

    default boolean holds() {
        return findings().isEmpty();
    }
}
