package io.nfs2s3.notify;

import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands notifications to the command and the web address of the settings. Each has a thread of its own and a bounded number
 * that wait for it; what they do not take is lost, which the log says once. Nothing waits for them, but the end of the process
 * for as long as one may take. Thread-safe.
 */
public final class Notifier implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Notifier.class);
    private final Duration timeout;
    private final List<Outlet> outlets;
    private final LastWords lastWords;

    /**
     * Starts nothing before there is something to tell.
     *
     * @param proxy through which a URL is reached
     */
    public Notifier(NotifySettings settings, Function<URI, ProxySelector> proxy) {
        this(settings.timeout(), channels(settings, proxy), log);
    }

    Notifier(Duration timeout, List<Channel> channels, Logger log) {
        this.timeout = timeout;
        this.outlets =
                channels.stream().map(channel -> new Outlet(channel, log)).toList();
        this.lastWords = new LastWords(timeout);
    }

    private static List<Channel> channels(NotifySettings settings, Function<URI, ProxySelector> proxy) {
        List<Channel> channels = new ArrayList<>();
        if (!settings.command().isEmpty()) {
            channels.add(new CommandChannel(settings.command(), settings.timeout()));
        }
        settings.url().ifPresent(url -> channels.add(new WebhookChannel(url, settings.timeout(), proxy.apply(url))));
        return channels;
    }

    /** Returns at once, and throws nothing. */
    public void send(String json) {
        byte[] notice = bytes(json);
        lastWords.expect();
        outlets.forEach(outlet -> outlet.send(notice));
    }

    /** Hands one over to each, on the caller's thread, for a person who waits: what is said of each that does not take it. */
    List<String> refusals(String json) {
        byte[] notice = bytes(json);
        return outlets.stream()
                .map(Outlet::channel)
                .flatMap(channel -> refusal(channel, notice).stream())
                .toList();
    }

    private static Optional<String> refusal(Channel channel, byte[] notice) {
        try {
            channel.send(notice);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(channel.name() + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(channel.name() + ": it was given up");
        }
    }

    private static byte[] bytes(String json) {
        return (json + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Waits for what is under way and waits, at most for as long as one may take. */
    @Override
    public void close() {
        outlets.forEach(Outlet::shut);
        long end = System.nanoTime() + timeout.toNanos();
        outlets.forEach(outlet -> outlet.end(end - System.nanoTime()));
        lastWords.said();
    }
}
