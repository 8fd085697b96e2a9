package io.nfs2s3.lab.chaos.everything;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.lab.chaos.site.Fault;
import io.nfs2s3.lab.chaos.site.Findings;
import io.nfs2s3.lab.chaos.site.Killer;
import io.nfs2s3.lab.chaos.site.Reporter;
import io.nfs2s3.lab.chaos.site.Weather;
import io.nfs2s3.lab.chaos.site.Window;
import io.nfs2s3.lab.devstack.EmbeddedStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Two sites share a bucket, a database server and a machine. Each window of faults strikes one of them, processes of both
 * are killed all the time, and when all is well again and quiet everything is counted.
 */
final class Everything {
    private static final int WINDOWS_AT_ONCE = 3;
    private static final int CALM_UPLOADS = 40;
    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private final EverythingScale scale;
    private final Random random;
    private final Reporter reporter;

    Everything(EverythingScale scale, Random random, Reporter reporter) {
        this.scale = scale;
        this.random = random;
        this.reporter = reporter;
    }

    EverythingScore run(EmbeddedStack stack) {
        try (House first = new House(stack, "", "a/", scale, random.nextLong());
                House second = new House(stack, first.site().site().bucket(), "b/", scale, random.nextLong())) {
            List<House> houses = List.of(first, second);
            Bucket bucket = new Bucket(first.site().site(), first.site().site().bucket());
            bucket.putStrangers();
            houses.forEach(House::start);
            reporter.step("two sites are up, the storm begins");
            EverythingScore score = storm(houses);
            score = score.plus(afterwards(houses));
            return score.plus(reckon(houses, bucket));
        }
    }

    private EverythingScore storm(List<House> houses) {
        List<Readers> readers = houses.stream()
                .map(house -> Readers.start(house, new Random(random.nextLong())))
                .toList();
        List<Meter> meters = houses.stream().map(Meter::start).toList();
        List<Resident> residents = houses.stream().map(Resident::start).toList();
        List<List<Fault>> families = Ordeals.families(houses);
        long end = System.nanoTime() + scale.storm().toNanos();
        try (Killer killer = killer(houses, new Random(random.nextLong()))) {
            while (System.nanoTime() < end) {
                House struck = houses.get(random.nextInt(houses.size()));
                List<Window> windows = Window.draw(random, WINDOWS_AT_ONCE, families);
                new Weather(struck.site(), windows, reporter).play(() -> struck.prefix() + " " + killer);
            }
        } finally {
            readers.forEach(Readers::close);
            meters.forEach(Meter::close);
            residents.forEach(Resident::close);
        }
        List<String> wrong = new ArrayList<>();
        List<String> leaked = new ArrayList<>();
        readers.forEach(reader -> wrong.addAll(reader.wrong()));
        readers.forEach(reader -> leaked.addAll(reader.leaked()));
        meters.forEach(meter -> leaked.addAll(meter.leaked()));
        residents.forEach(resident -> leaked.addAll(resident.leaked()));
        residents.forEach(resident -> reporter.step(resident.toString()));
        long answers = readers.stream().mapToLong(Readers::answers).sum();
        reporter.step("the storm is over: " + answers + " answers of the origins, at most "
                + meters.stream().mapToLong(Meter::mostConnections).max().orElse(0) + " connections of a site");
        return new EverythingScore(answers, Findings.wrong(wrong), List.of(), leaked);
    }

    private Killer killer(List<House> houses, Random own) {
        long every = scale.killEvery().toNanos();
        return Killer.start(
                () -> houses.forEach(House::revive),
                () -> {
                    houses.get(own.nextInt(houses.size())).killOne(own);
                    return true;
                },
                () -> Duration.ofNanos(every / 2 + own.nextLong(every)));
    }

    /** All is well: what is left is done, then some more of the same, in which nothing may grow. */
    private EverythingScore afterwards(List<House> houses) {
        houses.forEach(house -> house.site().heal());
        awaitQuiet(houses);
        Map<House, Map<Long, Long>> before = new HashMap<>();
        houses.forEach(house -> before.put(house, Meter.descriptors(house)));
        for (House house : houses) {
            int accepted = house.journal().read().size();
            house.uploadAgain();
            ChaosSite.comesTrue(PATIENCE, () -> house.journal().read().size() >= accepted + CALM_UPLOADS);
        }
        awaitQuiet(houses);
        List<String> leaked = new ArrayList<>();
        houses.forEach(house ->
                leaked.addAll(Meter.growth(house, before.getOrDefault(house, Map.of()), Meter.descriptors(house))));
        return new EverythingScore(0, Findings.NONE, List.of(), leaked);
    }

    private void awaitQuiet(List<House> houses) {
        for (House house : houses) {
            house.stopUploading();
            house.scanOnceMore();
        }
        for (House house : houses) {
            boolean quiet = ChaosSite.comesTrueInTheEnd(PATIENCE, () -> {
                house.revive();
                return house.isQuiet();
            });
            reporter.step(house.prefix() + (quiet ? " is quiet" : " does not come to rest"));
        }
    }

    /**
     * Looks when the daemons have removed what is superseded. What they keep for an operator has a reason then.
     */
    private EverythingScore reckon(List<House> houses, Bucket bucket) {
        for (House house : houses) {
            house.site().awaitRemovals(PATIENCE, () -> {}, Reckoning.OPERATORS);
        }
        Map<String, byte[]> objects = bucket.read();
        reporter.step(objects.size() + " objects; comparing");
        List<String> foreign = new ArrayList<>(bucket.touched(objects));
        foreign.addAll(bucket.strange(objects, houses));
        EverythingScore score = new EverythingScore(0, Findings.NONE, foreign, Bucket.leaked(objects));
        for (House house : houses) {
            long uploads = house.journal().read().size();
            score = score.plus(
                    new EverythingScore(uploads, new Reckoning(house, objects).findings(), List.of(), List.of()));
        }
        return score;
    }
}
