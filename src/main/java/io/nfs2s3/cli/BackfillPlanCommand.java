package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.backfill.BackfillPlan;
import io.nfs2s3.backfill.BackfillPlanner.Limits;
import io.nfs2s3.database.DatabaseErrors;
import java.time.Duration;
import java.util.OptionalDouble;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "plan",
        description = {
            "Say what a backfill would come to: files, bytes, requests, days, money, memory. Changes nothing.",
            "Names are counted as a scan sees them, and a sample of the files is looked at. Files that are migrated"
                    + " already are counted too."
        })
final class BackfillPlanCommand extends AppCommand {
    /** Of one host with small files, to be on the safe side. */
    static final double ASSUMED_RATE = 200;

    private static final int MOST_SAMPLE = 100_000;
    private static final Duration RECENT = Duration.ofHours(1);
    private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE / 1_000_000_000);

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            defaultValue = "",
            description = "Only paths that begin so, such as images/ab/.")
    private String prefix = "";

    @Option(
            names = "--sample",
            defaultValue = "1000",
            paramLabel = "N",
            description = "Only N files by chance are looked at, 1 to 100,000; ${DEFAULT-VALUE} without it.")
    private int sample;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "At most so many names are counted; the figures are of these then.")
    private long limit = Long.MAX_VALUE;

    @Option(
            names = "--max-time",
            paramLabel = "DURATION",
            description = "Stop counting after this, likewise: 90s, 10m.")
    private @Nullable Duration maxTime;

    @Option(
            names = "--assume-rate",
            paramLabel = "N",
            description =
                    "That workers copy so many files a second; default: as measured in the last hour, if anything was"
                            + " migrated in it.")
    private @Nullable Double rate;

    @Option(names = "--json", description = "One line of JSON.")
    private boolean json;

    @Override
    int run(Application application) {
        Limit.require(limit);
        if (sample < 1 || sample > MOST_SAMPLE) {
            throw new IllegalArgumentException("--sample " + sample + ": give 1 to " + MOST_SAMPLE);
        }
        if (maxTime != null && maxTime.isZero()) {
            throw new IllegalArgumentException("--max-time 0: give more, such as 10m");
        }
        if (rate != null && !(rate > 0)) {
            throw new IllegalArgumentException("--assume-rate " + rate + ": give more than 0");
        }
        BackfillPlan plan = application
                .backfills()
                .planner()
                .plan(
                        application.backfills().scan(prefix),
                        new Limits(limit, maxTime == null ? FOR_EVER : maxTime, sample));
        PlanText text = new PlanText(
                plan, rateOf(application), application.settings().worker().bytesInFlight());
        if (json) {
            json(text.fields());
        } else {
            text.lines().forEach(out()::println);
        }
        return ExitCode.DONE;
    }

    private PlanText.Rate rateOf(Application application) {
        if (rate != null) {
            return new PlanText.Rate(rate, "given");
        }
        try {
            OptionalDouble measured = application.progress().filesPerSecond(RECENT);
            return measured.isPresent()
                    ? new PlanText.Rate(measured.getAsDouble(), "measured in the last hour")
                    : new PlanText.Rate(ASSUMED_RATE, "assumed, for nothing was migrated in the last hour");
        } catch (JdbiException e) {
            // a plan is made before there is anything else
            return new PlanText.Rate(
                    ASSUMED_RATE,
                    DatabaseErrors.isOutage(e)
                            ? "assumed, for the database cannot be reached"
                            : "assumed, for there is no schema nfs2s3 yet");
        }
    }
}
