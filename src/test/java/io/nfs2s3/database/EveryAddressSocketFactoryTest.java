package io.nfs2s3.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EveryAddressSocketFactoryTest {
    private static final int TIMEOUT_MILLIS = 5_000;

    private static Socket socket(List<String> addresses) throws IOException {
        InetAddress[] found = new InetAddress[addresses.size()];
        for (int i = 0; i < found.length; i++) {
            found[i] = InetAddress.getByName(addresses.get(i));
        }
        return new EveryAddressSocketFactory(host -> found).createSocket();
    }

    /** Nobody listens on the others. */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.2,127.0.0.1", "127.0.0.1,127.0.0.2", "127.0.0.2,::1,127.0.0.1"})
    void the_address_that_answers_is_found(String addresses) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Socket socket = socket(List.of(addresses.split(",", -1)))) {
            socket.connect(new InetSocketAddress("localhost", server.getLocalPort()), TIMEOUT_MILLIS);

            assertThat(socket.getInetAddress().getHostAddress()).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void if_none_answers_the_error_is_that_of_a_connect() throws IOException {
        try (Socket bound = new Socket();
                Socket socket = socket(List.of("127.0.0.2", "127.0.0.1"))) {
            bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)); // and listens to nobody
            assertThatThrownBy(() ->
                            socket.connect(new InetSocketAddress("localhost", bound.getLocalPort()), TIMEOUT_MILLIS))
                    .isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void a_server_that_is_gone_is_noticed_in_a_minute() throws IOException {
        try (Socket socket = socket(List.of("127.0.0.1"))) {
            if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
                assertThat(socket.getOption(ExtendedSocketOptions.TCP_KEEPIDLE)).isEqualTo(30);
            }
        }
    }
}
