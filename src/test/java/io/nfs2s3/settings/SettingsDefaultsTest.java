package io.nfs2s3.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.backfill.BackfillSettings;
import io.nfs2s3.backfill.PlanSettings;
import io.nfs2s3.database.DatabaseSettings;
import io.nfs2s3.http.HttpSettings;
import io.nfs2s3.lifecycle.retire.RetireSettings;
import io.nfs2s3.lifecycle.verify.VerifySettings;
import io.nfs2s3.logs.LogSettings;
import io.nfs2s3.logs.LogSettings.Format;
import io.nfs2s3.media.MediaKind;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.NameRules;
import io.nfs2s3.media.TimeWindows;
import io.nfs2s3.notify.NotifySettings;
import io.nfs2s3.origin.OriginSettings;
import io.nfs2s3.queue.QueueSettings;
import io.nfs2s3.recovery.SweepSettings;
import io.nfs2s3.resolve.CacheSettings;
import io.nfs2s3.resolve.CdnHosts;
import io.nfs2s3.resolve.CdnSettings;
import io.nfs2s3.resolve.CdnSettings.Choice;
import io.nfs2s3.resolve.CdnSettings.HostsFrom;
import io.nfs2s3.resolve.ResolveSettings;
import io.nfs2s3.resolve.ResolveSettings.DatabaseDown;
import io.nfs2s3.resolve.ResolveSettings.Unregistered;
import io.nfs2s3.schedule.JobSchedule;
import io.nfs2s3.schedule.JobSettings;
import io.nfs2s3.source.ScanSettings;
import io.nfs2s3.source.SourceSettings;
import io.nfs2s3.storage.KindOptions;
import io.nfs2s3.storage.StorageSettings;
import io.nfs2s3.storage.VerificationMode;
import io.nfs2s3.tls.TlsSettings;
import io.nfs2s3.upload.UploadSettings;
import io.nfs2s3.worker.WorkerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every default of every setting. Whoever changes one has to change it here too, and to think of who relies on it. */
class SettingsDefaultsTest {
    private final Settings defaults = SettingsReader.read(Optional.empty(), Map.of());

    @Test
    void kinds() {
        assertThat(defaults.kinds().all())
                .containsExactlyInAnyOrder(
                        new MediaKind("image", "images/", true), new MediaKind("audio", "audio/", false));
    }

    @Test
    void source() {
        assertThat(defaults.source())
                .isEqualTo(new SourceSettings(
                        Path.of("/mnt/media"),
                        MediaPath.of(".nfs2s3-mounted"),
                        Duration.ofSeconds(90),
                        Duration.ofSeconds(30),
                        64,
                        16));
    }

    @Test
    void names() {
        assertThat(List.of("a.tmp", "a.part", "a~", "Thumbs.db", "lost+found", ".nfs2s3-mounted"))
                .as("a hook that is built without settings behaves the same")
                .allSatisfy(name -> assertThat(defaults.names().reason(name))
                        .isPresent()
                        .isEqualTo(NameRules.DEFAULTS.reason(name)));
        assertThat(defaults.names().reason("a.jpg")).isEmpty();
    }

    @Test
    void retire() {
        assertThat(defaults.retire())
                .isEqualTo(new RetireSettings(false, Duration.ofDays(30), Duration.ofDays(30), 100, 100_000, 10, 100));
    }

    @Test
    void verify() {
        assertThat(defaults.verify()).isEqualTo(new VerifySettings(10_000, 5_000));
        assertThat(defaults.verifySampleJob()).isEqualTo(new JobSettings(true, new JobSchedule.Cron("0 30 3 * * ?")));
        assertThat(defaults.verifyWholeJob()).isEqualTo(new JobSettings(true, new JobSchedule.Cron("0 30 2 1 * ?")));
    }

    @Test
    void database() {
        assertThat(defaults.database())
                .isEqualTo(new DatabaseSettings(
                        "jdbc:postgresql://localhost:5432/postgres",
                        "nfs2s3",
                        "",
                        10,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(60)));
    }

    @Test
    void aws() {
        assertThat(defaults.aws()).isEqualTo(new AwsSettings("", "", ""));
    }

    @Test
    void tls() {
        assertThat(defaults.tls()).isEqualTo(new TlsSettings(Optional.empty()));
    }

    @Test
    void log() {
        assertThat(defaults.log()).isEqualTo(LogSettings.DEFAULTS).isEqualTo(new LogSettings(Format.TEXT, 30));
    }

    @Test
    void notifications() {
        assertThat(defaults.notifications()).isEqualTo(new NotifySettings(List.of(), "", Duration.ofSeconds(10)));
        assertThat(defaults.notifications().isSet()).isFalse();
    }

    @Test
    void sqs() {
        assertThat(defaults.sqs())
                .isEqualTo(new QueueSettings(
                        Optional.empty(),
                        "nfs2s3-nfs2s3-media-uploads",
                        "nfs2s3-nfs2s3-media-backfill",
                        Duration.ofMinutes(2),
                        Duration.ofSeconds(2),
                        50));
    }

    @Test
    void s3() {
        assertThat(defaults.s3())
                .isEqualTo(new StorageSettings(
                        Optional.empty(),
                        "nfs2s3-media",
                        "",
                        false,
                        16 * 1024 * 1024,
                        100 * 1024 * 1024,
                        VerificationMode.CHECKSUM,
                        Duration.ofHours(48),
                        Duration.ofSeconds(60),
                        "public, max-age=31536000, immutable",
                        Duration.ofHours(24),
                        KindOptions.NONE));
    }

    @Test
    void catalog() {
        assertThat(defaults.siteUpdate()).isEmpty();
    }

    @Test
    void upload() {
        assertThat(defaults.upload())
                .isEqualTo(new UploadSettings(
                        Duration.ofMillis(800),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(2),
                        4,
                        Optional.empty()))
                .as("a hook that is built without settings behaves the same")
                .isEqualTo(UploadSettings.DEFAULTS);
    }

    @Test
    void worker() {
        assertThat(defaults.worker())
                .isEqualTo(new WorkerSettings(
                        64,
                        false,
                        4,
                        Duration.ofSeconds(5),
                        128L * 1024 * 1024,
                        0,
                        0,
                        200,
                        Duration.ofMillis(20),
                        12,
                        Duration.ofSeconds(25)));
    }

    @Test
    void sweep() {
        assertThat(defaults.sweep()).isEqualTo(new SweepSettings(Duration.ofHours(6)));
    }

    @Test
    void backfill() {
        assertThat(defaults.backfill()).isEqualTo(new BackfillSettings(new TimeWindows(List.of()), 0, 200_000));
    }

    @Test
    void jobs() {
        assertThat(defaults.drainJob()).isEqualTo(every(Duration.ofSeconds(2)));
        assertThat(defaults.workerJob()).isEqualTo(every(Duration.ofSeconds(1)));
        assertThat(defaults.sweepJob()).isEqualTo(every(Duration.ofMinutes(5)));
    }

    @Test
    void resolve() {
        ResolveSettings resolve = defaults.resolve();
        assertThat(resolve)
                .isEqualTo(new ResolveSettings(
                        "https://www.example.com/media/",
                        new CdnSettings(
                                CdnHosts.parse(List.of("cdn1.example.com", "cdn2.example.com")),
                                HostsFrom.SETTINGS,
                                Choice.RANDOM,
                                "https"),
                        new CacheSettings(Duration.ofMinutes(5), Duration.ofSeconds(15), Duration.ofHours(12), 100_000),
                        Unregistered.NFS,
                        DatabaseDown.NFS,
                        Optional.empty()));
    }

    @Test
    void backfill_scan() {
        assertThat(defaults.scan()).isEqualTo(new ScanSettings(false));
    }

    @Test
    void plan() {
        assertThat(defaults.plan()).isEqualTo(new PlanSettings(0.005, 0.0004, 0.09, 0.023));
    }

    @Test
    void http() {
        assertThat(defaults.http()).isEqualTo(new HttpSettings(true, "127.0.0.1", 8425, "", ""));
    }

    @Test
    void origin() {
        assertThat(defaults.origin())
                .isEqualTo(new OriginSettings(
                        "127.0.0.1",
                        8426,
                        1_000,
                        64,
                        16 * 1024,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(1),
                        new OriginSettings.Hot(Duration.ofMinutes(1), 100, 100_000)));
    }

    @Test
    void a_superseded_object_outlives_every_page_that_names_it() {
        assertThat(defaults.s3().supersededRetention())
                .isGreaterThan(defaults.resolve()
                        .cache()
                        .fresh()
                        .plus(defaults.resolve().cache().stale()));
    }

    private static JobSettings every(Duration interval) {
        return new JobSettings(true, new JobSchedule.Every(interval));
    }
}
