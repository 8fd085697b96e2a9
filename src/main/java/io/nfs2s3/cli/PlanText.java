package io.nfs2s3.cli;

import io.nfs2s3.backfill.BackfillPlan;
import io.nfs2s3.backfill.PlanCount;
import io.nfs2s3.backfill.PlanSample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A plan in words for a person, and in fields for a script.
 *
 * @param bytesInFlight the setting {@code worker.bytesInFlight}
 */
record PlanText(BackfillPlan plan, Rate rate, long bytesInFlight) {
    /** What a worker needs beside the bytes of files: code, buffers of connections, messages. */
    private static final long WORKER_OTHER_BYTES = 200L * 1024 * 1024;

    private static final double SECONDS_A_DAY = 86_400;

    /** @param from where it is known from */
    record Rate(double filesPerSecond, String from) {}

    List<String> lines() {
        PlanCount count = plan.count();
        PlanSample sample = plan.sample();
        List<String> lines = new ArrayList<>();
        lines.add(line(
                "names      %,d counted in %.1f s, %,.0f names/s",
                count.names(), count.seconds(), count.namesPerSecond()));
        if (!count.complete()) {
            lines.add("           there are more: counting was stopped, and all below is of these names only");
        }
        lines.add(line(
                "files      %,d to migrate; %,d of kinds that are not migrated, %,d of no kind, %,d left out, %,d bad",
                count.files(), count.filesHeld(), count.filesOfNoKind(), count.skipped(), count.bad()));
        lines.add(line(
                "bytes      %s, %s a file%s",
                StatusText.bytes(plan.bytes()), StatusText.bytes(Math.round(sample.meanBytes())), margin()));
        if (sample.unusable() > 0) {
            lines.add(line(
                    "           %,d of the sample are no files, are gone or may not be read: they would end FAILED",
                    sample.unusable()));
        }
        lines.add(line(
                "S3         %s for %,.2f; storage for %,.2f a month; at the prices of plan.price",
                Plural.of(plan.putRequests(), "PUT request"), plan.putCost(), plan.storageCostPerMonth()));
        lines.add("SQS        " + Plural.of(plan.sqsRequests(), "request"));
        double days = plan.days(rate.filesPerSecond());
        lines.add(line(
                "time       %.1f days (%s) at %,.1f files/s, %s",
                days,
                OutboxText.age(Duration.ofSeconds(Math.round(days * SECONDS_A_DAY))),
                rate.filesPerSecond(),
                rate.from()));
        lines.add(line(
                "memory     %s for a worker at the most: worker.bytesInFlight and %s",
                StatusText.bytes(workerBytes()), StatusText.bytes(WORKER_OTHER_BYTES)));
        return lines;
    }

    private String margin() {
        PlanSample sample = plan.sample();
        if (sample.files() == plan.count().files()) {
            return ", by all of them";
        }
        return line(" ± %s, by a sample of %,d", StatusText.bytes(Math.round(sample.meanBytesError())), sample.files());
    }

    private long workerBytes() {
        return bytesInFlight + WORKER_OTHER_BYTES;
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("count", plan.count());
        fields.put("sample", plan.sample());
        fields.put("bytes", plan.bytes());
        fields.put("putRequests", plan.putRequests());
        fields.put("putCost", plan.putCost());
        fields.put("storageCostPerMonth", plan.storageCostPerMonth());
        fields.put("sqsRequests", plan.sqsRequests());
        fields.put("filesPerSecond", rate.filesPerSecond());
        fields.put("rateFrom", rate.from());
        fields.put("days", plan.days(rate.filesPerSecond()));
        fields.put("workerBytes", workerBytes());
        return fields;
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
