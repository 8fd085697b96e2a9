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
     * @param houses that are on the database server
     */
    static List<List<Fault>> families(List<House> houses) {
        List<Fault> s3 = new ArrayList<>(List.of(S3Fault.values()));
        s3.addAll(List.of(WritesRefused.values()));
        List<Fault> database = new ArrayList<>(List.of(DatabaseFault.values()));
        database.add(new TableLocked());
        database.add(new DatabaseRestored(houses));
        return List.of(s3, List.of(SqsFault.values()), database, List.of(new LinksSwapped()));
    }
}
