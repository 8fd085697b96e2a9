package io.nfs2s3.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.backfill.Backfill.Source;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.source.ScanEntry;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** Names for a backfill, and runs of it. */
final class BackfillRig {
    private final Application application;

    BackfillRig(Application application) {
        this.application = application;
    }

    static NameSource files(String prefix, int count) {
        return each -> IntStream.range(0, count).forEach(i -> each.accept(new ScanEntry.File(prefix + i + ".jpg")));
    }

    static NameSource these(String... paths) {
        return each -> List.of(paths).forEach(path -> each.accept(new ScanEntry.File(path)));
    }

    /** Says that it came so far, and then waits to be stopped. */
    static NameSource endless(int count, Runnable then) {
        return each -> {
            files("images/", count).forEach(each);
            then.run();
            for (int i = 0; ; i++) { // ends by the exception that the run throws
                each.accept(new ScanEntry.File("images/" + i % count + ".jpg"));
            }
        };
    }

    static List<FileVersion> uploads(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new FileVersion(MediaPath.of("images/" + i + ".jpg"), 1))
                .toList();
    }

    static RunResult run(Application application, RunLease lease, NameSource names, BooleanSupplier goesOn) {
        return application.backfills().backfill().run(lease, Source.SCAN, names, new RunProgress(), goesOn);
    }

    /** A run from its beginning to its end. */
    Run run(NameSource names) {
        RunResult result =
                run(application, application.backfills().backfill().start(Source.SCAN, ""), names, () -> true);
        assertThat(result).isInstanceOf(RunResult.Done.class);
        return ((RunResult.Done) result).run();
    }

    Run stored(RunLease lease) {
        return application.backfills().runs().find(lease.run()).orElseThrow();
    }
}
