package io.nfs2s3.storage;

import java.net.URL;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * Where the objects of one bucket are, worked out once: the SDK goes through some hundred rules for it at every call.
 *
 * @param port -1 for the protocol's own
 * @param path what stands before a key: {@code /}, or with the bucket in it
 */
record BucketAddress(String protocol, String host, int port, String path) {
    /** The key whose URL tells. */
    static final String PROBE = "k";

    static BucketAddress of(URL urlOfProbe) {
        String path = urlOfProbe.getPath();
        return new BucketAddress(
                urlOfProbe.getProtocol(),
                urlOfProbe.getHost(),
                urlOfProbe.getPort(),
                path.substring(0, path.length() - PROBE.length()));
    }

    SdkHttpRequest.Builder put(String key) {
        return SdkHttpRequest.builder()
                .method(SdkHttpMethod.PUT)
                .protocol(protocol)
                .host(host)
                .port(port < 0 ? null : port)
                .encodedPath(path + SdkHttpUtils.urlEncodeIgnoreSlashes(key));
    }
}
