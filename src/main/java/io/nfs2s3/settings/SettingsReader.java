package io.nfs2s3.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueType;
import io.nfs2s3.backfill.BackfillSettings;
import io.nfs2s3.backfill.PlanSettings;
import io.nfs2s3.backfill.TimeWindows;
import io.nfs2s3.database.DatabaseSettings;
import io.nfs2s3.http.HttpSettings;
import io.nfs2s3.lifecycle.retire.RetireSettings;
import io.nfs2s3.lifecycle.verify.VerifySettings;
import io.nfs2s3.media.MediaKind;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.NameRules;
import io.nfs2s3.media.Problems;
import io.nfs2s3.origin.OriginSettings;
import io.nfs2s3.queue.QueueSettings;
import io.nfs2s3.recovery.SweepSettings;
import io.nfs2s3.resolve.ResolveSettings;
import io.nfs2s3.schedule.JobSettings;
import io.nfs2s3.source.ScanSettings;
import io.nfs2s3.source.SourceSettings;
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

/** Reads and checks the settings. All values are read before the problems are told, together. */
public final class SettingsReader {
    private static final double MOST_PRICE = 1_000;
    private final Config config;
    private final ConfigValues values;
    private final List<String> problems = new ArrayList<>();

    private SettingsReader(SettingsSource.Loaded loaded) {
        this.config = loaded.config();
        this.problems.addAll(loaded.problems());
        this.values = new ConfigValues(config, loaded.defaults(), problems);
    }

    /**
     * @param file the site's file; without one, defaults and environment only
     * @throws SettingsException when a key or a value is wrong
     */
    public static Settings read(Optional<Path> file, Map<String, String> environment) {
        return new SettingsReader(SettingsSource.load(file, environment)).settings();
    }

    private Settings settings() {
        Section<MediaKinds> kinds = section(this::kinds);
        Section<SourceSettings> source = section(this::source);
        Section<NameRules> names = section(() -> new NameRules(
                values.texts("source.skip"),
                source.value() == null ? MediaPath.of("unknown") : source.get().sentinel()));
        Section<DatabaseSettings> database = section(this::database);
        Section<AwsSettings> aws = section(() -> new AwsSettings(
                values.text("aws.region"), values.text("aws.accessKeyId"), values.secret("aws.secretAccessKey")));
        Section<QueueSettings> sqs = section(this::sqs);
        Section<StorageSettings> s3 = section(this::s3);
        Section<UploadSettings> upload = section(this::upload);
        Section<WorkerSettings> worker = section(this::worker);
        Section<SweepSettings> sweep = section(() -> new SweepSettings(values.duration("sweep.age", "1 m", "14 d")));
        Section<BackfillSettings> backfill = section(this::backfill);
        Section<ScanSettings> scan = section(() -> new ScanSettings(values.flag("backfill.scan.statAll")));
        Section<RetireSettings> retire = section(() -> LifecycleReader.retire(values));
        Section<VerifySettings> verify = section(() -> LifecycleReader.verify(values));
        Section<PlanSettings> plan = section(() -> new PlanSettings(
                values.decimal("plan.price.putPer1000", 0, MOST_PRICE),
                values.decimal("plan.price.getPer1000", 0, MOST_PRICE),
                values.decimal("plan.price.outPerGib", 0, MOST_PRICE),
                values.decimal("plan.price.storagePerGibMonth", 0, MOST_PRICE)));
        Section<ResolveSettings> resolve = section(() -> ResolveReader.resolve(values));
        Section<HttpSettings> http = section(() -> new HttpSettings(
                values.flag("http.enabled"), values.text("http.host"), values.integer("http.port", 0, 65_535)));
        Section<OriginSettings> origin = section(this::origin);
        Section<TlsSettings> tls = section(() -> new TlsSettings(values.path("tls.authorities")));
        Section<String> siteUpdate = section(() -> values.anyText("catalog.siteUpdate"));
        Section<JobSettings> drainJob = section(() -> values.job("drain"));
        Section<JobSettings> workerJob = section(() -> values.job("worker"));
        Section<JobSettings> sweepJob = section(() -> values.job("sweep"));
        Section<JobSettings> verifySampleJob = section(() -> values.job("verify.sample"));
        Section<JobSettings> verifyWholeJob = section(() -> values.job("verify.whole"));
        if (s3.value() != null && worker.value() != null) {
            SettingsTogether.memory(s3.get(), worker.get()).ifPresent(problems::add);
        }
        if (retire.value() != null && resolve.value() != null) {
            SettingsTogether.grace(retire.get(), resolve.get().cache()).ifPresent(problems::add);
        }
        if (s3.value() != null && resolve.value() != null) {
            SettingsTogether.retention(s3.get(), resolve.get().cache()).ifPresent(problems::add);
        }
        if (source.value() != null && upload.value() != null) {
            SettingsTogether.spool(source.get(), upload.get()).ifPresent(problems::add);
        }
        if (!problems.isEmpty()) {
            throw new SettingsException(problems.stream().distinct().toList());
        }
        return new Settings(
                kinds.get(),
                source.get(),
                names.get(),
                database.get(),
                aws.get(),
                sqs.get(),
                s3.get(),
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
                tls.get());
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
            String.valueOf(e.getMessage()).lines().forEach(problems::add);
            return new Section<>(null);
        }
    }

    private MediaKinds kinds() {
        List<MediaKind> kinds = new ArrayList<>();
        if (config.getValue("kinds").valueType() != ConfigValueType.OBJECT) {
            throw new IllegalArgumentException(
                    "kinds must hold each kind by its name, such as kinds.image { prefix = \"images/\", migrate = true }");
        }
        Problems wrong = new Problems();
        List<String> named =
                config.getObject("kinds").keySet().stream().sorted().toList();
        named.forEach(name -> wrong.addFrom(() -> kinds.add(kind(name))));
        wrong.throwIfAny();
        return new MediaKinds(kinds);
    }

    private MediaKind kind(String name) {
        String key = ConfigUtil.joinPath("kinds", name);
        if (!config.hasPath(key + ".prefix") || !config.hasPath(key + ".migrate")) {
            throw new IllegalArgumentException("kinds." + name + " needs prefix and migrate, such as kinds." + name
                    + " { prefix = \"" + name + "s/\", migrate = true }");
        }
        boolean migrated = values.flag(key + ".migrate");
        return values.parsed(key + ".prefix", prefix -> new MediaKind(name, prefix, migrated));
    }

    private SourceSettings source() {
        return new SourceSettings(
                values.parsed("source.root", Path::of),
                values.parsed("source.sentinel", MediaPath::of),
                values.duration("source.vanishedAfter", "0 s", "1 d"),
                values.duration("source.readTimeout", "100 ms", "1 h"),
                values.integer("source.readers", 1, 500),
                values.integer("source.hungReadersLimit", 1, 499));
    }

    private DatabaseSettings database() {
        return new DatabaseSettings(
                values.path("tls.authorities").isPresent()
                        ? DatabaseSettings.trustingAsJava(values.anyText("database.url"))
                        : values.anyText("database.url"),
                values.text("database.user"),
                values.anyText("database.password"),
                values.integer("database.poolSize", 4, 100),
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
                values.integer("sqs.maxReceives", 1, 1_000));
    }

    private StorageSettings s3() {
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
                values.duration("s3.supersededRetention", "0 s", "365 d"));
    }

    private UploadSettings upload() {
        return new UploadSettings(
                values.duration("upload.budget", "200 ms", "60 s"),
                values.duration("upload.lastResort", "0 s", "60 s"),
                values.duration("upload.retrySqsAfter", "1 s", "10 m"),
                values.duration("upload.retryDatabaseAfter", "1 s", "10 m"),
                values.integer("upload.poolSize", 1, 100),
                values.path("upload.spool"));
    }

    private WorkerSettings worker() {
        boolean auto = values.isWord("worker.filesInFlight", "auto");
        return new WorkerSettings(
                auto
                        ? WorkerSettings.MOST_IN_FLIGHT
                        : values.integer(
                                "worker.filesInFlight", "a whole number, or auto", 1, WorkerSettings.MOST_IN_FLIGHT),
                auto,
                values.integer("worker.pollers", 1, 32),
                values.duration("worker.slowPut", "100 ms", "10 m"),
                values.bytes("worker.bytesInFlight", "1 MiB", "64 GiB"),
                values.integer("worker.flipBatch", 1, 5_000),
                values.duration("worker.flipLinger", "0 s", "1 s"),
                values.integer("worker.maxAttempts", 1, 40),
                values.duration("worker.shutdownTimeout", "1 s", "1 h"));
    }

    private BackfillSettings backfill() {
        return new BackfillSettings(
                values.parsed("backfill.hours", TimeWindows::parse),
                values.integer("backfill.scanRate", 0, BackfillSettings.MOST_SCAN_RATE),
                values.integer("backfill.queuedAhead", 1, BackfillSettings.MOST_QUEUED_AHEAD));
    }

    private OriginSettings origin() {
        return new OriginSettings(
                values.text("origin.host"),
                values.integer("origin.port", 0, 65_535),
                values.integer("origin.maxConnections", 1, 100_000),
                values.integer("origin.threads", 8, 1_000),
                (int) values.bytes("origin.requestHeader", "4 KiB", "1 MiB"),
                values.duration("origin.idleTimeout", "1 s", "1 h"),
                values.duration("origin.writeTimeout", "100 ms", "1 h"),
                values.duration("origin.shutdownTimeout", "1 s", "1 h"),
                values.duration("origin.s3Timeout", "50 ms", "1 m"),
                values.duration("origin.retryS3After", "100 ms", "10 m"),
                values.duration("origin.maxAge", "0 s", "365 d"),
                new OriginSettings.Hot(
                        values.duration("origin.hot.window", "1 s", "1 d"),
                        values.integer("origin.hot.requests", 1, 1_000_000_000),
                        values.integer("origin.hot.remembered", 0, 100_000_000)));
    }
}
