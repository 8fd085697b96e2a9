package io.nfs2s3.lab.chaos.worker;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.lab.devstack.Signals;
import io.nfs2s3.testing.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A mount that can hang and go away, as NFS does: a directory shown at another place by a process of ours (FUSE, bindfs).
 *
 * <p>Whoever touches a mount that hangs hangs with it: this process must not.
 */
final class Bindfs implements AutoCloseable {
    private static final String SENTINEL = ".nfs2s3-mounted";
    private final Path source;
    private final Path mount;
    /** Or the mount would outlive this process, and hang whoever lists its directory. */
    private final Thread unmountAtExit = new Thread(this::end, "bindfs-unmount");

    private Process process;

    private Bindfs(Path source, Path mount) {
        this.source = source;
        this.mount = mount;
        this.process = start();
        Runtime.getRuntime().addShutdownHook(unmountAtExit);
    }

    /** What this machine lacks. */
    static Optional<String> missing() {
        if (!Files.isWritable(Path.of("/dev/fuse"))) {
            return Optional.of("this machine has no /dev/fuse to write to");
        }
        return Stream.of("bindfs", "fusermount3")
                .filter(program -> !Programs.isOnPath(program))
                .findFirst()
                .map(program -> program + " is not installed: apt-get install bindfs fuse3");
    }

    /** Mounts {@code source}, which has a sentinel, on the directory {@code mount}. */
    static Bindfs mount(Path source, Path mount) {
        return new Bindfs(source, mount);
    }

    private Process start() {
        try {
            Process started = new ProcessBuilder("bindfs", "-f", source.toString(), mount.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            ChaosSite.await(
                    "bindfs does not mount " + mount,
                    () -> Files.exists(mount.resolve(SENTINEL)) || !started.isAlive());
            if (!started.isAlive()) {
                throw new IllegalStateException("bindfs ended with " + started.exitValue());
            }
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on every call to the mount hangs. */
    void hang() {
        Signals.stop(LongStream.of(process.pid()));
    }

    /** Has the calls that hang go on. */
    void goOn() {
        Signals.cont(LongStream.of(process.pid()));
    }

    /** Takes the mount away, and leaves an empty directory; open files of it stay open. */
    void unmount() {
        try {
            new ProcessBuilder("fusermount3", "-u", "-z", mount.toString())
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void mountAgain() {
        process = start();
    }

    private void end() {
        goOn();
        unmount();
        process.destroy();
    }

    @Override
    public void close() {
        end();
        Runtime.getRuntime().removeShutdownHook(unmountAtExit);
    }
}
