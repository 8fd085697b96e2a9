package io.nfs2s3.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Map;
import javax.net.SocketFactory;
import jdk.net.ExtendedSocketOptions;

/**
 * Sockets that go to any address of a host name: the driver itself tries the first one only, and a name that stands for
 * several servers, or for both families of addresses, would be down with it. They notice within a minute that the server
 * is gone. Public for the driver, which makes one by its name. Thread-safe.
 */
public final class EveryAddressSocketFactory extends SocketFactory {
    private static final Map<SocketOption<Integer>, Integer> KEEP_ALIVE = Map.of(
            ExtendedSocketOptions.TCP_KEEPIDLE, 30,
            ExtendedSocketOptions.TCP_KEEPINTERVAL, 10,
            ExtendedSocketOptions.TCP_KEEPCOUNT, 3);

    /** Looks up the addresses of a host name. */
    interface Resolver {
        InetAddress[] addresses(String host) throws IOException;
    }

    private final Resolver resolver;

    public EveryAddressSocketFactory() {
        this(InetAddress::getAllByName);
    }

    EveryAddressSocketFactory(Resolver resolver) {
        this.resolver = resolver;
    }

    @Override
    public Socket createSocket() throws IOException {
        Socket socket = new EveryAddressSocket();
        for (Map.Entry<SocketOption<Integer>, Integer> option : KEEP_ALIVE.entrySet()) {
            if (socket.supportedOptions().contains(option.getKey())) {
                socket.setOption(option.getKey(), option.getValue());
            }
        }
        return socket;
    }

    private final class EveryAddressSocket extends Socket {
        @Override
        public void connect(SocketAddress endpoint, int timeout) throws IOException {
            super.connect(answering(endpoint, timeout), timeout);
        }

        /** A socket is spent by a connect that fails, so others find out which address answers. */
        private SocketAddress answering(SocketAddress endpoint, int timeout) throws IOException {
            if (!(endpoint instanceof InetSocketAddress host) || host.isUnresolved()) {
                return endpoint;
            }
            InetAddress[] addresses = resolver.addresses(host.getHostString());
            for (int i = 0; i < addresses.length - 1; i++) {
                InetSocketAddress address = new InetSocketAddress(addresses[i], host.getPort());
                if (answers(address, timeout / addresses.length)) {
                    return address;
                }
            }
            return addresses.length == 0
                    ? endpoint
                    : new InetSocketAddress(addresses[addresses.length - 1], host.getPort());
        }

        /** @param timeout in milliseconds; 0 for the system's own */
        private static boolean answers(InetSocketAddress address, int timeout) {
            try (Socket probe = new Socket()) {
                probe.connect(address, timeout);
                return true;
            } catch (IOException e) {
                return false;
            }
        }
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw unused();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
        throw unused();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw unused();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        throw unused();
    }

    private static UnsupportedOperationException unused() {
        return new UnsupportedOperationException("the driver connects its sockets itself");
    }
}
