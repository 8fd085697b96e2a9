package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.catalog.Ledger;
import io.nfs2s3.catalog.SqlHook;
import io.nfs2s3.database.DatabaseErrors;
import io.nfs2s3.database.Schema;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.progress.Counters;
import io.nfs2s3.resolve.SqlUrls;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "schema",
        description = "The database schema nfs2s3.",
        subcommands = {SchemaCommand.Migrate.class, SchemaCommand.Info.class})
final class SchemaCommand extends GroupCommand {
    private static final String UP_TO_DATE = "is up to date";
    private static final String COUNTERS = "nfs2s3.media_count: ";
    private static final String SOUND =
            "the counters are of this table, and none is below 0; 'nfs2s3 progress reconcile' proves them by a count";
    private static final String WRONG = "the counters are of another table, or one is below 0";

    @Command(
            name = "migrate",
            description = {
                "Create the schema, or bring it up to date. Safe to repeat.",
                "Also writes the kinds and catalog.siteUpdate into the database, where nfs2s3.enqueue_upload needs"
                        + " them, and the CDN hosts and what else nfs2s3.media_url needs: run it again whenever they"
                        + " change.",
                "Counts all files when it makes the counters, and when they cannot be those of this table, as after a"
                        + " restore: some seconds for six million files. Nobody waits for it. Whether counters that it"
                        + " finds are exact it does not prove: 'progress reconcile' does."
            })
    static final class Migrate extends AppCommand {
        @Option(
                names = "--reader",
                paramLabel = "ROLE",
                description =
                        "Have this role of the database read the views of nfs2s3_views, and nothing else; make it where"
                                + " there is none.")
        private @Nullable String reader;

        @Option(names = "--json", description = "One line of JSON for each part, with what became of it.")
        private boolean json;

        @Override
        int run(Application application) {
            int applied = application.newSchema().migrate();
            tell(
                    applied == 0
                            ? "schema nfs2s3 is up to date"
                            : "schema nfs2s3: " + Plural.of(applied, "migration") + " applied");
            tell("site: " + application.siteId());
            SqlHook.Written written = application.sqlHook().write();
            tell("nfs2s3.kind: " + (written.kinds() ? "the kinds of the settings were written" : UP_TO_DATE));
            tell("nfs2s3.site_update: " + (written.siteUpdate() ? "catalog.siteUpdate was written" : UP_TO_DATE));
            tell("nfs2s3.ledger: " + ledger(application.ledger()));
            SqlUrls.Written urls = application.sqlUrls().write();
            tell("nfs2s3.url_setting: "
                    + (urls.settings() ? "what SQL needs of the section resolve was written" : UP_TO_DATE));
            tell("nfs2s3.cdn_host: " + (urls.hosts() ? "the hosts of the settings were written" : UP_TO_DATE));
            tell(COUNTERS + counters(application));
            if (reader != null) {
                tell("nfs2s3_views: " + read(application, reader));
            }
            return ExitCode.DONE;
        }

        /** @param line the part, and behind a colon what became of it */
        private void tell(String line) {
            if (!json) {
                out().println(line);
                return;
            }
            String[] parts = line.split(": ", 2);
            json(
                    parts.length == 2
                            ? Map.of("part", parts[0], "detail", parts[1])
                            : Map.of("part", "schema nfs2s3", "detail", UP_TO_DATE));
        }

        /** They are of another table when the database was restored or copied. That they are exact only a count proves. */
        private String counters(Application application) {
            Counters counters = application.counters();
            if (counters.areSound()) {
                return SOUND;
            }
            Optional<String> grant = counters.missingToMend();
            if (grant.isPresent()) {
                return WRONG + ", and this user may not count anew; as the owner: " + grant.get();
            }
            tell(COUNTERS + WRONG + "; all files are counted anew, some seconds for six million, and nobody waits");
            long began = System.nanoTime();
            return application
                    .patientCounters()
                    .mendUnsound()
                    .map(wrong -> String.format(
                            Locale.ROOT,
                            "all files were counted anew in %.1f s; %s",
                            (System.nanoTime() - began) / 1e9,
                            wrong == 0
                                    ? "no counter was wrong"
                                    : String.format(Locale.ROOT, "%,d counters were wrong, and are right now", wrong)))
                    .orElseGet(() -> counters.areSound()
                            ? "another process counted all files anew meanwhile"
                            : WRONG + " as yet: another process counts all files; 'nfs2s3 doctor' says when it has");
        }

        private static String read(Application application, String role) {
            try {
                return application.readerRole().grant(role)
                        ? "the role \"" + role
                                + "\" was made, and may read them; ALTER ROLE … LOGIN lets it in, or grant it to"
                                + " one that has a login"
                        : "the role \"" + role + "\" may read them";
            } catch (JdbiException e) {
                if (DatabaseErrors.isOutage(e)) {
                    throw e;
                }
                throw new DependencyDownException("the role \"" + role + "\" cannot be made a reader of the views: "
                        + ErrorText.ofRoot(e) + "; a superuser may make it: CREATE ROLE …; then run this again");
            }
        }

        /** None is made also when another host is at it, or when lines in the default table are too many. */
        private static String ledger(Ledger ledger) {
            int made = ledger.ensureMonths();
            List<YearMonth> missing = ledger.monthsMissing();
            if (!missing.isEmpty()) {
                return "has no table for " + missing.get(0) + "; 'nfs2s3 doctor' says more";
            }
            return made > 0 ? Plural.of(made, "month was", "months were") + " made" : UP_TO_DATE;
        }
    }

    @Command(name = "info", description = "List the migrations, applied and pending.")
    static final class Info extends AppCommand {
        @Option(names = "--json", description = "One line of JSON for each.")
        private boolean json;

        @Override
        int run(Application application) {
            for (Schema.Step step : application.schema().info()) {
                if (json) {
                    json(step);
                } else {
                    out().printf("%-4s %-40s %s%n", step.version(), step.description(), step.state());
                }
            }
            return ExitCode.DONE;
        }
    }
}
