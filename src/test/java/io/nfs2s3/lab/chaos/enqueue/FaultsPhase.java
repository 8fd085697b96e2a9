package io.nfs2s3.lab.chaos.enqueue;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.lab.chaos.site.DatabaseFault;
import io.nfs2s3.lab.chaos.site.Fault;
import io.nfs2s3.lab.chaos.site.Reporter;
import io.nfs2s3.lab.chaos.site.SqsFault;
import io.nfs2s3.lab.chaos.site.Window;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.testing.Queues;
import java.util.List;
import java.util.Random;

/** Phase {@code faults}: whatever fails on the wire or in the database, no accepted upload is lost. */
final class FaultsPhase {
    /** Those of SQS, and those of the database. */
    static final List<List<Fault>> FAULTS = List.of(List.of(SqsFault.values()), List.of(DatabaseFault.values()));

    private final ChaosSite site;
    private final Reporter reporter;

    FaultsPhase(ChaosSite site, Reporter reporter) {
        this.site = site;
        this.reporter = reporter;
    }

    Score run(Scale scale, Random random) {
        List<List<String>> plan = Plans.mixed(random, scale.uploads());
        List<Window> windows = Window.draw(random, scale.windows(), FAULTS);
        reporter.step("faults: " + scale.uploads() + " uploads, " + windows.size() + " windows, "
                + Window.sum(windows).toSeconds() + " s");
        Storm.Outcome outcome = new Storm(site, reporter).rage(plan, windows);
        List<FileRef> received = Queues.takeFiles(Queues.of(site.site(), "uploads"));
        return new Ledger(
                        outcome.calls(),
                        Remains.of(site, received),
                        site.sqsServer().log().lines())
                .score()
                .plus(outcome.lateness());
    }
}
