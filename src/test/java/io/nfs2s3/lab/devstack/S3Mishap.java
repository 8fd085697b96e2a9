package io.nfs2s3.lab.devstack;

import java.time.Duration;

/** What an {@link S3FaultProxy} does with one request. */
public sealed interface S3Mishap {
    /** Nothing: request and answer pass. */
    record Spared() implements S3Mishap {}

    /** Answered here, and never seen by the server. */
    record Refused(int status, String code) implements S3Mishap {}

    /** The server has done it; instead of the answer the client gets a reset. */
    record AnswerLost() implements S3Mishap {}

    /** Reset before the server has seen it. */
    record CutOff() implements S3Mishap {}

    /** The answer comes so much later than the server gave it. */
    record Late(Duration delay) implements S3Mishap {}
}
