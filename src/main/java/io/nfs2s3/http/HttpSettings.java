package io.nfs2s3.http;

import java.util.regex.Pattern;

/**
 * The section {@code http} of the settings.
 *
 * @param port 0 takes any free port
 * @param viewToken what those who look at the figures show; empty: everybody may look. Not empty on an address that others reach
 * @param controlToken what operators who act show; empty: nobody acts over HTTP
 */
public record HttpSettings(boolean enabled, String host, int port, String viewToken, String controlToken) {
    /** Characters. */
    public static final int SHORTEST_TOKEN = 16;

    /** What may stand in a header as it is (RFC 6750). */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127\\.[0-9.]+|\\[?(::1|0:0:0:0:0:0:0:1)]?", Pattern.CASE_INSENSITIVE);

    /** @throws IllegalArgumentException when a token is none; shows no token */
    public HttpSettings {
        require("http.viewToken", viewToken);
        require("http.controlToken", controlToken);
        if (!viewToken.isEmpty() && viewToken.equals(controlToken)) {
            throw new IllegalArgumentException(
                    "http.viewToken and http.controlToken are the same: whoever may look could act");
        }
    }

    /**
     * For who begins to listen: a command of the same settings needs no token, and a credential of systemd is there for the
     * daemon alone.
     *
     * @throws IllegalArgumentException when whoever reaches the address would see the figures
     */
    void requireViewToken() {
        if (viewToken.isEmpty() && !isLoopback(host)) {
            throw new IllegalArgumentException("http.host = \"" + host
                    + "\" is not the loopback address, and http.viewToken is empty: whoever reaches it would see the figures."
                    + " Set http.viewToken or http.viewTokenFile (openssl rand -hex 32), or leave http.host on 127.0.0.1 with a"
                    + " proxy in front");
        }
    }

    private static void require(String key, String token) {
        if (!token.isEmpty()
                && (token.length() < SHORTEST_TOKEN || !TOKEN.matcher(token).matches())) {
            throw new IllegalArgumentException(key + " must have " + SHORTEST_TOKEN
                    + " characters or more, of A-Z a-z 0-9 . _ ~ + / - and = at its end: openssl rand -hex 32");
        }
    }

    private static boolean isLoopback(String host) {
        return LOOPBACK.matcher(host).matches();
    }

    /** Whether whoever is on the network can read a token while it is used. */
    public boolean showsToken() {
        return enabled && !isLoopback(host);
    }

    @Override
    public String toString() {
        return "HttpSettings[enabled=" + enabled + ", host=" + host + ", port=" + port + ", viewToken="
                + masked(viewToken) + ", controlToken=" + masked(controlToken) + "]";
    }

    private static String masked(String token) {
        return token.isEmpty() ? "" : "***";
    }
}
