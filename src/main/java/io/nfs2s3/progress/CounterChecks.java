package io.nfs2s3.progress;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import io.nfs2s3.doctor.CheckCode;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Whether the counters are kept, and can be right. That they are, {@code progress reconcile} proves by a count. */
public final class CounterChecks {
    private CounterChecks() {}

    /** @param reached the code of the check that the database can be reached */
    public static List<Check> of(Jdbi jdbi, CheckCode reached) {
        return List.of(Check.onDemand(CheckCode.SITE_COUNTERS, "counters", () -> look(jdbi))
                .after(reached));
    }

    private static Answer look(Jdbi jdbi) {
        List<String> off = jdbi.withHandle(CounterChecks::triggersOff);
        if (!off.isEmpty()) {
            return Answer.broken(
                    "files are not counted: these triggers are off or gone: " + String.join(", ", off),
                    "as the owner, for each: ALTER TABLE … ENABLE TRIGGER …; one that is gone has to be created"
                            + " as db/migration/V25__media_count.sql has it. Then run 'nfs2s3 progress reconcile --yes'");
        }
        Counters counters = new Counters(jdbi);
        return counters.missingToMend()
                .map(grant -> Answer.warning(
                        "are kept; a daemon of this user cannot count anew after a restore", "as the owner: " + grant))
                .orElseGet(() -> counters.areSound()
                        ? Answer.good("are kept")
                        : Answer.warning(
                                "are of another table: the database was restored or copied, or the table emptied",
                                "a daemon counts anew within seconds, and so does 'nfs2s3 progress reconcile --yes'"));
    }

    private static List<String> triggersOff(Handle handle) {
        return handle.createQuery("""
                SELECT w.name
                FROM (VALUES ('media_count_delete'), ('media_count_insert'), ('media_count_truncate'),
                    ('media_count_update')) AS w (name)
                WHERE NOT EXISTS (SELECT FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
                    WHERE c.relnamespace = 'nfs2s3'::regnamespace AND t.tgname = w.name AND t.tgenabled IN ('O', 'A'))
                ORDER BY w.name
                """).mapTo(String.class).list();
    }
}
