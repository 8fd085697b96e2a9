package io.nfs2s3.lab.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code nfs2s3 origin} as an operator runs it. */
final class OriginProcess implements AutoCloseable {
    private static final String HEAP = "256m";
    private static final long START_SECONDS = 90;
    private static final Pattern ADDRESS = Pattern.compile("origin: (http://\\S+)/");
    private final Nfs2s3Process process;
    private final URI address;

    private OriginProcess(Nfs2s3Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /** Starts it on any free port, with more lines of HOCON, and waits until it says that it is ready. */
    static OriginProcess start(Servers servers, String name, List<String> more)
            throws IOException, InterruptedException {
        Path settings = servers.settingsFile("origin-" + name, more);
        Path output = servers.home().resolve("origin-" + name + ".log");
        Nfs2s3Process process =
                Nfs2s3Process.start(HEAP, List.of(), output, settings, List.of("origin", "--port", "0"));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        Matcher matcher = ADDRESS.matcher("");
        while (!matcher.reset(Files.readString(output)).find()) {
            process.requireAlive();
            if (System.nanoTime() > deadline) {
                process.close();
                throw new IllegalStateException("the origin did not start: " + Files.readString(output));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return new OriginProcess(process, URI.create(matcher.group(1)));
    }

    URI address() {
        return address;
    }

    @Override
    public void close() {
        process.close();
    }
}
