package io.nfs2s3.database;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import io.nfs2s3.media.ErrorText;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.JdbiException;

/** What nfs2s3 wants of the database. */
public final class DatabaseChecks {
    /** That it can be reached and has the schema. The checks of what is in it come {@link Check#after} this. */
    public static final String REACHED = "database";

    private DatabaseChecks() {}

    public static List<Check> of(Schema schema) {
        return List.of(Check.atStart(REACHED, "database", () -> reach(schema)));
    }

    private static Answer reach(Schema schema) {
        try {
            Optional<String> problem = schema.problem();
            return problem.map(text -> Answer.broken(text, ""))
                    .orElseGet(() -> Answer.good("can be reached, the schema is current"));
        } catch (FlywayException | JdbiException e) {
            return Answer.broken("cannot be used: " + ErrorText.ofRoot(e), "check database.url, user and password");
        }
    }
}
