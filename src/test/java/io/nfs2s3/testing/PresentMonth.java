package io.nfs2s3.testing;

import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The month of the ledger that it is, by UTC and the clock of the database. One that ends in two minutes is not told: a test
 * would begin in it and end in the next.
 */
public final class PresentMonth {
    private PresentMonth() {}

    /** Waits for the next month where this one is about to end. */
    public static YearMonth of(TestSite site) {
        List<YearMonth> told = new ArrayList<>();
        site.await(() -> {
            at(site, "now()").ifPresent(told::add);
            return !told.isEmpty();
        });
        return told.get(0);
    }

    /**
     * The same at another time.
     *
     * @param time in SQL
     * @return empty when its month is about to end
     */
    static Optional<YearMonth> at(TestSite site, String time) {
        return site
                .query(
                        "SELECT to_char(since, 'YYYY-MM') FROM (SELECT date_trunc('month', t AT TIME ZONE 'UTC') AS since,"
                                + " date_trunc('month', (t + interval '2 minutes') AT TIME ZONE 'UTC') AS soon"
                                + " FROM (SELECT " + time + " AS t) AS clock) AS months WHERE since = soon")
                .stream()
                .map(YearMonth::parse)
                .findFirst();
    }

    /** The name of the table of a month, in the schema of nfs2s3. */
    public static String table(YearMonth month) {
        return "ledger_%04d%02d".formatted(month.getYear(), month.getMonthValue());
    }
}
