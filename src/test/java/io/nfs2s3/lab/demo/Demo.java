package io.nfs2s3.lab.demo;

import io.nfs2s3.app.Application;
import io.nfs2s3.app.Daemon;
import io.nfs2s3.lab.devstack.EmbeddedStack;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.progress.ProgressReport;
import io.nfs2s3.testing.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code scripts/demo}: migrates real files through hook, queue, worker and flip, with an SQS outage in the middle. */
@Command(
        name = "scripts/demo",
        mixinStandardHelpOptions = true,
        description = {
            "Start PostgreSQL, SQS and S3 on this machine, and migrate files from a directory to S3:",
            "each is reported by the upload hook as if it had just been uploaded, SQS refuses connections for",
            "a while in the middle, and a daemon copies, proves and flips. DIR is only read."
        })
public final class Demo implements Callable<Integer> {
    /** Read by logback-test.xml: the outage is planned, so what the jobs log about it is no news. */
    private static final String JOBS_LOG_LEVEL = "nfs2s3.jobs.log.level";

    @Parameters(
            paramLabel = "DIR",
            arity = "0..1",
            description = "Directory whose files are migrated; without it, images are drawn.")
    private @Nullable Path directory;

    @Option(
            names = "--files",
            paramLabel = "N",
            defaultValue = "300",
            description = "How many images to draw; ${DEFAULT-VALUE} by default.")
    private int files;

    @Option(names = "--keep", description = "Leave it running afterwards, until Ctrl-C.")
    private boolean keep;

    private final CountDownLatch signal = new CountDownLatch(1);

    public static void main(String[] arguments) {
        System.setProperty(JOBS_LOG_LEVEL, "ERROR");
        Demo demo = new Demo();
        CountDownLatch cleanedUp = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> demo.end(cleanedUp), "demo-end"));
        int exitCode = new CommandLine(demo).execute(arguments);
        cleanedUp.countDown();
        System.exit(exitCode);
    }

    /** At Ctrl-C: has the servers stopped and the files removed before the process ends. */
    private void end(CountDownLatch cleanedUp) {
        signal.countDown();
        if (keep) {
            try {
                cleanedUp.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Optional<Path> given = Optional.ofNullable(directory);
        if (given.isPresent() && !Files.isDirectory(given.get())) {
            System.err.println("demo: " + given.get() + " is not a directory");
            return 2;
        }
        Path home = Files.createTempDirectory("nfs2s3-demo");
        Narrator narrator = new Narrator(System.out::println);
        narrator.say("nfs2s3 demo: from a directory to S3, while the site runs");
        try (Media media =
                given.isPresent() ? Media.existing(given.get()) : Media.drawn(home.resolve("media"), files)) {
            narrator.step("media", media.describe());
            if (media.count() == 0) {
                System.err.println("demo: there is no file in " + media.root());
                return 2;
            }
            try (EmbeddedStack stack = EmbeddedStack.start(home);
                    TcpProxy sqs = TcpProxy.to(stack.addresses().sqsEndpoint())) {
                return run(media, new DemoSite(stack, sqs, home, media), narrator);
            }
        } finally {
            Directories.delete(home);
        }
    }

    private int run(Media media, DemoSite site, Narrator narrator) throws InterruptedException {
        try (Application application = site.open(narrator);
                Daemon daemon = new Daemon(site.application())) {
            daemon.start();
            daemon.dashboardAddress().ifPresent(address -> narrator.step("dashboard", address));
            Uploads uploads = new Uploads(application, site.sqs(), narrator);
            List<String> paths = uploads.upload(media);
            ProgressReport end = new Watch(application, narrator).untilDone(paths.size());
            int different = new Inspection(site, narrator).inspect(media, paths, uploads, application.resolver());
            long failed = end.count(MediaState.FAILED);
            narrator.say("");
            narrator.say("demo: " + end.done() + " of " + paths.size() + " files migrated, " + failed + " failed");
            if (keep) {
                site.describe(narrator);
                narrator.say("Ctrl-C ends it.");
                signal.await();
            }
            return end.done() == paths.size() && failed == 0 && different == 0 ? 0 : 1;
        }
    }
}
