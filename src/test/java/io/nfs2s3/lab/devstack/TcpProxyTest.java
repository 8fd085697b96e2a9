package io.nfs2s3.lab.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {
    private static final int PATIENCE_MILLIS = 60_000;
    private static final int SILENCE_MILLIS = 200;
    private static final int HANG_UP = 99;

    private final BlockingQueue<Integer> arrived = new LinkedBlockingQueue<>();
    private ServerSocket server;
    private TcpProxy proxy;

    @BeforeEach
    void start_an_echo_server_behind_a_proxy() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Daemons.start("echo", this::serve);
        proxy = TcpProxy.to((InetSocketAddress) server.getLocalSocketAddress());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        server.close();
    }

    @Test
    void forwards_both_ways() throws IOException {
        try (var client = connect()) {
            assertThat(echo(client, 1)).isEqualTo(1);
            assertThat(echo(client, 2)).isEqualTo(2);
        }
    }

    @Test
    void delivers_the_last_answer_of_a_server_that_hangs_up() throws IOException {
        try (var client = connect()) {
            assertThat(echo(client, HANG_UP)).isEqualTo(HANG_UP);
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void refusing_ends_open_connections_and_refuses_new_ones() throws IOException {
        try (var client = connect()) {
            assertThat(echo(client, 1)).isEqualTo(1);

            proxy.refuse();

            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(SocketTimeoutException.class);
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
            }
        }
    }

    @Test
    void accepts_again_on_the_same_port_every_time() throws IOException {
        var address = proxy.address();
        for (int i = 0; i < 20; i++) {
            proxy.refuse();
            proxy.accept();
            try (var client = connect()) {
                assertThat(echo(client, 1)).isEqualTo(1);
            }
        }
        assertThat(proxy.address()).isEqualTo(address);
    }

    @Test
    void a_black_hole_swallows_new_and_open_connections() throws Exception {
        try (var before = connect()) {
            assertThat(echo(before, 1)).isEqualTo(1);
            assertThat(arrived.take()).isEqualTo(1);

            proxy.blackHole();

            try (var after = connect()) {
                assertSilence(before);
                assertSilence(after);
                assertThat(arrived.poll(SILENCE_MILLIS, TimeUnit.MILLISECONDS)).isNull();
            }
        }
    }

    @Test
    void dropped_answers_are_those_of_requests_that_arrived() throws Exception {
        proxy.dropAnswers();
        try (var client = connect()) {
            assertSilence(client);
            assertThat(arrived.poll(1, TimeUnit.MINUTES)).isEqualTo(7);
        }
    }

    @Test
    void a_lost_server_end_is_not_told_to_the_client() throws IOException {
        try (var client = connect()) {
            assertThat(echo(client, 1)).isEqualTo(1);
            proxy.dropAnswers();
            client.getOutputStream().write(HANG_UP);
            assertSilence(client);
        }
    }

    @Test
    void a_cut_request_never_arrives_whole_and_its_connection_is_reset() throws Exception {
        try (var client = connect()) {
            assertThat(echo(client, 1)).isEqualTo(1);
            assertThat(arrived.take()).isEqualTo(1);
            proxy.cutRequests();

            client.getOutputStream().write(new byte[] {2, 3, 4, 5});

            assertThatThrownBy(() -> {
                        while (client.getInputStream().read() >= 0) {
                            // what the server answered to the first half
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(SocketTimeoutException.class);
            assertThat(arrived).doesNotContain(4, 5);
        }
    }

    @Test
    void healing_resets_connections_that_lost_bytes_and_serves_new_ones() throws IOException {
        proxy.blackHole();
        try (var client = connect()) {
            assertSilence(client);

            proxy.accept();

            client.setSoTimeout(PATIENCE_MILLIS);
            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(SocketTimeoutException.class);
        }
        try (var client = connect()) {
            assertThat(echo(client, 3)).isEqualTo(3);
        }
    }

    @Test
    void a_client_of_a_dead_server_is_reset() throws IOException {
        try (var notListening = new Socket()) {
            notListening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (var toNobody = TcpProxy.to((InetSocketAddress) notListening.getLocalSocketAddress())) {
                assertThatThrownBy(() -> readFrom(toNobody))
                        .isInstanceOf(IOException.class)
                        .isNotInstanceOf(SocketTimeoutException.class);
            }
        }
    }

    private static int readFrom(TcpProxy proxy) throws IOException {
        try (var client = connect(proxy)) {
            return client.getInputStream().read();
        }
    }

    private Socket connect() throws IOException {
        return connect(proxy);
    }

    private static Socket connect(TcpProxy proxy) throws IOException {
        var socket = new Socket();
        socket.connect(proxy.address(), PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private static int echo(Socket client, int value) throws IOException {
        client.getOutputStream().write(value);
        return client.getInputStream().read();
    }

    private static void assertSilence(Socket client) throws IOException {
        client.setSoTimeout(SILENCE_MILLIS);
        client.getOutputStream().write(7);
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                var client = server.accept();
                Daemons.start("echo", () -> echo(client));
            } catch (IOException e) {
                // Closed: the condition ends the loop.
            }
        }
    }

    private void echo(Socket client) {
        try (client) {
            for (int b = client.getInputStream().read();
                    b >= 0;
                    b = client.getInputStream().read()) {
                arrived.add(b);
                client.getOutputStream().write(b);
                if (b == HANG_UP) {
                    return;
                }
            }
        } catch (IOException e) {
            // The proxy has reset the connection.
        }
    }
}
