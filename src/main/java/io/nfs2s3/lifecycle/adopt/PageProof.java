package io.nfs2s3.lifecycle.adopt;

import io.nfs2s3.lifecycle.BrokenFiles;
import io.nfs2s3.lifecycle.PageLooks;
import io.nfs2s3.lifecycle.Refusals;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.storage.ObjectStore;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Looks at the candidates of a page, side by side. For one thread. */
final class PageProof {
    private final NfsSource source;
    private final Runnable requireSite;
    private final PageLooks looks;

    /** @param requireSite throws when database, bucket and prefix do not go together */
    PageProof(NfsSource source, ObjectStore store, Runnable requireSite, BrokenFiles broken) {
        this.source = source;
        this.requireSite = requireSite;
        Refusals refusals = new Refusals(store.audit(), Integer.MAX_VALUE);
        this.looks = new PageLooks(
                () -> {
                    requireMount();
                    FutureErrors.join(store.check());
                },
                error -> refusals.isOfOne(error, store.audit()),
                broken);
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
        requireMount();
        List<Finding> findings = looks.at(page.candidates(), look, PageProof::failed);
        requireMount();
        return findings;
    }

    private void requireMount() {
        FutureErrors.join(source.checkReads());
    }

    private static Finding failed(Candidate candidate, MigrationException error) {
        return new Finding.Not(candidate.left(reason(error.code()), ErrorText.of(error)));
    }

    private static Reason reason(FailureCode code) {
        return switch (code) {
            case SOURCE_MISSING -> Reason.NO_ORIGINAL;
            case SOURCE_CHANGED -> Reason.ORIGINAL_CHANGING;
            case STORE_REFUSED, STORE_REFUSES, STORE_REFUSES_PARTS -> Reason.OBJECT_UNREADABLE;
            case STORE_BUSY, STORE_SLOW, STORE_DOWN, CHECKSUM_MISMATCH -> Reason.STORE_FAILED;
            case INTERNAL -> Reason.INTERNAL;
            default -> Reason.ORIGINAL_UNREADABLE;
        };
    }
}
