package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.backfill.Backfill.Source;
import io.nfs2s3.media.MediaKind;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "scan",
        description = {
            "Put the files below the source root into the queue, while workers copy those that were found before.",
            "Files that are known stay as they are. Ends at SIGTERM or SIGINT; 'backfill resume' goes on, also after a"
                    + " kill."
        })
final class BackfillScanCommand extends AppCommand {
    @Option(names = "--kind", paramLabel = "KIND", description = "Only what is below the prefix of this kind.")
    private @Nullable String kind;

    @Option(names = "--prefix", paramLabel = "PREFIX", description = "Only paths that begin so, such as images/ab/.")
    private @Nullable String prefix;

    @Mixin
    private final BackfillOptions options = new BackfillOptions();

    @Override
    int run(Application application) {
        String below = below(application);
        var job = new BackfillJob(Source.SCAN, below, application.backfills().names(Source.SCAN, below));
        return new ForegroundRun(application, options, out(), err()).start(job);
    }

    private String below(Application application) {
        if (kind != null && prefix != null) {
            throw new IllegalArgumentException("say --kind or --prefix, not both");
        }
        if (kind != null) {
            return prefixOf(application.settings().kinds().all(), kind);
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
