package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.backfill.Backfill.Source;
import io.nfs2s3.backfill.NameSource;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.source.ScanEntry;
import io.nfs2s3.testing.Browser;
import io.nfs2s3.testing.BrowserPage;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import io.nfs2s3.upload.UploadHook;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The page in a browser, through a migration with an outage, failures and a pause. What it looked like at each step is left
 * in {@code target/screenshots}.
 */
class DashboardBrowserIT {
    private static final String TOKEN = "a-token-of-this-test-alone";
    private static final Path PICTURES = Path.of("target", "screenshots");
    private static final List<Integer> WIDTHS = List.of(1280, 390);
    private static final int FIRST = 40;
    private static final int LATE = 8;
    private static final int NEVER = 3;
    private static final int OLD = 300;

    /** Of the page with its first figures. */
    private static final long MOST_BYTES = 150 * 1024;

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    @Test
    void a_migration_is_watched_and_steered_on_the_page() {
        Browser.missing().ifPresent(Assumptions::abort);
        try (TcpProxy s3 = Wire.toS3(site);
                UploadHook hook = site.application().hook();
                Daemon daemon = new Daemon(site.application(
                        Wire.s3Setting(s3),
                        "http.controlToken = " + TOKEN,
                        "drain.schedule = 100 ms",
                        "worker { schedule = 100 ms, filesInFlight = 8 }"));
                Browser browser = Browser.start()) {
            daemon.start();
            String address = daemon.dashboardAddress().orElseThrow();
            BrowserPage page = browser.page();
            page.look(WIDTHS.get(0), false);
            page.open(address);
            page.awaitText("left", "No file is registered yet");
            page.awaitShown("#unlock", true);
            assertThat(page.received()).isPositive().isLessThan(MOST_BYTES);
            check(page, "empty");

            uploadsMoveTheBar(page, hook);
            s3.refuse();
            anOutageOfS3IsTold(page);
            aWrongTokenIsRefused(page);
            theBackfillIsPaused(page);
            s3.accept();
            theOutageIsOverAndThePauseIsNot(page, hook);
            oneGroupOfFailuresIsRetried(page);
            theBackfillGoesOn(page);

            page.click("#lock");
            page.awaitShown("#acts", false);
            assertThat(page.requests()).allMatch(url -> url.startsWith(address) || url.startsWith("data:"));
            assertThat(page.errors())
                    .as("but the wrong token, and what was asked for before it had been read")
                    .filteredOn(error -> !error.contains("503"))
                    .singleElement()
                    .asString()
                    .contains("401");
        }
    }

    /** A browser's fetch() takes no address that has a password, as the page's own may have. */
    @Test
    void the_page_is_whole_with_the_password_in_its_address() {
        Browser.missing().ifPresent(Assumptions::abort);
        String view = "0123456789abcdef-of-who-looks";
        try (Daemon daemon = new Daemon(site.application("http.controlToken = " + TOKEN, "http.viewToken = " + view));
                Browser browser = Browser.start()) {
            daemon.start();
            BrowserPage page = browser.page();

            page.open(daemon.dashboardAddress().orElseThrow().replace("http://", "http://ann:" + view + "@"));

            page.awaitShown("#unlock", true);
            page.type("#by", "ann");
            page.type("#token", TOKEN);
            page.click("#unlock button");
            page.awaitShown("#acts", true);
        }
    }

    private static void uploadsMoveTheBar(BrowserPage page, UploadHook hook) {
        write("uploads/", FIRST);
        names("uploads/", FIRST).forEach(hook::fileUploaded);
        names("late/", LATE).forEach(hook::fileUploaded);
        names("never/", NEVER).forEach(hook::fileUploaded);
        site.link("images/outside.jpg", "/etc/hostname");
        hook.fileUploaded("images/outside.jpg");

        page.awaitText("counted", FIRST + " of 52 files migrated");
        page.awaitText("more", "12 failed");
        assertThat(page.text("percent")).isEqualTo("76.9 %");
        page.await("document.getElementById('bar-done').offsetWidth > document.getElementById('bar').offsetWidth / 2");
        page.await("Number(document.getElementById('files-rate').textContent) > 0");
        check(page, "migrating");
    }

    private static void anOutageOfS3IsTold(BrowserPage page) {
        write("old/", OLD);
        NameSource names = each -> names("old/", OLD).forEach(name -> each.accept(new ScanEntry.File(name)));
        Application application = site.application();
        RunLease lease = application.backfills().backfill().start(Source.SCAN, "images/old/");
        application.backfills().backfill().run(lease, Source.SCAN, names, new RunProgress(), () -> true);

        page.awaitText("more", OLD + " queued");
        page.awaitText("wait-rows", "worker");
        check(page, "outage");
    }

    private static void aWrongTokenIsRefused(BrowserPage page) {
        page.type("#by", "ann");
        page.type("#token", "a-token-of-another-daemon");
        page.click("#unlock button");
        page.awaitText("said", "Not unlocked");
        page.awaitShown("#acts", false);

        page.type("#token", TOKEN);
        page.click("#unlock button");
        page.awaitShown("#acts", true);
        check(page, "control");
    }

    private static void theBackfillIsPaused(BrowserPage page) {
        page.click("[aria-label='Pause backfill']");
        page.type("#field-reason", "S3 is down");
        check(page, "dialog");
        page.click("#confirm-do");
        page.awaitText("said", "paused on every host");
        page.awaitShown("[aria-label='Resume backfill']", true);
        page.awaitText("wait-rows", "paused by ann");
    }

    private static void theOutageIsOverAndThePauseIsNot(BrowserPage page, UploadHook hook) {
        page.await("!document.getElementById('wait-rows').textContent.includes('worker')");
        site.write("images/live.jpg", "live");
        hook.fileUploaded("images/live.jpg");
        site.await(() -> site.query("SELECT state FROM nfs2s3.media WHERE path = 'images/live.jpg'")
                .contains("MIGRATED"));
        page.awaitText("left", "The backfill is paused");
        page.awaitText("more", "queued");
        check(page, "paused");
    }

    private static void oneGroupOfFailuresIsRetried(BrowserPage page) {
        write("late/", LATE);
        page.click("[aria-label='Retry SOURCE_MISSING']");
        page.type("#field-prefix", "images/late/");
        page.click("#confirm-do");
        page.awaitText("said", LATE + " files go back to the queue");
        page.awaitText("failure-rows", "SOURCE_MISSING" + NEVER);
        page.awaitText("failure-rows", "SOURCE_OUTSIDE_ROOT1");
    }

    private static void theBackfillGoesOn(BrowserPage page) {
        page.click("[aria-label='Resume backfill']");
        page.click("#confirm-do");
        page.awaitText("said", "the pause is over on every host");
        page.awaitShown("#waits", false);
        page.awaitText("left", "Nothing is queued, 4 files failed");
        page.awaitText("counted", FIRST + LATE + OLD + 1 + " of 353 files migrated");
        page.awaitText("record-rows", "RETRY");
        check(page, "done");
    }

    private static void write(String prefix, int count) {
        names(prefix, count).forEach(name -> site.write(name, name.repeat(20)));
    }

    private static List<String> names(String prefix, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> "images/" + prefix + i + ".jpg")
                .toList();
    }

    /** In each look: nothing is out of reach, and axe-core finds no fault. */
    private static void check(BrowserPage page, String state) {
        for (boolean dark : List.of(true, false)) {
            for (int width : WIDTHS) {
                String look = state + "-" + width + (dark ? "-dark" : "-light");
                page.look(width, dark);
                page.picture(PICTURES.resolve(look + ".png"), width);
                assertThat(page.overflow()).as(look).isNotPositive();
                assertThat(page.faults()).as(look).isEmpty();
            }
        }
        page.look(WIDTHS.get(0), false);
    }
}
