package io.nfs2s3.cli;

import io.nfs2s3.media.ErrorText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Tells systemd that this process is ready, where a unit of {@code Type=notify} started it.
 *
 * <p>systemd listens on a datagram socket of the local host, which Java 17 cannot write to, so its own program
 * {@code systemd-notify} does it. The program ends when systemd has read the message, so systemd can still see of which
 * unit it is (from version 246 on). The unit says {@code NotifyAccess=all}, for this is not its main process.
 */
final class ServiceManager {
    private static final String SOCKET = "NOTIFY_SOCKET";
    private static final long PATIENCE_SECONDS = 10;

    private ServiceManager() {}

    /**
     * Does nothing where systemd does not wait.
     *
     * @param environment of this process
     * @param status what {@code systemctl status} shows
     * @return why it was not told, in a line for the operator
     */
    static Optional<String> ready(Map<String, String> environment, String status) {
        String socket = environment.getOrDefault(SOCKET, "");
        return socket.isEmpty()
                ? Optional.empty()
                : fault(socket, status)
                        .map(fault ->
                                "systemd waits and was not told that all is up, so it will end this process: " + fault);
    }

    private static Optional<String> fault(String socket, String status) {
        ProcessBuilder builder =
                new ProcessBuilder("systemd-notify", "--ready", "--status=" + status).redirectErrorStream(true);
        builder.environment().put(SOCKET, socket);
        try {
            Process process = builder.start();
            try {
                return fault(process);
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            return Optional.of(ErrorText.ofRoot(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    private static Optional<String> fault(Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            return Optional.of("systemd-notify has not ended after " + PATIENCE_SECONDS + " s");
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return process.exitValue() == 0
                ? Optional.empty()
                : Optional.of("systemd-notify ended with " + process.exitValue() + (said.isEmpty() ? "" : ": " + said));
    }
}
