package io.nfs2s3.lab.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the sink: counts the bytes of a body as they come, and keeps none, but of the smallest. Runs on its
 * event loop only.
 */
@SuppressWarnings("FutureReturnValueIgnored") // of an answer or a close: a client that is gone sees neither
final class SinkConnection extends SimpleChannelInboundHandler<HttpObject> {
    private final SinkBucket bucket;
    private final long thinkMillis;
    private @Nullable HttpRequest request;
    private long received;
    private final ByteBuf small = Unpooled.buffer(SinkObjects.SMALL);

    /** @param thinkMillis between a request and its answer */
    SinkConnection(SinkBucket bucket, long thinkMillis) {
        this.bucket = bucket;
        this.thinkMillis = thinkMillis;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
        if (part.decoderResult().isFailure()) {
            context.close();
            return;
        }
        if (part instanceof HttpRequest begun) {
            request = begun;
            received = 0;
            small.clear();
        }
        if (part instanceof HttpContent content) {
            received += content.content().readableBytes();
            small.writeBytes(
                    content.content(),
                    Math.min(content.content().readableBytes(), small.capacity() - small.writerIndex()));
        }
        if (part instanceof LastHttpContent && request != null) {
            FullHttpResponse answer = bucket.answer(
                    request, received, received <= SinkObjects.SMALL ? ByteBufUtil.getBytes(small) : new byte[0]);
            if (thinkMillis == 0) {
                context.writeAndFlush(answer);
            } else {
                context.executor().schedule(() -> context.writeAndFlush(answer), thinkMillis, TimeUnit.MILLISECONDS);
            }
            request = null;
        }
    }

    /** A client that went away, or a request that is no S3: the client sees its connection end. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
