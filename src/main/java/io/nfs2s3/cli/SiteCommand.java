package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.site.SiteView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "site",
        description = "Which site the database, and the bucket and prefix, belong to. docs/backup.md says more.",
        subcommands = {SiteCommand.Show.class, SiteCommand.Accept.class, SiteCommand.NewId.class})
final class SiteCommand extends GroupCommand {
    /** One that shows the site in the end. */
    @Command
    abstract static class Showing extends AppCommand {
        @Option(names = "--json", description = "One line of JSON.")
        private boolean json;

        final void say(String line) {
            if (!json) {
                out().println(line);
            }
        }

        final int show(SiteView site) {
            if (json) {
                json(site);
            } else {
                out().println("site: " + site.id() + ", epoch " + site.epoch());
                out().println("place: " + site.place() + ", marker: " + marker(site));
                if (!site.suspended().isEmpty()) {
                    out().println("suspended: " + site.suspended());
                }
            }
            return site.suspended().isEmpty() ? ExitCode.DONE : ExitCode.DEPENDENCY_DOWN;
        }

        private static String marker(SiteView site) {
            if (site.markerSite().isEmpty()) {
                return "none";
            }
            return (site.markerSite().equals(site.id()) ? "its own" : "of site " + site.markerSite()) + ", epoch "
                    + site.markerEpoch();
        }
    }

    @Command(
            name = "show",
            description =
                    "Show the id of the site, and whose marker stands below the prefix. Exit code 3 while the site is"
                            + " suspended: nothing is sent, copied or removed then, and uploads wait in the outbox.")
    static final class Show extends Showing {
        @Override
        int run(Application application) {
            application.site().check();
            return show(application.site().show());
        }
    }

    @Command(
            name = "accept",
            description = {
                "Say that this database is well and the one to go on with, after it was restored or moved, and that"
                        + " the bucket and prefix of the settings here are the site's.",
                "Ends the suspension, for all hosts. A recovery that is not done is given up."
            })
    static final class Accept extends Showing {
        @Option(
                names = "--take-over",
                paramLabel = "ID",
                description = "Take the bucket and prefix over from the site with this id, which is gone.")
        private String takenOver = "";

        @Override
        int run(Application application) {
            SiteView site = application.site().accept(takenOver);
            application
                    .recoveries()
                    .recover()
                    .giveUp()
                    .forEach(run -> say("run " + RecoverText.name(run) + ": cancelled; the rows stay as they are"));
            return show(site);
        }
    }

    @Command(
            name = "new-id",
            description = {
                "Make a copied database that of a new site. It needs a bucket or prefix, and queues, of its own.",
                "No object and no message of the site that it was copied from is touched."
            })
    static final class NewId extends Showing {
        @Option(names = "--force", description = "Also where nothing says that the database is a copy.")
        private boolean force;

        @Override
        int run(Application application) {
            return show(application.site().renew(force));
        }
    }
}
