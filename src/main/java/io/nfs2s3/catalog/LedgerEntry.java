package io.nfs2s3.catalog;

import io.nfs2s3.media.Location;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of the ledger, as it was written: nothing in it is checked, for rows may be changed by hand.
 *
 * @param at by the clock of the database
 * @param id larger than that of an earlier line of the same path
 * @param act a {@link LedgerAct}, or a word of somebody else's
 * @param path null for what is about no single path: TRUNCATE, PRUNE
 * @param was the state before; null when there was no row
 * @param state the state since; null when there is no row
 * @param evidence of the object to which the pointer leads, or led until then
 * @param reason why the file failed, or what was pruned
 */
public record LedgerEntry(
        Instant at,
        long id,
        String act,
        @Nullable String path,
        @Nullable Integer generation,
        @Nullable String was,
        @Nullable String state,
        Evidence evidence,
        @Nullable String reason,
        Who who) {
    /** What was known of the object then. */
    public record Evidence(
            @Nullable String objectKey,
            @Nullable Long sizeBytes,
            @Nullable String checksum,
            @Nullable String etag,
            @Nullable String versionId) {}

    /**
     * Who did it.
     *
     * @param login the user of the database who connected
     * @param client the address that the connection came from; null for a process of the server's own host
     * @param application what the connection says of itself: {@code nfs2s3 failed retry@web1}
     */
    public record Who(String login, @Nullable String client, String application) {}

    /** Where the pointer led before; null when there was no row. */
    public @Nullable Location locationBefore() {
        return location(was);
    }

    /** Where it leads since; null when there is no row. */
    public @Nullable Location location() {
        return location(state);
    }

    /** A constraint of the table ties the one to the other. */
    private static @Nullable Location location(@Nullable String state) {
        if (state == null) {
            return null;
        }
        return state.equals("MIGRATED") || state.equals("RETIRED") ? Location.S3 : Location.NFS;
    }
}
