package io.nfs2s3.media;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The kinds of a site. Immutable. */
public final class MediaKinds {
    private final List<MediaKind> longestPrefixFirst;

    /** @throws IllegalArgumentException when there is no kind, or two share a name or a prefix */
    public MediaKinds(List<MediaKind> kinds) {
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("kinds: there must be at least one kind");
        }
        Set<String> names = new HashSet<>();
        Set<String> prefixes = new HashSet<>();
        for (MediaKind kind : kinds) {
            if (!names.add(kind.name())) {
                throw new IllegalArgumentException("kinds: two are named " + kind.name());
            }
            if (!prefixes.add(kind.prefix())) {
                throw new IllegalArgumentException("kinds: two have the prefix \"" + kind.prefix() + "\"");
            }
        }
        longestPrefixFirst = kinds.stream()
                .sorted(Comparator.comparingInt(
                                (MediaKind kind) -> kind.prefix().length())
                        .reversed())
                .toList();
    }

    /** The kind with the longest prefix that the path begins with. */
    public Optional<MediaKind> find(MediaPath path) {
        return longestPrefixFirst.stream().filter(kind -> kind.covers(path)).findFirst();
    }

    /**
     * Like {@link #find}, for callers that cannot go on without a kind.
     *
     * @throws IllegalArgumentException when no kind covers the path
     */
    public MediaKind of(MediaPath path) {
        return find(path)
                .orElseThrow(() -> new IllegalArgumentException("no kind covers \"" + path + "\": the prefixes are "
                        + longestPrefixFirst.stream().map(MediaKind::prefix).toList()
                        + "; add a kind for it to the settings"));
    }

    /** Every kind, longest prefix first. */
    public List<MediaKind> all() {
        return longestPrefixFirst;
    }
}
