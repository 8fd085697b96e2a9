package io.nfs2s3.lab.chaos.site;

import io.nfs2s3.testing.JavaProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Processes that do the same, one of which is killed now and then and started anew. For one thread. */
public final class Fleet implements AutoCloseable {
    private final Supplier<JavaProcess> start;
    private final Predicate<JavaProcess> isUp;
    private final List<JavaProcess> processes = new ArrayList<>();

    /** Starts them; returns at once. */
    public Fleet(int count, Supplier<JavaProcess> start, Predicate<JavaProcess> isUp) {
        this.start = start;
        this.isUp = isUp;
        for (int i = 0; i < count; i++) {
            processes.add(start.get());
        }
    }

    /** Starts one more; returns at once. */
    public void add() {
        processes.add(start.get());
    }

    /** Kills all of them, and starts none in their place. */
    public void end() {
        processes.forEach(JavaProcess::kill);
        processes.clear();
    }

    public int size() {
        return processes.size();
    }

    /** What all have said. */
    public String output() {
        return processes.stream().map(JavaProcess::output).collect(Collectors.joining("\n"));
    }

    /** Those that say that they are up. */
    public List<JavaProcess> up() {
        return processes.stream()
                .filter(process -> process.isRunning() && isUp.test(process))
                .toList();
    }

    /** Those that have ended by themselves. */
    public List<JavaProcess> ended() {
        return processes.stream().filter(process -> !process.isRunning()).toList();
    }

    /** Kills one of those that are up with SIGKILL, and starts another in its place. */
    public void killOne(Random random) {
        List<JavaProcess> up = up();
        JavaProcess killed = up.get(random.nextInt(up.size()));
        killed.kill();
        processes.set(processes.indexOf(killed), start.get());
    }

    /**
     * Starts another for each that has ended by itself.
     *
     * @return those that had ended
     */
    public List<JavaProcess> replaceEnded() {
        List<JavaProcess> ended = ended();
        ended.forEach(process -> processes.set(processes.indexOf(process), start.get()));
        return ended;
    }

    /** Has all of them end by SIGTERM, and waits for it. */
    public void terminate() {
        processes.forEach(JavaProcess::terminate);
        processes.forEach(JavaProcess::exitCode);
    }

    @Override
    public void close() {
        processes.forEach(JavaProcess::kill);
    }
}
