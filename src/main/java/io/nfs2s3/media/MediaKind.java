package io.nfs2s3.media;

/**
 * A class of media with a path prefix.
 *
 * @param name what operators call it, such as {@code image}; lower case letters, digits, {@code _} and {@code -}
 * @param prefix what its paths begin with: empty (every path), or ending in {@code /}
 * @param migrated whether its files are migrated now; if not, they are registered as {@link MediaState#HELD}
 */
public record MediaKind(String name, String prefix, boolean migrated) {
    public MediaKind {
        if (!name.matches("[a-z0-9][a-z0-9_-]{0,62}")) {
            throw new IllegalArgumentException(
                    "kind \"" + name + "\": a name has 1 to 63 of a-z, 0-9, \"_\" and \"-\"");
        }
        if (!prefix.isEmpty()) {
            if (!prefix.endsWith("/")) {
                throw new IllegalArgumentException(
                        "kind " + name + ": the prefix \"" + prefix + "\" must end in \"/\"");
            }
            MediaPath.of(prefix.substring(0, prefix.length() - 1));
        }
    }

    /** The state of a file of this kind right after its upload. */
    public MediaState registeredState() {
        return migrated ? MediaState.QUEUED : MediaState.HELD;
    }

    /** Whether its prefix fits; that of another kind may be longer. */
    public boolean covers(MediaPath path) {
        return path.value().startsWith(prefix);
    }
}
