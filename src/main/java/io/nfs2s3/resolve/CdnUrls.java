package io.nfs2s3.resolve;

import com.github.benmanes.caffeine.cache.Ticker;
import io.nfs2s3.resolve.CdnSettings.Choice;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes the URLs of objects for one set of hosts. Immutable; a change of hosts is a new one. */
final class CdnUrls {
    /** Signs a URL. */
    interface Signer {
        String sign(String url);

        /** For how long the outcome may be given out, in nanoseconds. */
        long reuseNanos();
    }

    /**
     * The URLs of one object.
     *
     * @param by who made them
     * @param urls on each host, in the order of the hosts; with the stable choice the one URL that there is. An array
     *     for the sake of {@link #choose}: a list is one more object on the way
     * @param until the nanosecond of the ticker after which they are signed anew
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares two of them
    record OfObject(CdnUrls by, Optional<String>[] urls, long until) {}

    private final CdnHosts hosts;
    private final Choice choice;
    private final String scheme;
    private final @Nullable Signer signer;
    private final Ticker ticker;

    CdnUrls(CdnHosts hosts, CdnSettings settings, @Nullable Signer signer, Ticker ticker) {
        this.hosts = hosts;
        this.choice = settings.choice();
        this.scheme = settings.scheme();
        this.signer = signer;
        this.ticker = ticker;
    }

    CdnHosts hosts() {
        return hosts;
    }

    /** Whether URLs made before are those that would be made now. */
    boolean stillGives(OfObject made) {
        return made.by() == this && (signer == null || ticker.read() - made.until() < 0);
    }

    OfObject of(String key) {
        String encoded = PercentEncoding.encode(key);
        long until = signer == null ? 0 : ticker.read() + signer.reuseNanos();
        IntStream indexes = choice == Choice.STABLE
                ? IntStream.of(hosts.stable(key))
                : IntStream.range(0, hosts.all().size());
        @SuppressWarnings("unchecked") // there are no arrays of generic types
        Optional<String>[] urls =
                indexes.mapToObj(i -> Optional.of(url(i, encoded))).toArray(Optional[]::new);
        return new OfObject(this, urls, until);
    }

    private String url(int host, String encodedKey) {
        String url = scheme + "://" + hosts.all().get(host).name() + "/" + encodedKey;
        return signer == null ? url : signer.sign(url);
    }

    /** The URL of an object on each host, whatever the choice. */
    List<String> onEachHost(String key) {
        String encoded = PercentEncoding.encode(key);
        return IntStream.range(0, hosts.all().size())
                .mapToObj(i -> url(i, encoded))
                .toList();
    }

    /** One of the URLs of an object, by the choice of the settings. */
    Optional<String> choose(OfObject object) {
        return object.urls()[choice == Choice.STABLE ? 0 : hosts.random()];
    }
}
