package io.nfs2s3.http;

import java.util.regex.Pattern;

/**
 * The section {@code http} of the settings.
 *
 * @param port 0 takes any free port
 * @param controlToken what operators who act show; empty: nobody acts over HTTP
 */
public record HttpSettings(boolean enabled, String host, int port, String controlToken) {
    /** Characters. */
    public static final int SHORTEST_TOKEN = 16;

    /** What may stand in a header as it is (RFC 6750). */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127\\.[0-9.]+|\\[?(::1|0:0:0:0:0:0:0:1)]?", Pattern.CASE_INSENSITIVE);

    /** @throws IllegalArgumentException when the token is none; does not show it */
    public HttpSettings {
        if (!controlToken.isEmpty()
                && (controlToken.length() < SHORTEST_TOKEN
                        || !TOKEN.matcher(controlToken).matches())) {
            throw new IllegalArgumentException("http.controlToken must have " + SHORTEST_TOKEN
                    + " characters or more, of A-Z a-z 0-9 . _ ~ + / - and = at its end: openssl rand -hex 32");
        }
    }

    /** Whether whoever is on the network can read the token while it is used. */
    public boolean showsToken() {
        return enabled && !controlToken.isEmpty() && !LOOPBACK.matcher(host).matches();
    }

    @Override
    public String toString() {
        return "HttpSettings[enabled=" + enabled + ", host=" + host + ", port=" + port + ", controlToken="
                + (controlToken.isEmpty() ? "" : "***") + "]";
    }
}
