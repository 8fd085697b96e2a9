package io.nfs2s3.http;

import org.jspecify.annotations.Nullable;

/**
 * Does what operators ask for over HTTP, once it is known that they may. Thread-safe. It answers every mistake of theirs and
 * every outage by a status of its own.
 */
public interface ControlDesk {
    /**
     * An answer.
     *
     * @param json one JSON object, or a list
     */
    record Answer(int status, String json) {}

    /**
     * Where a request came from.
     *
     * @param forwardedFor what a proxy says of it, in one line; null where none does
     */
    record Caller(String address, @Nullable String forwardedFor) {}

    /**
     * Does an act.
     *
     * @param act as the path names it: {@code pause}
     * @param body what came with it: a few KiB of any text
     */
    Answer act(String act, String body, Caller caller);

    /** What there is to act on, and what was done. Changes nothing. */
    Answer state();
}
