package io.nfs2s3.lab.chaos.enqueue;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.lab.chaos.site.Reporter;
import io.nfs2s3.lab.chaos.site.Window;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.testing.Queues;
import java.util.List;
import java.util.Random;

/** Phase {@code order}: re-uploads of a path reach SQS in the order of their generations, through outages too. */
final class OrderPhase {
    private final ChaosSite site;
    private final Reporter reporter;

    OrderPhase(ChaosSite site, Reporter reporter) {
        this.site = site;
        this.reporter = reporter;
    }

    Score run(Scale scale, Random random) {
        List<List<String>> plan = Plans.repeated(scale.paths(), scale.times());
        List<Window> windows = Window.draw(random, scale.orderWindows(), FaultsPhase.FAULTS);
        reporter.step("order: " + scale.paths() + " paths uploaded " + scale.times() + " times each, " + windows.size()
                + " windows, " + Window.sum(windows).toSeconds() + " s");
        List<FileRef> received;
        Storm.Outcome outcome;
        try (Consumer consumer = Consumer.start(Queues.of(site.site(), "uploads"))) {
            outcome = new Storm(site, reporter).rage(plan, windows);
            received = consumer.receiveRest();
        }
        var log = site.sqsServer().log().lines();
        GenerationOrder order = GenerationOrder.of(log);
        reporter.step("out of order: taken by SQS " + order.reorderings() + ", of which refused inside a batch "
                + order.explained() + "; given by SQS " + GenerationOrder.reorderings(received));
        return new Ledger(outcome.calls(), Remains.of(site, received), log)
                .score()
                .plus(outcome.lateness())
                .plusWrong(order.wrong());
    }
}
