package io.nfs2s3.lab.chaos.everything;

import io.nfs2s3.lab.chaos.site.Loop;
import io.nfs2s3.testing.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jdbi.v3.core.JdbiException;

/** Counts what the processes of a house hold: connections to the database all the time, descriptors when all is quiet. */
final class Meter implements AutoCloseable {
    /**
     * Two daemons, an origin and a scan with a pool of 5 each, and a site with one of 5 and one of 8; and as many again,
     * for a process that is killed leaves connections behind until the server finds out.
     */
    static final int MOST_CONNECTIONS = 2 * (4 * 5 + 5 + 8);

    private static final int SLACK = 16;
    private static final Duration PAUSE = Duration.ofMillis(500);
    private final House house;
    private final Loop loop;
    private final AtomicLong most = new AtomicLong();

    private Meter(House house) {
        this.house = house;
        this.loop = Loop.start("meter", PAUSE, () -> most.accumulateAndGet(connections(), Math::max));
    }

    static Meter start(House house) {
        return new Meter(house);
    }

    private long connections() {
        try {
            return house.site().site().count("""
                    SELECT count(*) FROM pg_stat_activity
                    WHERE datname = current_database() AND application_name LIKE 'nfs2s3%'""");
        } catch (JdbiException e) {
            return 0; // nobody has one to a server that is down
        }
    }

    long mostConnections() {
        return most.get();
    }

    List<String> leaked() {
        return most.get() > MOST_CONNECTIONS
                ? List.of(house.prefix() + ": " + most + " connections, and " + MOST_CONNECTIONS + " are its bound")
                : List.of();
    }

    /** How many descriptors each process has open, by its id; only where the system tells. */
    static Map<Long, Long> descriptors(House house) {
        Map<Long, Long> counts = new HashMap<>();
        for (JavaProcess process : house.processes()) {
            try (Stream<Path> open = Files.list(Path.of("/proc", String.valueOf(process.pid()), "fd"))) {
                counts.put(process.pid(), open.count());
            } catch (IOException e) {
                // it has ended, or the system has no such directory
            }
        }
        return counts;
    }

    /** Which processes have more open after the same work than before it. */
    static List<String> growth(House house, Map<Long, Long> before, Map<Long, Long> after) {
        List<String> grown = new ArrayList<>();
        after.forEach((pid, count) -> {
            Long first = before.get(pid);
            if (first != null && count > first + SLACK) {
                grown.add(house.prefix() + ": process " + pid + " has " + count + " descriptors, and had " + first);
            }
        });
        return grown;
    }

    @Override
    public void close() {
        loop.close();
    }
}
