package io.nfs2s3.upload;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The answer of a call that its caller may give up. Either the caller gets it, or what is to be done with a late one is
 * done, and never both. Thread-safe.
 */
final class LateAnswer<T> {
    private final Consumer<T> whenLate;
    /** Empty when the caller was first. */
    private final CompletableFuture<Optional<T>> settled = new CompletableFuture<>();

    LateAnswer(Consumer<T> whenLate) {
        this.whenLate = whenLate;
    }

    /** Called by the thread that has the answer. */
    T give(T answer) {
        if (!settled.complete(Optional.of(answer))) {
            whenLate.accept(answer);
        }
        return answer;
    }

    /** Called by the one who waits no longer. @return the answer, if it has come at the last moment */
    Optional<T> giveUp() {
        settled.complete(Optional.empty());
        return settled.join();
    }
}
