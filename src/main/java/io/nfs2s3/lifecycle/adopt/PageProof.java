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
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Looks at the candidates of a page, side by side. For one thread. */
final class PageProof {
    /** So many of a page may hang by themselves, such as over a broken block, while mount and store answer. */
    private static final int MOST_BROKEN = 3;

    private final NfsSource source;
    private final ObjectStore store;
    private final Runnable requireSite;
    private final int mostRepeats;
    private @Nullable Page repeated;
    private int repeats;

    /**
     * @param requireSite throws when database, bucket and prefix do not go together
     * @param mostRepeats how often a page fails as a whole because many of its candidates do, while mount and store answer
     */
    PageProof(NfsSource source, ObjectStore store, Runnable requireSite, int mostRepeats) {
        this.source = source;
        this.store = store;
        this.requireSite = requireSite;
        this.mostRepeats = mostRepeats;
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
        Map<Integer, MigrationException> outages = new TreeMap<>();
        for (int i = 0; i < looks.size(); i++) { // all are awaited: none goes on behind a page that is repeated
            int index = i;
            findings.add(finding(looks.get(i), page.candidates().get(i), error -> outages.put(index, error)));
        }
        requireUp(!outages.isEmpty());
        // what is refused is about the object: the bucket answers
        outages.values().removeIf(error -> error.code() == FailureCode.STORE_REFUSES);
        if (outages.size() > MOST_BROKEN) {
            awaitRepeats(page, outages.values().iterator().next());
            outages.keySet().forEach(index -> {
                Candidate candidate = page.candidates().get(index);
                findings.set(index, finding(look.apply(candidate), candidate, error -> {}));
            });
            requireUp(true);
        }
        return findings;
    }

    private void requireUp(boolean storeToo) {
        FutureErrors.join(source.check());
        if (storeToo) {
            FutureErrors.join(store.check());
        }
    }

    /** What is down behind mount and store comes back, most often. Else the broken candidates are looked at one by one. */
    private void awaitRepeats(Page page, MigrationException error) {
        repeats = page.equals(repeated) ? repeats + 1 : 1;
        repeated = page;
        if (repeats <= mostRepeats) {
            throw error;
        }
    }

    /** @param outage told of an error that may be about more than this candidate */
    private static Finding finding(
            CompletableFuture<Finding> look, Candidate candidate, Consumer<MigrationException> outage) {
        try {
            return FutureErrors.join(look);
        } catch (MigrationException e) {
            if (e.code().nature() == Nature.OUTAGE) {
                outage.accept(e);
            }
            return new Finding.Not(candidate.left(reason(e.code()), ErrorText.of(e)));
        }
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
