package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.cli.ActOptions.Act;
import io.nfs2s3.lifecycle.adopt.AdoptSelection;
import io.nfs2s3.media.MediaKind;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "adopt",
        description = {
            "Point to objects that something else put into the bucket, such as 'aws s3 sync' or rclone, where they are proved to"
                    + " be what is on NFS. Puts nothing.",
            "Without --yes it only says what it would come to: it lists the objects and looks at the sizes of the originals, and"
                    + " reads neither.",
            "What differs is left alone, and named (exit code 1). Ends at SIGTERM or SIGINT; 'runs resume' goes on, also after a"
                    + " kill."
        })
final class AdoptCommand extends AppCommand {
    @Option(names = "--prefix", paramLabel = "PREFIX", description = "Only paths that begin so, such as images/ab/.")
    private String prefix = "";

    @Option(names = "--kind", paramLabel = "KIND", description = "Only files of this kind.")
    private @Nullable String kind;

    @Option(
            names = "--mend-metadata",
            description = "Give each object the headers and metadata that nfs2s3 itself gives, by a copy onto itself.")
    private boolean mend;

    @Option(names = "--no-get", description = "Read no object: leave those that neither ETag nor checksum proves.")
    private boolean noGet;

    @Mixin
    private final ActOptions act = new ActOptions();

    @Mixin
    private final RunOptions options = new RunOptions();

    @Override
    int run(Application application) {
        Act asked = act.act();
        List<String> kinds = application.settings().kinds().all().stream()
                .map(MediaKind::name)
                .sorted()
                .toList();
        if (kind != null && !kinds.contains(kind)) {
            throw new IllegalArgumentException("--kind " + kind + ": the kinds are " + String.join(", ", kinds));
        }
        AdoptSelection selection = new AdoptSelection(prefix, kind, mend, !noGet);
        AdoptForeground foreground = new AdoptForeground(application, options, out(), err());
        return asked == Act.DO ? foreground.start(selection) : foreground.forecast(selection, asked == Act.PLAN);
    }
}
