package io.nfs2s3.media;

import java.util.ArrayList;
import java.util.List;

/** Gathers what is wrong with a value, so that all of it is said at once. Not thread-safe. */
public final class Problems {
    private final List<String> found = new ArrayList<>();

    /** @param problem one line that names what is wrong, and what would be right; kept if {@code wrong} */
    public Problems addIf(boolean wrong, String problem) {
        if (wrong) {
            found.add(problem);
        }
        return this;
    }

    /** Does something that throws an {@link IllegalArgumentException} with one line for each problem. */
    public Problems addFrom(Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException e) {
            found.add(String.valueOf(e.getMessage()));
        }
        return this;
    }

    /** @throws IllegalArgumentException when there are any, with one line for each */
    public void throwIfAny() {
        if (!found.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", found));
        }
    }
}
