package io.nfs2s3.storage;

import java.net.URI;
import java.net.URL;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * Where the objects of one bucket are, worked out once: the SDK goes through some hundred rules for it at every call.
 *
 * @param secure whether it is spoken to by TLS
 * @param port the port, also where it is the protocol's own
 * @param hostHeader the host as a request names it: without the port where that is the protocol's own
 * @param path what stands before a key: {@code /}, or with the bucket in it
 */
record BucketAddress(boolean secure, String host, int port, String hostHeader, String path) {
    /** The key whose URL tells. */
    static final String PROBE = "k";

    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-_.";

    static BucketAddress of(URL urlOfProbe) {
        String path = urlOfProbe.getPath();
        int port = urlOfProbe.getPort() < 0 ? urlOfProbe.getDefaultPort() : urlOfProbe.getPort();
        String host = urlOfProbe.getHost();
        return new BucketAddress(
                urlOfProbe.getProtocol().equals("https"),
                host,
                port,
                port == urlOfProbe.getDefaultPort() ? host : host + ":" + port,
                path.substring(0, path.length() - PROBE.length()));
    }

    URI uri() {
        return URI.create((secure ? "https://" : "http://") + hostHeader + path);
    }

    /** The path of an object, as it stands in a request. */
    String encodedPath(String key) {
        return path + (isPlain(key) ? key : SdkHttpUtils.urlEncodeIgnoreSlashes(key));
    }

    /** Most names are as they stand, and the SDK's way through five replacements is long. */
    private static boolean isPlain(String key) {
        return key.chars().allMatch(letter -> PLAIN.indexOf(letter) >= 0);
    }
}
