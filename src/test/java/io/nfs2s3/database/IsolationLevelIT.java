package io.nfs2s3.database;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A pool does not remember for ever that its first connection broke while it asked for the isolation level. */
class IsolationLevelIT {
    private static final String ASKED = "SHOW TRANSACTION ISOLATION LEVEL";

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final URI server = URI.create(site.databaseUrl().substring("jdbc:".length()));

    private static HikariDataSource pool(String url, String name) {
        return Database.pool(
                new DatabaseSettings(
                        url,
                        site.addresses().databaseUser(),
                        site.addresses().databasePassword(),
                        2,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(2)),
                name,
                0);
    }

    private static String level(HikariDataSource pool) {
        return Database.jdbi(pool)
                .withHandle(
                        handle -> handle.createQuery(ASKED).mapTo(String.class).one());
    }

    @Test
    void a_pool_whose_first_connection_breaks_when_the_level_is_asked_for_gives_others() throws Exception {
        AtomicInteger cut = new AtomicInteger();
        try (ServerSocket front = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            onItsThread(() -> serve(front, cut));
            String url = site.databaseUrl().replace(server.getAuthority(), "127.0.0.1:" + front.getLocalPort());
            try (HikariDataSource pool = pool(url, "cut")) {
                site.await(() -> answers(pool));
                assertThat(cut.get()).isPositive();
                assertThat(level(pool)).isEqualTo("read committed");
            }
        }
    }

    private static boolean answers(HikariDataSource pool) {
        try {
            return !level(pool).isEmpty();
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static void onItsThread(Runnable task) {
        Thread thread = new Thread(task, "front");
        thread.setDaemon(true);
        thread.start();
    }

    /** Lets connections through, but for the first on which somebody asks for the level. */
    private static void serve(ServerSocket front, AtomicInteger cut) {
        try {
            while (true) {
                Socket client = front.accept();
                Socket database = new Socket(server.getHost(), server.getPort());
                onItsThread(() -> pass(database, client, new AtomicInteger(1)));
                onItsThread(() -> pass(client, database, cut));
            }
        } catch (IOException e) {
            // the test is over
        }
    }

    private static void pass(Socket from, Socket to, AtomicInteger cut) {
        try (from;
                to) {
            byte[] piece = new byte[8192];
            for (int read = from.getInputStream().read(piece);
                    read > 0;
                    read = from.getInputStream().read(piece)) {
                if (new String(piece, 0, read, ISO_8859_1).contains(ASKED) && cut.compareAndSet(0, 1)) {
                    return;
                }
                to.getOutputStream().write(piece, 0, read);
            }
        } catch (IOException e) {
            // one of the two has gone
        }
    }
}
