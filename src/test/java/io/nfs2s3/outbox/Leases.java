package io.nfs2s3.outbox;

import io.nfs2s3.testing.TestSite;

/** Gives the lease of the drain to a drainer that is not there. */
final class Leases {
    private Leases() {}

    /**
     * Gives it, whoever has it.
     *
     * @param owner host, process id, and a number
     * @param seconds since it was taken
     * @param left seconds until it ends
     */
    static void give(TestSite site, String owner, int seconds, int left) {
        takeAway(site);
        site.jdbi()
                .useHandle(handle -> handle.createUpdate("""
                        INSERT INTO nfs2s3.drain_lease (token, owner, taken_at, expires_at)
                        VALUES (gen_random_uuid(), :owner, now() - make_interval(secs => :seconds),
                            now() + make_interval(secs => :left))
                        """)
                        .bind("owner", owner)
                        .bind("seconds", seconds)
                        .bind("left", left)
                        .execute());
    }

    /** Its owner goes on: it ends in so many seconds. */
    static void renew(TestSite site, int left) {
        site.jdbi()
                .useHandle(handle -> handle.createUpdate(
                                "UPDATE nfs2s3.drain_lease SET expires_at = now() + make_interval(secs => :left)")
                        .bind("left", left)
                        .execute());
    }

    static void takeAway(TestSite site) {
        site.jdbi().useHandle(handle -> handle.execute("DELETE FROM nfs2s3.drain_lease"));
    }
}
