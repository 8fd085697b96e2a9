package io.nfs2s3.lifecycle.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.worker.MigrationWorker;
import io.nfs2s3.worker.WorkerResult.Ending;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;

/** A site whose files are migrated by the real hook and worker, and then spoiled by hand. */
final class VerifySite {
    static final Depth LISTING = new Depth(false, false, false);
    static final Depth SOURCE = new Depth(true, false, false);
    static final Depth CHECKSUM = new Depth(true, true, false);
    static final Depth BYTES = new Depth(false, false, true);

    private final TestSite site;
    final Application application;
    private final UploadHook hook;

    VerifySite(TestSite site) {
        this.site = site;
        this.application = site.application();
        this.hook = site.closing(application.hook());
    }

    /** Has files copied and flipped; the content of each is its path. */
    void migrate(String... paths) {
        for (String path : paths) {
            site.write(path, path);
            hook.fileUploaded(path);
        }
        work();
    }

    void upload(String path) {
        hook.fileUploaded(path);
    }

    void work() {
        try (MigrationWorker worker = application.worker()) {
            assertThat(worker.runUntilEmpty().ending()).isEqualTo(Ending.IDLE);
        }
    }

    void sql(String statement) {
        site.jdbi().useHandle(handle -> handle.execute(statement));
    }

    void remove(String key) {
        site.s3().deleteObject(request -> request.bucket(site.bucket()).key(key));
    }

    /** Puts an object that says nothing of itself. */
    void put(String key, String body) {
        site.s3().putObject(request -> request.bucket(site.bucket()).key(key), RequestBody.fromString(body));
    }

    /** What is said of each file: path, cause and act; of a match nothing but its path. */
    List<String> verify(Depth depth) {
        return verify("", depth, new VerifyProgress());
    }

    List<String> verify(String prefix, Depth depth, VerifyProgress progress) {
        return verify(application.verifies().verifier(), prefix, depth, progress);
    }

    static List<String> verify(Verifier verifier, String prefix, Depth depth, VerifyProgress progress) {
        return verify(verifier, about(prefix, depth), progress);
    }

    static List<String> verify(Verifier verifier, VerifySelection about, VerifyProgress progress) {
        List<Judged> judged = new ArrayList<>();
        boolean all = verifier.verify(
                about,
                verifier.expected(verifier.below(about.prefix())),
                totals(progress),
                one -> {
                    synchronized (judged) {
                        judged.add(one);
                    }
                },
                () -> true);
        assertThat(all).isTrue();
        assertThat(progress.files()).isEqualTo(judged.size());
        return judged.stream().map(VerifySite::line).sorted().toList();
    }

    /** What is said of one file, which is right. */
    Judged found(String path) {
        List<Judged> judged = new ArrayList<>();
        application
                .verifies()
                .verifier()
                .verify(about(path, LISTING), 1, totals(new VerifyProgress()), judged::add, () -> true);
        assertThat(judged).hasSize(1);
        return judged.get(0);
    }

    static VerifySelection about(String prefix, Depth depth) {
        return new VerifySelection(prefix, depth, null, 0, false, false);
    }

    /** All files by an inventory. */
    static VerifySelection inventory(String manifest, Depth depth) {
        return new VerifySelection("", depth, null, 0, false, false, manifest, false);
    }

    static VerifySelection sample(int most, Depth depth) {
        return new VerifySelection("", depth, null, most, false, false);
    }

    static VerifyTotals totals(VerifyProgress progress) {
        return new VerifyTotals(new VerifyTally(), progress, null);
    }

    static String line(Judged judged) {
        Decision decision = judged.decision();
        return decision.verdict().sign() + " " + judged.path()
                + (decision.cause() == null ? "" : " " + decision.cause().label())
                + (decision.act() == Act.NONE ? "" : " " + decision.act().label());
    }

    static List<String> differences(List<String> judged) {
        return judged.stream().filter(line -> !line.startsWith("= ")).toList();
    }
}
