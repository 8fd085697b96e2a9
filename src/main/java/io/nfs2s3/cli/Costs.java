package io.nfs2s3.cli;

import io.nfs2s3.backfill.PlanSettings;
import io.nfs2s3.lifecycle.Forecast;
import io.nfs2s3.lifecycle.Forecast.Request;
import io.nfs2s3.lifecycle.Forecast.Span;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * What requests and bytes cost.
 *
 * @param prices of S3
 */
record Costs(PlanSettings prices) {
    private static final double THOUSAND = 1_000;
    private static final double GIB = 1024.0 * 1024 * 1024;

    /** What a PUT costs costs a LIST, too. */
    private static final List<Request> LIKE_PUT = List.of(Request.LIST, Request.PUT, Request.COPY);

    private static final List<Request> LIKE_GET = List.of(Request.GET, Request.HEAD);

    /** @param end what it must be at least, or what it can be at the most */
    double of(Forecast forecast, ToLongFunction<Span> end) {
        return requests(forecast, LIKE_PUT, end) / THOUSAND * prices.putPer1000()
                + requests(forecast, LIKE_GET, end) / THOUSAND * prices.getPer1000()
                + end.applyAsLong(forecast.fromS3()) / GIB * prices.outPerGib();
    }

    private static double requests(Forecast forecast, List<Request> classes, ToLongFunction<Span> end) {
        return classes.stream().map(forecast::many).mapToLong(end).sum();
    }

    /** From the least to the most, or one figure where these are the same. */
    String text(Forecast forecast) {
        String least = money(of(forecast, Span::least));
        String most = money(of(forecast, Span::most));
        return least.equals(most) ? most : least + " to " + most;
    }

    /** To keep so many bytes on S3. */
    double storagePerMonth(long bytes) {
        return bytes / GIB * prices.storagePerGibMonth();
    }

    static String money(double amount) {
        return String.format(Locale.ROOT, "%,.2f", amount);
    }
}
