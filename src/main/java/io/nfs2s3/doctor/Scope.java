package io.nfs2s3.doctor;

import java.util.EnumSet;
import java.util.Set;

/**
 * Which checks are wanted.
 *
 * @param categories of these, with those that they need
 * @param probes whether they may write data of their own, which they remove again
 */
public record Scope(Set<CheckCategory> categories, boolean probes) {
    /** All checks, with all that they can try. */
    public static final Scope ALL = new Scope(EnumSet.allOf(CheckCategory.class), true);

    public Scope {
        categories = Set.copyOf(categories);
    }

    boolean covers(Check check) {
        return categories.contains(check.code().category());
    }
}
