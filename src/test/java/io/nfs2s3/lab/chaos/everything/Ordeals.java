package io.nfs2s3.lab.chaos.everything;

import io.nfs2s3.lab.chaos.site.DatabaseFault;
import io.nfs2s3.lab.chaos.site.Fault;
import io.nfs2s3.lab.chaos.site.S3Fault;
import io.nfs2s3.lab.chaos.site.SqsFault;
import java.util.ArrayList;
import java.util.List;

/** Which faults the suite plays. */
final class Ordeals {
    private Ordeals() {}

    /**
     * Those of every server.
     *
     * @param pending whether also those that nfs2s3 is not promised to stand yet
     */
    static List<List<Fault>> families(boolean pending) {
        List<Fault> s3 = new ArrayList<>(List.of(S3Fault.values()));
        s3.addAll(List.of(WritesRefused.values()));
        List<Fault> database = new ArrayList<>(List.of(DatabaseFault.values()));
        database.add(new TableLocked());
        List<List<Fault>> families =
                new ArrayList<>(List.of(s3, List.of(SqsFault.values()), database, List.of(new LinksSwapped())));
        if (pending) {
            families.add(pending());
        }
        return families;
    }

    /**
     * A fault leaves this list, for one of those above, when nfs2s3 is promised to stand it: what was confirmed after the
     * state that a database is put back to is not brought together again yet.
     */
    private static List<Fault> pending() {
        return List.of(new DatabaseRestored());
    }
}
