package io.nfs2s3.control;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of the record, as it was written: nothing in it is checked, for rows may be written by hand.
 *
 * @param at by the clock of the database
 * @param act an {@link ActKind}
 * @param subject of which it is: a kind of run, a run, files, or a queue
 * @param asked the request, as JSON, without the name
 * @param outcome null of the line that a long act begins with
 * @param begun of the line that a long act ends with: the id of its first one; else null
 * @param by the name that the operator gave
 * @param client the address that the request came from
 * @param forwardedFor what a proxy said of it; null where none did
 * @param application the daemon that was asked: {@code nfs2s3 daemon@web1}
 */
public record ControlLine(
        long id,
        Instant at,
        String act,
        String subject,
        String asked,
        @Nullable String outcome,
        @Nullable Long begun,
        String by,
        String client,
        @Nullable String forwardedFor,
        String application) {}
