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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

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

    private SinkServer(EventLoopGroup threads, Channel listener) {
        this.threads = threads;
        this.listener = listener;
    }

    /** Runs one in a process of its own, until SIGTERM. */
    public static void main(String... arguments) throws InterruptedException {
        SinkServer server = start();
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "sink-close"));
        System.out.println(READY + server.endpoint());
        new CountDownLatch(1).await();
    }

    /** Starts one on a free port of the loopback address. */
    static SinkServer start() {
        SinkBucket bucket = new SinkBucket(new SinkObjects());
        EventLoopGroup threads = new NioEventLoopGroup(THREADS);
        Channel listener = new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(new HttpServerCodec(LINE_BYTES, HEADER_BYTES, CHUNK_BYTES))
                                .addLast(new HttpServerKeepAliveHandler())
                                .addLast(new HttpServerExpectContinueHandler())
                                .addLast(new SinkConnection(bucket));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
        return new SinkServer(threads, listener);
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
        return URI.create("http://127.0.0.1:" + ((InetSocketAddress) listener.localAddress()).getPort());
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
