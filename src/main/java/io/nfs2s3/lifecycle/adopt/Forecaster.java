package io.nfs2s3.lifecycle.adopt;

import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.resilience.RateLimiter;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.storage.EtagSums;
import io.nfs2s3.storage.ObjectLabels;
import io.nfs2s3.storage.ObjectListing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Lists objects, and looks at the sizes of originals, without reading either. Changes nothing. */
final class Forecaster {
    private final Sorter sorter;
    private final ObjectListing listing;
    private final PageProof pages;
    private final NfsSource source;
    private final AdoptWork work;
    private final RateLimiter limiter;
    private AdoptForecast forecast = AdoptForecast.NOTHING;

    Forecaster(Sorter sorter, ObjectListing listing, PageProof pages, NfsSource source, AdoptWork work) {
        this.sorter = sorter;
        this.listing = listing;
        this.pages = pages;
        this.source = source;
        this.work = work;
        this.limiter = RateLimiter.of(work.rate());
    }

    /** Until it is told to stop. */
    AdoptForecast forecast() {
        String prefix = sorter.keyPrefix();
        String after = "";
        ObjectListing.Page listed;
        do {
            listed = FutureErrors.join(listing.page(prefix, after));
            forecast = forecast.plus(new AdoptForecast(AdoptForecast.NOTHING.counts(), 0, 1, 0, 0));
            sorter.sort(listed.objects()).split(work.atOnce(), Long.MAX_VALUE).forEach(this::look);
            after = listed.last()
                    ? after
                    : listed.objects().get(listed.objects().size() - 1).key();
        } while (!listed.last() && work.goesOn().getAsBoolean());
        return forecast;
    }

    private void look(Page page) {
        if (!work.goesOn().getAsBoolean()) {
            return;
        }
        page.candidates().forEach(candidate -> {
            limiter.acquire();
            work.progress().look();
        });
        List<Left> left = new ArrayList<>(page.left());
        List<Candidate> wanted = new ArrayList<>();
        pages.prove(page, this::look).forEach(finding -> {
            if (finding instanceof Finding.Alike one) {
                wanted.add(one.candidate());
            } else if (finding instanceof Finding.Not not) {
                left.add(not.left());
            }
        });
        boolean mend = work.selection().mend();
        forecast = forecast.plus(new AdoptForecast(
                AdoptTransactions.counts(wanted.size(), page.unchanged(), left),
                wanted.stream().mapToLong(Candidate::size).sum(),
                0,
                wanted.stream()
                        .filter(one -> !EtagSums.mayProve(one.etag(), one.size()))
                        .count(),
                mend
                        ? wanted.stream()
                                .filter(one -> one.size() <= ObjectLabels.MOST_BYTES)
                                .count()
                        : 0));
        work.progress().counts(forecast.counts());
        work.tell(left);
    }

    private CompletableFuture<Finding> look(Candidate candidate) {
        return source.read(candidate.path(), file -> {
            long size = file.fingerprint().sizeBytes();
            return size == candidate.size()
                    ? new Finding.Alike(candidate)
                    : new Finding.Not(candidate.otherSize(candidate.size(), size));
        });
    }
}
