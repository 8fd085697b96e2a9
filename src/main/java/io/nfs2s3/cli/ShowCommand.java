package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.catalog.FileRecord;
import io.nfs2s3.catalog.Ledger;
import io.nfs2s3.catalog.LedgerEntry;
import io.nfs2s3.catalog.LedgerFilter;
import io.nfs2s3.lifecycle.verify.FileLook;
import io.nfs2s3.lifecycle.verify.FileLook.Side;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.TimeRange;
import io.nfs2s3.resolve.MediaUrlResolver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        description = {
            "All that is known of a file: what its page gets, its row, what is on NFS and in S3 now, and what became of its"
                    + " pointer.",
            "Changes nothing, and takes a HEAD for each file. What is down is said, and the rest is shown."
        })
final class ShowCommand extends AppCommand {
    @Parameters(
            paramLabel = "PATH",
            arity = "1..*",
            description = "Media paths, relative to the source root; - reads them from standard input, one a line.")
    private List<String> paths = List.of();

    @Option(
            names = "--acts",
            paramLabel = "N",
            description =
                    "At most so many lines of the ledger for each file, the newest first; ${DEFAULT-VALUE} without it.")
    private int acts = 5;

    @Option(names = "--json", description = "One line of JSON for each path; state is null where there is no row.")
    private boolean json;

    @Override
    int run(Application application) {
        if (acts < 1) {
            throw new IllegalArgumentException("--acts " + acts + ": give 1 or more");
        }
        MediaUrlResolver resolver = application.failingResolver();
        FileLook look = application.verifies().look();
        Ledger ledger = application.ledger();
        boolean readsLedger = ledger.missingToRead().isEmpty();
        GivenPaths.inPages(application, paths, page -> {
            Map<String, String> urls = resolver.urls(page);
            Map<MediaPath, FileRecord> records = application
                    .verifies()
                    .records()
                    .find(page.stream().map(MediaPath::of).toList());
            for (String path : page) {
                MediaPath media = MediaPath.of(path);
                tell(look, media, urls.get(path), records.get(media), readsLedger ? acts(ledger, media) : List.of());
            }
        });
        return ExitCode.DONE;
    }

    private List<LedgerEntry> acts(Ledger ledger, MediaPath path) {
        List<LedgerEntry> entries = new ArrayList<>();
        ledger.forEach(new LedgerFilter(List.of(path), TimeRange.ALL, null), acts, entries::add);
        return entries;
    }

    private void tell(
            FileLook look, MediaPath path, @Nullable String url, @Nullable FileRecord record, List<LedgerEntry> acts) {
        Side original = record == null ? look.original(path) : look.original(record.copy());
        Side object = record == null ? null : look.object(record.copy());
        ShownFile file = new ShownFile(path, url, record, original, object, acts);
        if (json) {
            json(file.fields());
        } else {
            file.lines().forEach(out()::println);
        }
        out().flush();
    }
}
