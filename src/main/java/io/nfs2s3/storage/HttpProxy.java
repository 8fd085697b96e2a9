package io.nfs2s3.storage;

import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.HttpHost;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.nio.netty.ProxyConfiguration;

/** The proxy between here and the store, if the environment or the JVM's properties name one, as the SDK reads them. */
record HttpProxy(@Nullable HttpHost host, @Nullable UsernamePasswordCredentials credentials) {
    static final HttpProxy NONE = new HttpProxy(null, null);

    static HttpProxy to(BucketAddress store) {
        return to(store.secure() ? "https" : "http", store.host());
    }

    /** The one between here and another host. */
    static HttpProxy to(String scheme, String name) {
        ProxyConfiguration found = ProxyConfiguration.builder().scheme(scheme).build();
        if (found.host() == null
                || found.host().isEmpty()
                || found.nonProxyHosts().stream().anyMatch(name::matches)) {
            return NONE;
        }
        return new HttpProxy(
                new HttpHost("http", found.host(), found.port()),
                found.username() == null || found.password() == null
                        ? null
                        : new UsernamePasswordCredentials(
                                found.username(), found.password().toCharArray()));
    }

    /**
     * The same for a client of the SDK, which by itself asks for the proxy of plain HTTP, whatever it speaks.
     *
     * @param scheme what it speaks
     */
    static ProxyConfiguration forNetty(String scheme) {
        return ProxyConfiguration.builder().scheme(scheme).build().toBuilder()
                .scheme("http") // how the proxy itself is spoken to
                .useSystemPropertyValues(false)
                .useEnvironmentVariableValues(false)
                .build();
    }

    HttpClientBuilder applyTo(HttpClientBuilder client) {
        if (host != null && credentials != null) {
            BasicCredentialsProvider provider = new BasicCredentialsProvider();
            provider.setCredentials(new AuthScope(host), credentials);
            client.setDefaultCredentialsProvider(provider);
        }
        return client.setProxy(host);
    }
}
