package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.lifecycle.Outages;
import io.nfs2s3.lifecycle.Refusals;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FailureCode.Nature;
import io.nfs2s3.media.MigrationException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The look at one file, which may be repeated. An error that only this file meets is its verdict, or it would be waited for
 * without end. For one thread.
 */
final class OneLook implements Supplier<Optional<Judged>> {
    static final int TRIES = 3;

    private final Supplier<Optional<Judged>> look;
    private final Function<String, Judged> error;
    private final Predicate<MigrationException> refusedAlone;
    private final Runnable others;
    private int tries;

    /**
     * @param error tells the verdict of the file, by what the error says
     * @param refusedAlone tells whether the store refuses what this look asks for, and answers others
     * @param others asks for what every look needs; throws when that is down
     */
    OneLook(
            Supplier<Optional<Judged>> look,
            Function<String, Judged> error,
            Predicate<MigrationException> refusedAlone,
            Runnable others) {
        this.look = look;
        this.error = error;
        this.refusedAlone = refusedAlone;
        this.others = others;
    }

    /** @throws MigrationException when something that is needed is down, or may be: then nothing is known */
    @Override
    public Optional<Judged> get() {
        try {
            return look.get();
        } catch (MigrationException e) {
            if (refusedAlone.test(e)) {
                return Optional.of(error.apply(Refusals.alone(e)));
            }
            if (e.code().nature() == Nature.OUTAGE && !isItsOwn(e)) {
                throw e;
            }
            return Optional.of(error.apply(ErrorText.of(e)));
        }
    }

    private boolean isItsOwn(MigrationException e) {
        if (!Outages.pass(e) || e.code() == FailureCode.STORE_SLOW) {
            return false;
        }
        others.run();
        tries++;
        return tries >= TRIES;
    }
}
