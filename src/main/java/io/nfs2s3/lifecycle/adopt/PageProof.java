package io.nfs2s3.lifecycle.adopt;

import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FailureCode.Nature;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.storage.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Looks at the candidates of a page, side by side. */
final class PageProof {
    /** So many of a page may hang by themselves, such as over a broken block, while mount and store answer. */
    private static final int MOST_BROKEN = 3;

    private final NfsSource source;
    private final ObjectStore store;
    private final Runnable requireSite;

    /** @param requireSite throws when database, bucket and prefix do not go together */
    PageProof(NfsSource source, ObjectStore store, Runnable requireSite) {
        this.source = source;
        this.store = store;
        this.requireSite = requireSite;
    }

    /**
     * What the looks came to, in the order of the candidates.
     *
     * @param look may fail for one candidate
     * @throws MigrationException when nothing can be said now, because mount or store are down, or the site is suspended
     */
    List<Finding> prove(Page page, Function<Candidate, CompletableFuture<Finding>> look) {
        if (page.candidates().isEmpty()) {
            return List.of();
        }
        requireSite.run();
        FutureErrors.join(source.check());
        List<CompletableFuture<Finding>> looks =
                page.candidates().stream().map(look).toList();
        List<Finding> findings = new ArrayList<>();
        List<MigrationException> outages = new ArrayList<>();
        for (int i = 0; i < looks.size(); i++) { // all are awaited: none goes on behind a page that is repeated
            try {
                findings.add(FutureErrors.join(looks.get(i)));
            } catch (MigrationException e) {
                findings.add(new Finding.Not(page.candidates().get(i).left(reason(e.code()), ErrorText.of(e))));
                if (e.code().nature() == Nature.OUTAGE) {
                    outages.add(e);
                }
            }
        }
        FutureErrors.join(source.check());
        if (!outages.isEmpty()) {
            FutureErrors.join(store.check());
        }
        List<MigrationException> down = outages.stream()
                .filter(error ->
                        error.code() != FailureCode.STORE_REFUSES) // the bucket answers: it is about the objects
                .toList();
        if (down.size() > MOST_BROKEN) {
            throw down.get(0);
        }
        return findings;
    }

    private static Reason reason(FailureCode code) {
        return switch (code) {
            case SOURCE_MISSING -> Reason.NO_ORIGINAL;
            case SOURCE_CHANGED -> Reason.ORIGINAL_CHANGING;
            case STORE_BUSY, STORE_SLOW, STORE_REFUSED, STORE_DOWN, STORE_REFUSES, STORE_REFUSES_PARTS ->
                Reason.OBJECT_UNREADABLE;
            default -> Reason.ORIGINAL_UNREADABLE;
        };
    }
}
