package io.nfs2s3.lifecycle;

import io.nfs2s3.media.FailureCode.Nature;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MigrationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Looks at the files of a page, side by side. A file that cannot be looked at holds up no other, as long as what all looks need
 * answers: see {@link BrokenFiles} and {@link Refusals}. For one thread.
 */
public final class PageLooks {
    private final Runnable others;
    private final Predicate<MigrationException> refusedAlone;
    private final BrokenFiles broken;

    /**
     * @param others asks for what every look needs; throws when that is down
     * @param refusedAlone tells whether the store refuses one object, and answers for others
     */
    public PageLooks(Runnable others, Predicate<MigrationException> refusedAlone, BrokenFiles broken) {
        this.others = others;
        this.refusedAlone = refusedAlone;
        this.broken = broken;
    }

    /** Looks at originals, and at objects. */
    public static PageLooks of(OriginalProof originals, ObjectProof objects, BrokenFiles broken) {
        return new PageLooks(
                () -> {
                    originals.requireMount();
                    objects.requireStore();
                },
                objects::isRefusedAlone,
                broken);
    }

    /** Looks at originals alone. */
    public static PageLooks of(OriginalProof originals, BrokenFiles broken) {
        return new PageLooks(originals::requireMount, error -> false, broken);
    }

    /**
     * Looks at all of them. All looks are awaited: none goes on behind a page that is looked at again.
     *
     * @param failed what is to be said of a file whose look failed
     * @return what the looks came to, in the order of the files
     * @throws MigrationException when nothing can be said now
     */
    public <F, T> List<T> at(
            List<F> page, Function<F, CompletableFuture<T>> look, BiFunction<F, MigrationException, T> failed) {
        List<T> answers = new ArrayList<>();
        Map<Integer, MigrationException> outages = new TreeMap<>();
        List<CompletableFuture<T>> looks = page.stream().map(look).toList();
        for (int i = 0; i < page.size(); i++) {
            try {
                answers.add(FutureErrors.join(looks.get(i)));
            } catch (MigrationException e) {
                answers.add(failed.apply(page.get(i), e));
                if (e.code().nature() == Nature.OUTAGE) {
                    outages.put(i, e);
                }
            }
        }
        if (outages.isEmpty()) {
            return answers;
        }
        others.run();
        outages.values().removeIf(refusedAlone);
        if (broken.areMany(page, outages.values())) {
            outages.keySet().forEach(i -> answers.set(i, again(page.get(i), look, failed)));
            others.run();
        }
        return answers;
    }

    private <F, T> T again(
            F file, Function<F, CompletableFuture<T>> look, BiFunction<F, MigrationException, T> failed) {
        try {
            return FutureErrors.join(look.apply(file));
        } catch (MigrationException e) {
            if (!refusedAlone.test(e)) {
                BrokenFiles.requireOwn(List.of(e));
            }
            return failed.apply(file, e);
        }
    }
}
