package io.nfs2s3.progress;

import io.nfs2s3.progress.Forecast.Left;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A migration of some hours to some days, minute by minute, by a seed: two kinds of very different sizes that come unevenly, folders
 * of large and of small files, a rate that trembles, hosts that come and go, a slower day than night, stops of minutes to hours, and
 * in one of three runs opening hours.
 */
final class SimulatedRun {
    private static final int MINUTES_OF_DAY = 1_440;
    private static final double IMAGE = 200e3;
    private static final Instant MIDNIGHT = Instant.parse("2026-03-02T00:00:00Z");

    private final Random random;
    private final boolean hasHours;
    private final int start;
    private final List<Minute> minutes = new ArrayList<>();
    private final List<Left> left = new ArrayList<>();
    private final long files;

    SimulatedRun(long seed) {
        random = new Random(seed);
        double work = between(180, 4 * MINUTES_OF_DAY);
        double rate = between(300, 30_000);
        double audio = between(200e3, 20e6);
        double partOfAudio = 0.3 * random.nextDouble();
        double timeOfBytes = 0.8 * random.nextDouble();
        double mean = IMAGE * (1 - partOfAudio) + audio * partOfAudio;
        double daily = 0.3 * random.nextDouble();
        double noise = 0.05 + 0.3 * random.nextDouble();
        double stopsPerMinute = 1 / between(240, 5_000);
        hasHours = random.nextInt(3) == 0;
        start = random.nextInt(MINUTES_OF_DAY);
        files = (long) (work * rate);

        double[] bytes = {0, 0};
        long[] done = {0, 0};
        long[] toDo = {files - (long) (files * partOfAudio), (long) (files * partOfAudio)};
        double tremble = 0;
        double hosts = 1;
        double sizes = 1;
        double mix = partOfAudio;
        int stop = 0;
        while (toDo[0] + toDo[1] > 0) {
            Instant at = MIDNIGHT.plusSeconds(60L * (start + minutes.size()));
            stop = stop > 0 ? stop - 1 : random.nextDouble() < stopsPerMinute ? (int) between(5, 180) : 0;
            long flipped = 0;
            double copied = 0;
            if (stop == 0 && isOpen(at)) {
                tremble = 0.8 * tremble + 0.6 * noise * random.nextGaussian();
                hosts = random.nextInt(600) == 0 ? 0.7 + 0.7 * random.nextDouble() : hosts;
                sizes = random.nextInt(120) == 0 ? Math.exp(0.5 * random.nextGaussian()) : sizes;
                mix = random.nextInt(60) == 0 ? Math.min(1, partOfAudio * Math.exp(0.7 * random.nextGaussian())) : mix;
                double time = (1 - timeOfBytes) / rate
                        + timeOfBytes / (rate * mean) * sizes * ((1 - mix) * IMAGE + mix * audio);
                double day = 1 - daily * Math.sin(2 * Math.PI * (start + minutes.size()) / MINUTES_OF_DAY);
                flipped = Math.min(toDo[0] + toDo[1], (long) (hosts * Math.exp(tremble) * day / time));
                long ofAudio = Math.min(toDo[1], (long) (flipped * mix));
                long ofImages = Math.min(toDo[0], flipped - ofAudio);
                ofAudio = flipped - ofImages;
                copied = sizes * (ofImages * IMAGE + ofAudio * audio);
                bytes[0] += sizes * ofImages * IMAGE;
                bytes[1] += sizes * ofAudio * audio;
                done[0] += ofImages;
                done[1] += ofAudio;
                toDo[0] -= ofImages;
                toDo[1] -= ofAudio;
            }
            minutes.add(new Minute(at, flipped, (long) copied, toDo[0] + toDo[1]));
            left.add(left(toDo, done, bytes));
        }
    }

    private double between(double least, double most) {
        return Math.exp(Math.log(least) + random.nextDouble() * (Math.log(most) - Math.log(least)));
    }

    private static Left left(long[] toDo, long[] done, double[] bytes) {
        double mean = (bytes[0] + bytes[1]) / Math.max(1, done[0] + done[1]);
        double images = done[0] == 0 ? mean : bytes[0] / done[0];
        double audio = done[1] == 0 ? mean : bytes[1] / done[1];
        return new Left(toDo[0] + toDo[1], toDo[0] * images + toDo[1] * audio);
    }

    boolean isOpen(Instant moment) {
        LocalTime time = LocalTime.ofInstant(moment, ZoneOffset.UTC);
        return !hasHours || time.getHour() >= 22 || time.getHour() < 6;
    }

    /** How many minutes there were when so much was done. */
    int minutesAt(int percent) {
        int count = 0;
        while (files - left.get(count).files() < files * percent / 100) {
            count++;
        }
        return count + 1;
    }

    /** What is known then. */
    Eta etaAt(int count) {
        List<Minute> past = minutes.subList(Math.max(0, count - 2 * MINUTES_OF_DAY), count);
        return Forecast.of(past, left.get(count - 1), MIDNIGHT.plusSeconds(60L * (start + count)), this::isOpen);
    }

    /** How long it really took from then on. */
    long secondsFrom(int count) {
        return 60L * (minutes.size() - count);
    }
}
