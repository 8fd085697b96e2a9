package io.nfs2s3.storage;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.function.Function;
import org.apache.hc.core5.http.HttpHost;

/**
 * Has Java's own HTTP client go to a host by the proxy that calls to the store would take: {@code HTTPS_PROXY},
 * {@code NO_PROXY} and the JVM's properties, read alike. Thread-safe.
 */
public final class StoreProxySelector extends ProxySelector {
    private final Function<URI, HttpProxy> proxies;

    public StoreProxySelector() {
        this(url -> HttpProxy.to(url.getScheme(), url.getHost()));
    }

    StoreProxySelector(Function<URI, HttpProxy> proxies) {
        this.proxies = proxies;
    }

    @Override
    public List<Proxy> select(URI url) {
        HttpHost proxy = proxies.apply(url).host();
        return List.of(
                proxy == null
                        ? Proxy.NO_PROXY
                        : new Proxy(
                                Proxy.Type.HTTP,
                                InetSocketAddress.createUnresolved(proxy.getHostName(), proxy.getPort())));
    }

    /** There is no other to be chosen next time. */
    @Override
    public void connectFailed(URI url, SocketAddress proxy, IOException error) {}
}
