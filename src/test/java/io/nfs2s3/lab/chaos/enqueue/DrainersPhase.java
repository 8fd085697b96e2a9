package io.nfs2s3.lab.chaos.enqueue;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.lab.chaos.site.Findings;
import io.nfs2s3.lab.chaos.site.Reporter;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.outbox.OutboxDrainer;
import io.nfs2s3.testing.Queues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Phase {@code drainers}: drainers that are killed again and again send every entry, in order, and few of them twice. */
final class DrainersPhase {
    private static final int CHUNK = 1_000;
    private final ChaosSite site;
    private final Reporter reporter;

    DrainersPhase(ChaosSite site, Reporter reporter) {
        this.site = site;
        this.reporter = reporter;
    }

    Score run(Scale scale, Random random) {
        fill(scale.entries());
        List<String> bodies = site.site().query("SELECT message FROM nfs2s3.outbox ORDER BY id");
        reporter.step("drainers: " + bodies.size() + " entries, three drainers");
        int kills;
        try (Drainers drainers = new Drainers(site, random, scale.kills())) {
            site.sqsServer().delayAnswers(scale.answerDelay());
            kills = drainers.killUntilEmpty(scale, this::progress);
            site.sqsServer().accept();
            site.awaitDrained();
        }
        int received = Queues.takeFiles(Queues.of(site.site(), "uploads")).size();
        return score(bodies, kills, received);
    }

    private void fill(int entries) {
        var outbox = site.site().application().outbox();
        for (int from = 0; from < entries; from += CHUNK) {
            outbox.append(IntStream.range(from, Math.min(from + CHUNK, entries))
                    .mapToObj(i -> new FileVersion(MediaPath.of("images/" + i + ".jpg"), 1))
                    .toList());
        }
    }

    /** As the entry was: the id of the site is put in when it is sent. */
    private static String withoutSite(String body) {
        return body.replaceFirst("\"site\":\"[^\"]*\",", "");
    }

    private void progress(int killed) {
        reporter.step("kill " + killed + ": " + site.sqsServer().log().count() + " messages sent, " + site.waiting()
                + " entries wait");
    }

    private Score score(List<String> bodies, int kills, int received) {
        List<String> sent = site.sqsServer().log().accepted().stream()
                .map(DrainersPhase::withoutSite)
                .toList();
        List<String> first = List.copyOf(new LinkedHashSet<>(sent));
        int duplicates = sent.size() - first.size();
        List<String> lost = new ArrayList<>(new LinkedHashSet<>(bodies));
        lost.removeAll(new LinkedHashSet<>(first));
        List<String> wrong = new ArrayList<>();
        if (lost.isEmpty() && !first.equals(bodies)) {
            wrong.add("the order of the first sends is not that of the ids");
        }
        int back = furthestBack(bodies, sent);
        if (back > 2 * OutboxDrainer.PAGE) {
            wrong.add("a drainer went back by " + back + " entries: more than two pages");
        }
        if (received != sent.size()) {
            wrong.add("SQS took " + sent.size() + " messages and gave " + received);
        }
        long left = site.waiting();
        List<String> orphans = left == 0 ? List.of() : List.of(left + " entries were not drained");
        return new Score(bodies.size(), kills, 0, Duration.ZERO, duplicates, new Findings(lost, wrong, orphans));
    }

    /** By how many entries a send was behind the furthest one before it, at most: that many are repeated by a kill. */
    private static int furthestBack(List<String> bodies, List<String> sent) {
        Map<String, Integer> places = new HashMap<>();
        bodies.forEach(body -> places.put(body, places.size()));
        int furthest = -1;
        int back = 0;
        for (String body : sent) {
            int place = places.getOrDefault(body, 0);
            back = Math.max(back, furthest - place + 1);
            furthest = Math.max(furthest, place);
        }
        return back;
    }
}
