package io.nfs2s3.lab.devstack;

import java.time.Duration;
import java.util.Map;

/** What an {@link S3FaultProxy} does with one request. */
public sealed interface S3Mishap {
    /** Nothing: request and answer pass. */
    record Spared() implements S3Mishap {}

    /**
     * Answered here, and never seen by the server.
     *
     * @param code of the error; empty for an answer that is no XML, as of a proxy
     * @param more elements of the error, as XML
     */
    record Refused(int status, String code, String more) implements S3Mishap {
        public Refused(int status, String code) {
            this(status, code, "<Message>on purpose</Message>");
        }
    }

    /** The answer has another value in one of its headers, if it has it at all. */
    record HeaderChanged(String name, String value) implements S3Mishap {}

    /** The headers of the answer have their names as programs in Go write them, such as {@code X-Amz-Meta-Site}. */
    record NamesCapitalized() implements S3Mishap {}

    /** The answer does not have one of its headers. */
    record HeaderLost(String name) implements S3Mishap {}

    /**
     * Answered here with anything, and never seen by the server.
     *
     * @param headers beside the length; with {@code Transfer-Encoding: chunked} the body comes so, and without a length
     * @param body left out where the request is a HEAD
     */
    record Answered(int status, Map<String, String> headers, String body) implements S3Mishap {}

    /** The server has done it; instead of the answer the client gets a reset. */
    record AnswerLost() implements S3Mishap {}

    /** The body of the answer ends after so many bytes, with the connection. */
    record BodyCut(int bytes) implements S3Mishap {}

    /** The body of the answer stops after so many bytes, and the connection stays until the client has enough of it. */
    record BodyRests(int bytes) implements S3Mishap {}

    /** Reset before the server has seen it. */
    record CutOff() implements S3Mishap {}

    /** The answer comes so much later than the server gave it. */
    record Late(Duration delay) implements S3Mishap {}
}
