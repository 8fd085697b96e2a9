package io.nfs2s3.lab.devstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** The ports of the last run, in a file: a restarted devstack is found where it was, unless others took the ports. */
final class RememberedPorts {
    private final Path file;

    RememberedPorts(Path file) {
        this.file = file;
    }

    /** The ports of the last run; 0 for each that is unknown or taken. */
    StackPorts load() throws IOException {
        var ports = new Properties();
        if (Files.exists(file)) {
            try (var reader = Files.newBufferedReader(file)) {
                ports.load(reader);
            }
        }
        return new StackPorts(port(ports, "database"), port(ports, "sqs"), port(ports, "s3"));
    }

    void save(StackPorts ports) throws IOException {
        Files.writeString(file, "database=%d%nsqs=%d%ns3=%d%n".formatted(ports.database(), ports.sqs(), ports.s3()));
    }

    private static int port(Properties ports, String name) {
        int port = Integer.parseInt(ports.getProperty(name, "0"));
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return port;
        } catch (IOException e) {
            return 0;
        }
    }
}
