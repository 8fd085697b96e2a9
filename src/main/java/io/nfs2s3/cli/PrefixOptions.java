package io.nfs2s3.cli;

import io.nfs2s3.media.MediaKind;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which files a command is about, by how their paths begin. */
final class PrefixOptions {
    @Option(names = "--kind", paramLabel = "KIND", description = "Only files of this kind.")
    private @Nullable String kind;

    @Option(names = "--prefix", paramLabel = "PREFIX", description = "Only paths that begin so, such as images/ab/.")
    private @Nullable String prefix;

    /**
     * What their paths begin with; empty for all.
     *
     * @throws IllegalArgumentException when both options are given, or there is no such kind
     */
    String below(List<MediaKind> kinds) {
        if (kind != null && prefix != null) {
            throw new IllegalArgumentException("say --kind or --prefix, not both");
        }
        if (kind != null) {
            return prefixOf(kinds, kind);
        }
        return prefix == null ? "" : prefix;
    }

    private static String prefixOf(List<MediaKind> kinds, String name) {
        return kinds.stream()
                .filter(kind -> kind.name().equals(name))
                .map(MediaKind::prefix)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--kind " + name + ": the kinds are "
                        + String.join(", ", kinds.stream().map(MediaKind::name).toList())));
    }
}
