package io.nfs2s3.lab.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** nginx before a directory, as a site has it: sendfile, files kept open, no log. */
final class Nginx implements AutoCloseable {
    private static final long START_SECONDS = 30;
    private static final String CONFIGURATION = """
            daemon off;
            pid %1$s/pid;
            error_log %1$s/error.log;
            worker_processes auto;
            events { worker_connections 1024; }
            http {
              access_log off;
              types { image/jpeg jpg; }
              sendfile on;
              tcp_nopush on;
              keepalive_requests 1000000;
              client_body_temp_path %1$s/body;
              proxy_temp_path %1$s/proxy;
              fastcgi_temp_path %1$s/fastcgi;
              uwsgi_temp_path %1$s/uwsgi;
              scgi_temp_path %1$s/scgi;
              server { listen 127.0.0.1:%2$d; root "%3$s"; }
            }
            """;

    private final Process process;
    private final int port;

    private Nginx(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it, and waits until it listens; its notes go into {@code home}. */
    static Nginx before(Path files, Path home) throws IOException, InterruptedException {
        Files.createDirectories(home);
        int port = freePort();
        // As root, nginx would have its workers be someone who may not read the files.
        String user = "root".equals(System.getProperty("user.name")) ? "user root;\n" : "";
        Path configuration =
                Files.writeString(home.resolve("nginx.conf"), user + CONFIGURATION.formatted(home, port, files));
        Path log = home.resolve("log");
        Process process = new ProcessBuilder("nginx", "-p", home.toString(), "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "bench-end"));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!listens(port)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                process.destroy();
                throw new IllegalStateException("nginx did not start: " + Files.readString(log));
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return new Nginx(process, port);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(START_SECONDS, TimeUnit.SECONDS).join();
    }
}
