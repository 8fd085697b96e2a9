package io.nfs2s3.lab.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerExpectContinueHandler;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.ssl.SslHandler;
import io.nfs2s3.testing.IssuedCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.conscrypt.Conscrypt;
import org.jspecify.annotations.Nullable;

/**
 * An S3 that swallows bodies and gives the checksum of the request back: what a client does against it is as fast as
 * the client can be. It proves nothing about bytes.
 */
public final class SinkServer implements AutoCloseable {
    /** The beginning of the line with its address. */
    static final String READY = "sink: ready at ";

    private static final int THREADS = 2;
    private static final int LINE_BYTES = 8 * 1024;
    private static final int HEADER_BYTES = 32 * 1024;
    private static final int CHUNK_BYTES = 64 * 1024;
    private final EventLoopGroup threads;
    private final Channel listener;
    private final String scheme;

    private SinkServer(EventLoopGroup threads, Channel listener, String scheme) {
        this.threads = threads;
        this.listener = listener;
        this.scheme = scheme;
    }

    /**
     * Runs one in a process of its own, until SIGTERM. Takes the milliseconds between a request and its answer, and for
     * TLS the folder of an {@link IssuedCertificate}. The TLS is native, so that it is no limit, and is as fast at once as
     * later.
     */
    public static void main(String... arguments) throws IOException, GeneralSecurityException, InterruptedException {
        SinkServer server = start(
                new SinkObjects(),
                Long.parseLong(arguments[0]),
                arguments.length == 1
                        ? null
                        : new IssuedCertificate(Path.of(arguments[1])).context(Conscrypt.newProvider()));
        server.untilTheEnd();
    }

    /** Says that it is ready, and returns when the process is told to end. */
    void untilTheEnd() throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "sink-close"));
        System.out.println(READY + endpoint());
        new CountDownLatch(1).await();
    }

    /** Starts one on a free port of the loopback address. */
    static SinkServer start() {
        return start(new SinkObjects());
    }

    /** The same with objects that it has from the beginning. */
    static SinkServer start(SinkObjects objects) {
        return start(objects, 0, null);
    }

    private static SinkServer start(SinkObjects objects, long thinkMillis, @Nullable SSLContext tls) {
        SinkBucket bucket = new SinkBucket(objects);
        EventLoopGroup threads = new NioEventLoopGroup(THREADS);
        Channel listener = new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        if (tls != null) {
                            SSLEngine engine = tls.createSSLEngine();
                            engine.setUseClientMode(false);
                            channel.pipeline().addLast(new SslHandler(engine));
                        }
                        channel.pipeline()
                                .addLast(new HttpServerCodec(LINE_BYTES, HEADER_BYTES, CHUNK_BYTES))
                                .addLast(new HttpServerKeepAliveHandler())
                                .addLast(new HttpServerExpectContinueHandler())
                                .addLast(new SinkConnection(bucket, thinkMillis));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
        return new SinkServer(threads, listener, tls == null ? "http" : "https");
    }

    /** The address in the log of a process that runs one. */
    static URI endpoint(String log) {
        return URI.create(log.lines()
                .filter(line -> line.startsWith(READY))
                .findFirst()
                .orElseThrow()
                .substring(READY.length()));
    }

    URI endpoint() {
        return URI.create(scheme
                + (scheme.equals("https") ? "://localhost:" : "://127.0.0.1:")
                + ((InetSocketAddress) listener.localAddress()).getPort());
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
