package io.nfs2s3.settings;

import com.typesafe.config.Config;
import io.nfs2s3.backfill.BackfillSettings;
import io.nfs2s3.backfill.PlanSettings;
import io.nfs2s3.database.DatabaseSettings;
import io.nfs2s3.http.HttpSettings;
import io.nfs2s3.lifecycle.retire.RetireSettings;
import io.nfs2s3.lifecycle.verify.VerifySettings;
import io.nfs2s3.logs.LogSettings;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.NameRules;
import io.nfs2s3.media.TimeWindows;
import io.nfs2s3.notify.NotifySettings;
import io.nfs2s3.origin.OriginSettings;
import io.nfs2s3.queue.QueueSettings;
import io.nfs2s3.recovery.SweepSettings;
import io.nfs2s3.resolve.ResolveSettings;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads and checks the settings. All values are read before the problems are told, together. */
public final class SettingsReader {
    private static final Logger log = LoggerFactory.getLogger(SettingsReader.class);
    private static final double MOST_PRICE = 1_000;
    private final Config config;
    private final ConfigValues values;
    /** With their places. */
    private final List<String> problems = new ArrayList<>();

    /** Of values; {@link Places} says where they are. */
    private final List<String> wrong = new ArrayList<>();

    private SettingsReader(SettingsSource.Loaded loaded) {
        this.config = loaded.config();
        this.values = new ConfigValues(config, SiteQueues.named(Defaults.TABLE), wrong);
        this.problems.addAll(loaded.problems());
    }

    /**
     * @param file the site's file; without one, defaults and environment only
     * @throws SettingsException when a key or a value is wrong
     */
    public static Settings read(Optional<Path> file, Map<String, String> environment) {
        SettingsSource.Loaded loaded = SettingsSource.load(file, environment);
        Settings settings = new SettingsReader(loaded).settings();
        OpenSecrets.in(loaded.config())
                .forEach(secret -> log.warn("a secret can be read by every user of this host reason=\"{}\"", secret));
        settings.s3().warnings().forEach(warning -> log.warn("a setting may be a mistake reason=\"{}\"", warning));
        return settings;
    }

    /**
     * Every key with its value, and what is wrong.
     *
     * @throws SettingsException when the file cannot be read or is no HOCON
     */
    public static SettingsInForce inForce(Optional<Path> file, Map<String, String> environment) {
        SettingsSource.Loaded loaded = SettingsSource.load(file, environment);
        SettingsReader reader = new SettingsReader(loaded);
        SettingsReader standard = new SettingsReader(SettingsSource.load(Optional.empty(), Map.of()));
        List<String> problems = new ArrayList<>();
        List<String> warnings = new ArrayList<>(OpenSecrets.in(loaded.config()));
        try {
            warnings.addAll(reader.settings().s3().warnings());
        } catch (SettingsException e) {
            problems.addAll(e.problems());
        }
        standard.settings();
        return SettingsInForce.of(loaded.config(), reader.values.known(), standard.values.known(), problems, warnings);
    }

    private Settings settings() {
        Section<KindsReader.Kinds> kinds = section(() -> KindsReader.kinds(config, values));
        Section<SourceSettings> source = section(this::source);
        Section<NameRules> names = section(() -> new NameRules(
                values.texts("source.skip"),
                source.value() == null ? MediaPath.of("unknown") : source.get().sentinel()));
        Section<DatabaseSettings> database = section(this::database);
        Section<AwsSettings> aws = section(() -> AwsSettings.of("aws", values));
        Section<QueueSettings> sqs = section(this::sqs);
        Section<AwsSettings> sqsAccess = section(() -> AwsSettings.of("sqs", values));
        Section<StorageSettings> s3 = section(
                () -> s3(kinds.value() == null ? KindOptions.NONE : kinds.get().options()));
        Section<AwsSettings> s3Access = section(() -> AwsSettings.of("s3", values));
        Section<UploadSettings> upload = section(this::upload);
        Section<WorkerSettings> worker = section(this::worker);
        Section<SweepSettings> sweep = section(() -> new SweepSettings(values.duration("sweep.age", "1 m", "14 d")));
        Section<BackfillSettings> backfill = section(this::backfill);
        Section<ScanSettings> scan = section(() -> new ScanSettings(values.flag("backfill.scan.statAll")));
        Section<RetireSettings> retire = section(() -> LifecycleReader.retire(values));
        Section<VerifySettings> verify = section(() -> LifecycleReader.verify(values));
        Section<PlanSettings> plan = section(() -> new PlanSettings(
                values.decimal("plan.price.putPer1000", "USD", 0, MOST_PRICE),
                values.decimal("plan.price.getPer1000", "USD", 0, MOST_PRICE),
                values.decimal("plan.price.outPerGib", "USD", 0, MOST_PRICE),
                values.decimal("plan.price.storagePerGibMonth", "USD", 0, MOST_PRICE)));
        Section<ResolveSettings> resolve = section(() -> ResolveReader.resolve(values));
        Section<HttpSettings> http = section(() -> ServersReader.http(values));
        Section<OriginSettings> origin = section(() -> ServersReader.origin(values));
        Section<TlsSettings> tls = section(() -> new TlsSettings(values.path("tls.authorities")));
        Section<LogSettings> logs = section(() -> new LogSettings(
                values.choice("log.format", LogSettings.Format.class),
                values.integer("log.repeats", "lines", 0, 1_000_000)));
        Section<NotifySettings> notifications = section(() -> new NotifySettings(
                values.texts("notify.command"),
                values.secret("notify.webhook"),
                values.duration("notify.timeout", "1 s", "1 m")));
        Section<String> siteUpdate = section(() -> values.anyText("catalog.siteUpdate"));
        Section<JobSettings> drainJob = section(() -> values.job("drain"));
        Section<JobSettings> workerJob = section(() -> values.job("worker"));
        Section<JobSettings> sweepJob = section(() -> values.job("sweep"));
        Section<JobSettings> verifySampleJob = section(() -> values.job("verify.sample"));
        Section<JobSettings> verifyWholeJob = section(() -> values.job("verify.whole"));
        if (s3.value() != null && worker.value() != null) {
            SettingsTogether.memory(s3.get(), worker.get()).ifPresent(wrong::add);
        }
        if (retire.value() != null && resolve.value() != null) {
            SettingsTogether.grace(retire.get(), resolve.get().cache()).ifPresent(wrong::add);
        }
        if (s3.value() != null && resolve.value() != null) {
            SettingsTogether.retention(s3.get(), resolve.get().cache()).ifPresent(wrong::add);
        }
        if (source.value() != null && upload.value() != null) {
            SettingsTogether.spool(source.get(), upload.get()).ifPresent(wrong::add);
        }
        wrong.stream().distinct().map(problem -> Places.behind(problem, config)).forEach(problems::add);
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return new Settings(
                kinds.get().kinds(),
                source.get(),
                names.get(),
                database.get(),
                aws.get(),
                sqs.get(),
                sqsAccess.get().or(aws.get()),
                s3.get(),
                s3Access.get().or(aws.get()),
                siteUpdate.get(),
                upload.get(),
                drainJob.get(),
                worker.get(),
                workerJob.get(),
                sweep.get(),
                sweepJob.get(),
                backfill.get(),
                scan.get(),
                retire.get(),
                verify.get(),
                verifySampleJob.get(),
                verifyWholeJob.get(),
                plan.get(),
                resolve.get(),
                http.get(),
                origin.get(),
                tls.get(),
                logs.get(),
                notifications.get());
    }

    /** A section that was read, or (null) whose problem is on the list. */
    private record Section<T>(@Nullable T value) {
        T get() {
            if (value == null) {
                throw new IllegalStateException("a section with a problem was used");
            }
            return value;
        }
    }

    private <T> Section<T> section(Supplier<T> read) {
        try {
            return new Section<>(read.get());
        } catch (IllegalArgumentException e) {
            String.valueOf(e.getMessage()).lines().forEach(wrong::add);
            return new Section<>(null);
        }
    }

    private SourceSettings source() {
        return new SourceSettings(
                values.parsed("source.root", Path::of),
                values.parsed("source.sentinel", MediaPath::of),
                values.duration("source.vanishedAfter", "0 s", "1 d"),
                values.duration("source.readTimeout", "100 ms", "1 h"),
                values.integer("source.readers", "threads", 1, 500),
                values.integer("source.hungReadersLimit", "threads", 1, 499));
    }

    private DatabaseSettings database() {
        return new DatabaseSettings(
                DatabaseSettings.trustingAsJava(values.anyText("database.url")),
                values.text("database.user"),
                values.anySecret("database.password"),
                values.integer("database.poolSize", "connections", 4, 100),
                values.duration("database.connectTimeout", "250 ms", "5 m"),
                values.duration("database.socketTimeout", "1 s", "1 h"));
    }

    private QueueSettings sqs() {
        return new QueueSettings(
                values.uri("sqs.endpoint"),
                values.text("sqs.uploads"),
                values.text("sqs.backfill"),
                values.seconds("sqs.visibilityTimeout", "5 s", "12 h"),
                values.seconds("sqs.longPoll", "0 s", "20 s"),
                values.integer("sqs.maxReceives", "receives", 1, 1_000));
    }

    private StorageSettings s3(KindOptions kinds) {
        return new StorageSettings(
                values.uri("s3.endpoint"),
                values.text("s3.bucket"),
                values.text("s3.prefix"),
                values.flag("s3.pathStyle"),
                (int) values.bytes("s3.partSize", "5 MiB", "512 MiB"),
                values.bytes("s3.multipartThreshold", "5 MiB", "5 GiB"),
                values.choice("s3.proof", VerificationMode.class),
                values.duration("s3.abandonedParts", "1 h", "30 d"),
                values.duration("s3.callTimeout", "1 s", "1 h"),
                values.text("s3.cacheControl"),
                values.duration("s3.supersededRetention", "0 s", "365 d"),
                kinds);
    }

    private UploadSettings upload() {
        return new UploadSettings(
                values.duration(UploadSettings.BUDGET),
                values.duration(UploadSettings.LAST_RESORT),
                values.duration(UploadSettings.RETRY_SQS_AFTER),
                values.duration(UploadSettings.RETRY_DATABASE_AFTER),
                values.integer(UploadSettings.POOL_SIZE, "connections"),
                values.path("upload.spool"));
    }

    private WorkerSettings worker() {
        Optional<Integer> files = values.integerOrAuto(WorkerSettings.FILES_IN_FLIGHT, "files");
        return new WorkerSettings(
                files.orElse(WorkerSettings.MOST_IN_FLIGHT),
                files.isEmpty(),
                values.integer("worker.pollers", "threads", 1, 32),
                values.duration("worker.slowPut", "100 ms", "10 m"),
                values.bytes("worker.bytesInFlight", "1 MiB", "64 GiB"),
                values.integer("worker.maxFilesPerSecond", "files/s", 0, 100_000),
                values.bytes("worker.maxBytesPerSecond", "0 B", "64 GiB"),
                values.integer("worker.flipBatch", "files", 1, 5_000),
                values.duration("worker.flipLinger", "0 s", "1 s"),
                values.integer("worker.maxAttempts", "attempts", 1, 40),
                values.duration("worker.shutdownTimeout", "1 s", "1 h"));
    }

    private BackfillSettings backfill() {
        return new BackfillSettings(
                values.parsed("backfill.hours", TimeWindows::parse),
                values.integer("backfill.scanRate", "names/s", 0, BackfillSettings.MOST_SCAN_RATE),
                values.integer("backfill.queuedAhead", "files", 1, BackfillSettings.MOST_QUEUED_AHEAD));
    }
}
