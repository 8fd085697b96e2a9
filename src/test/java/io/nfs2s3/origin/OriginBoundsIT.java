package io.nfs2s3.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.resolve.MediaUrlResolver;
import io.nfs2s3.testing.DrippingClients;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a client may take: connections, time, and no thread. */
class OriginBoundsIT {
    private static final String LARGE = "images/large.jpg";
    private static final String LARGE_S3 = "images/large-s3.jpg";
    private static final String SMALL = "images/small.jpg";

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    @BeforeAll
    static void open() {
        site.write(LARGE, new byte[32 * 1024 * 1024]);
        site.write(LARGE_S3, new byte[32 * 1024 * 1024]);
        site.write(SMALL, "small");
        ServedSite.migrate(site, List.of(LARGE_S3));
    }

    private static void closeAll(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** Whether the connection was cut before the answer was whole. */
    private static boolean isCut(Socket socket) throws IOException {
        try {
            return socket.getInputStream().readAllBytes().length < 32 * 1024 * 1024;
        } catch (SocketException e) {
            return true; // reset
        }
    }

    @Test
    void clients_that_read_nothing_hold_no_thread() throws IOException {
        List<Socket> slow = new ArrayList<>();
        try (ServedSite origin =
                ServedSite.open(site, "origin.threads = 8", "source { readers = 2, hungReadersLimit = 1 }")) {
            for (int i = 0; i < 20; i++) {
                slow.add(origin.ask(i % 2 == 0 ? LARGE : LARGE_S3));
            }
            await().until(() -> origin.metric("nfs2s3_origin_connections") >= 20);

            assertThat(origin.get(SMALL).body())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("small");
            closeAll(slow);
        }
    }

    @Test
    void and_are_cut_off_after_a_while() throws IOException {
        try (ServedSite origin = ServedSite.open(site, "origin.writeTimeout = 200 ms")) {
            for (String path : List.of(LARGE, LARGE_S3)) {
                try (Socket slow = origin.ask(path)) {
                    assertThat(slow.getInputStream().read()).isEqualTo('H');
                    await().until(() -> origin.metric("nfs2s3_origin_connections") == 1); // the one that asks for it
                    assertThat(isCut(slow)).as(path).isTrue();
                }
            }
        }
    }

    @Test
    void more_connections_than_the_settings_allow_wait() throws IOException {
        List<Socket> idle = new ArrayList<>();
        try (ServedSite origin = ServedSite.open(site, "origin.maxConnections = 3")) {
            for (int i = 0; i < 3; i++) {
                Socket socket = origin.ask(SMALL);
                assertThat(socket.getInputStream().read()).isEqualTo('H');
                idle.add(socket);
            }
            try (Socket fourth = origin.ask(SMALL)) {
                assertThat(fourth.getInputStream().available()).isZero();

                idle.get(0).close();

                assertThat(fourth.getInputStream().read())
                        .as("it was waiting for its turn")
                        .isEqualTo('H');
            }
            closeAll(idle);
        }
    }

    @Test
    void clients_that_never_finish_a_request_are_cut_off() throws IOException {
        try (ServedSite origin = ServedSite.open(site, "origin.idleTimeout = 1 s");
                DrippingClients slow = DrippingClients.of(origin.address(), 200)) {
            assertThat(origin.get(".nfs2s3/health").statusCode()).isEqualTo(200);
            await().until(() -> slow.left() == 0);
        }
    }

    @Test
    void while_every_thread_waits_for_the_database_the_origin_says_that_it_is_there() {
        // They wait for two seconds, and are not seen to wait where the machine has no time for a look meanwhile.
        await().until(OriginBoundsIT::isThereWhileEveryThreadWaits);
    }

    private static boolean isThereWhileEveryThreadWaits() throws IOException {
        ThreadGroup own = new ThreadGroup("bounded"); // of the threads that are begun there, and of no other origin's
        List<Socket> waiting = new ArrayList<>();
        try (TcpProxy database = Wire.toDatabase(site);
                ServedSite origin = CompletableFuture.supplyAsync(
                                () -> ServedSite.open(
                                        site,
                                        Wire.databaseSetting(site, database),
                                        "origin { threads = 8, shutdownTimeout = 2 m }"),
                                opening -> new Thread(own, opening, "opening").start())
                        .join()) {
            database.blackHole();
            for (int i = 0; i < 20; i++) {
                waiting.add(origin.ask("images/unknown" + i + ".jpg"));
            }
            await().until(() -> threadsThatAskTheDatabase(own) == 8 || isAnswered(waiting));
            boolean isThere = origin.get(".nfs2s3/health").statusCode() == 200
                    && origin.metric("nfs2s3_origin_connections") >= 20
                    && threadsThatAskTheDatabase(own) == 8 // and they still wait
                    && !isAnswered(waiting);
            closeAll(waiting);
            return isThere;
        }
    }

    private static boolean isAnswered(List<Socket> clients) throws IOException {
        for (Socket client : clients) {
            if (client.getInputStream().available() > 0) {
                return true;
            }
        }
        return false;
    }

    private static long threadsThatAskTheDatabase(ThreadGroup origin) {
        // Not the stacks of all threads, hundreds of them: that would hold up all tests again and again.
        Thread[] threads = new Thread[2 * origin.activeCount() + 10];
        return Arrays.stream(threads, 0, origin.enumerate(threads))
                .filter(thread -> thread.getName().startsWith("nfs2s3-origin-")
                        && Stream.of(thread.getStackTrace())
                                .anyMatch(frame -> frame.getClassName().equals(MediaUrlResolver.class.getName())))
                .count();
    }
}
