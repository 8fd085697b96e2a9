package io.nfs2s3.lab.bench;

import io.nfs2s3.app.Application;
import io.nfs2s3.lab.bench.WorkerQueues.Style;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.progress.ProgressReport;
import io.nfs2s3.settings.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs of the worker, each in a process of its own, on queues that were filled beforehand. */
final class WorkerRun implements Contender {
    static final String HEAP = "512m";
    private static final long LIMIT_SECONDS = 1_800;
    private final String name;
    private final boolean warm;
    private final Style style;
    private final Servers servers;
    private final String filesInFlight;
    private final List<String> java;

    /** @param warm whether the process migrates the files of the warm-up first, from other queues */
    WorkerRun(String name, boolean warm, Style style, Servers servers, String filesInFlight, List<String> java) {
        this.name = name;
        this.warm = warm;
        this.style = style;
        this.servers = servers;
        this.filesInFlight = filesInFlight;
        this.java = java;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Result run(Target target, FileSet files, String run) throws IOException, InterruptedException {
        try (Bare bare = new Bare(servers.settings(Map.of()))) {
            bare.forgetMedia();
            List<String> arguments = new ArrayList<>();
            if (warm) {
                arguments.addAll(stage(bare, run + "-warm-up", target, files, run, files.forWarmUp()));
            }
            arguments.addAll(stage(bare, run, target, files, run, files.measured()));
            bare.analyzeMedia();
            WorkerReport report = WorkerReport.find(start(run, arguments));
            return check(target, files, run, report);
        } catch (IllegalStateException e) {
            return new Result.Failed(String.valueOf(e.getMessage()));
        }
    }

    /** Fills a pair of queues. @return the arguments of the process for it */
    private List<String> stage(
            Bare bare, String queues, Target target, FileSet files, String prefix, List<MediaPath> paths)
            throws IOException {
        Path file = servers.settingsFile(
                queues,
                List.of(
                        "source.root = \"" + files.root() + "\"",
                        "s3 { endpoint = \"" + target.endpoint() + "\", prefix = \"" + prefix + "/\" }",
                        "sqs { uploads = \"" + queues + "-uploads\", backfill = \"" + queues + "-backfill\" }",
                        "worker.filesInFlight = " + filesInFlight));
        try (Application application = application(file)) {
            new WorkerQueues(application, bare, style).fill(paths);
        }
        return List.of(file.toString(), String.valueOf(paths.size()));
    }

    private static Application application(Path file) {
        return new Application(SettingsReader.read(Optional.of(file), Map.of()));
    }

    /** @return what the process printed */
    private String start(String run, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(ServerProcess.java(HEAP));
        command.add("-XX:TieredStopAtLevel=1"); // as scripts/nfs2s3 starts a worker
        command.addAll(java);
        command.add("-Dlogback.configurationFile=config/logback.xml");
        command.add("-Dnfs2s3.log.level=WARN");
        command.add(WorkerMain.class.getName());
        command.add(String.valueOf(System.currentTimeMillis()));
        command.addAll(arguments);
        Path output = servers.home().resolve(run + ".out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("it did not end within " + LIMIT_SECONDS + " s");
            }
            return Files.readString(output);
        } finally {
            process.destroyForcibly();
        }
    }

    private Result check(Target target, FileSet files, String run, WorkerReport report) throws IOException {
        long all = (long) files.count() + (warm ? files.warmUp() : 0);
        Target.Contents found = target.contents(run + "/");
        if (!found.equals(new Target.Contents(all, files.bytesOf(all)))) {
            return new Result.Failed("the target has " + found + ", not " + all + " objects");
        }
        try (Application application = application(servers.home().resolve(run + ".conf"))) {
            ProgressReport progress = application.progress().report();
            if (progress.count(MediaState.MIGRATED) != all
                    || progress.media().total() != all
                    || progress.queues().values().stream()
                            .anyMatch(queue -> queue.visible() + queue.inFlight() + queue.dead() > 0)) {
                return new Result.Failed("not all is migrated and deleted: " + progress);
            }
        }
        return new Result.Valid(
                new Figures(
                        files.count(),
                        files.bytesOf(files.count()),
                        report.seconds(),
                        report.cpuSeconds(),
                        report.peakBytes()),
                warm ? "" : "in its first minute %,d files".formatted(report.firstMinute()));
    }
}
