package io.nfs2s3.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import org.apache.hc.core5.http.HttpHost;
import org.junit.jupiter.api.Test;

/** Java's own HTTP client goes the way that calls to the store go. */
class StoreProxySelectorTest {
    private final StoreProxySelector selector =
            new StoreProxySelector(url -> url.getHost().equals("inside.example.com")
                    ? HttpProxy.NONE
                    : new HttpProxy(new HttpHost("http", "proxy.example.com", 3128), null));

    @Test
    void a_host_is_reached_by_the_proxy_and_one_that_needs_none_without() {
        assertThat(selector.select(URI.create("https://cdn.example.com/images/1.jpg")))
                .containsExactly(
                        new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("proxy.example.com", 3128)));
        assertThat(selector.select(URI.create("https://inside.example.com/images/1.jpg")))
                .containsExactly(Proxy.NO_PROXY);
    }
}
