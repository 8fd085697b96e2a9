package io.nfs2s3.lifecycle.adopt;

import io.nfs2s3.lifecycle.Outages;
import io.nfs2s3.lifecycle.adopt.AdoptTransactions.Applied;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.runs.PagedRun;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.runs.Runs;
import io.nfs2s3.storage.ObjectListing;
import java.util.function.Supplier;

/** One run in this process, on the caller's thread: page by page objects are listed and proved, then pointers set to them. */
final class AdoptExecution implements AutoCloseable {
    private final Runs runs;
    private final AdoptTransactions transactions;
    private final Sorter sorter;
    private final ObjectListing listing;
    private final PageProof pages;
    private final ObjectProof proof;
    private final RunLease lease;
    private final AdoptWork work;
    private final PagedRun paged;
    private long number;
    /** Those that earlier passes of this run adopted, and this one comes upon again. */
    private long before;

    /** @param closedBecause why the run must wait; empty when it need not */
    AdoptExecution(
            Runs runs,
            AdoptTransactions transactions,
            Sorter sorter,
            ObjectListing listing,
            PageProof pages,
            ObjectProof proof,
            Supplier<String> closedBecause,
            RunLease lease,
            AdoptWork work) {
        this.runs = runs;
        this.transactions = transactions;
        this.sorter = sorter;
        this.listing = listing;
        this.pages = pages;
        this.proof = proof;
        this.lease = lease;
        this.work = work;
        this.paged = new PagedRun(
                runs,
                lease,
                work.progress(),
                Outages::pass,
                closedBecause,
                work.rate(),
                work.goesOn(),
                "nfs2s3-adopt-watch");
    }

    RunResult take() {
        return paged.take(this::list, () -> transactions.done(lease));
    }

    private void list() {
        before = paged.patiently(() -> runs.find(lease.run()))
                .orElseThrow()
                .counts()
                .done();
        number = paged.patiently(() -> transactions.pages(lease));
        String prefix = sorter.keyPrefix();
        String after = "";
        ObjectListing.Page listed;
        do {
            paged.check();
            String last = after;
            listed = paged.patiently(() -> FutureErrors.join(listing.page(prefix, last)));
            ObjectListing.Page page = listed;
            paged.patiently(() -> sorter.sort(page.objects()))
                    .split(work.atOnce(), AdoptWork.BYTES_AT_ONCE)
                    .forEach(this::adopt);
            after = page.last()
                    ? after
                    : page.objects().get(page.objects().size() - 1).key();
        } while (!listed.last());
    }

    private void adopt(Page page) {
        if (page.isEmpty()) {
            return;
        }
        paged.begin(page.candidates().size());
        long next = number + 1;
        long again = Math.min(before, page.unchanged());
        // A proof is not kept for the end of an outage: file and object may be others by then.
        Applied applied = paged.patiently(
                () -> transactions.apply(lease, next, page, page.unchanged() - again, pages.prove(page, proof::prove)));
        number = next;
        before -= again;
        work.progress().counts(applied.counts());
        work.tally().adopted(applied.adopted());
        work.tell(applied.left());
    }

    @Override
    public void close() {
        paged.close();
    }
}
