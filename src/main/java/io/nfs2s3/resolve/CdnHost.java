package io.nfs2s3.resolve;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One CloudFront host name.
 *
 * @param name a host name, with a port if need be; kept in lower case, since the stable choice hashes it
 * @param weight its share of the URLs beside those of the others, 1 to 100
 */
public record CdnHost(String name, int weight) {
    static final int MAX_WEIGHT = 100;
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?");

    /** @throws IllegalArgumentException when the name is no host name, or the weight is out of its range */
    public CdnHost {
        String given = name;
        name = name.toLowerCase(Locale.ROOT);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "resolve.cdnHosts has \"" + given + "\"; give a host name without scheme and path");
        }
        if (weight < 1 || weight > MAX_WEIGHT) {
            throw new IllegalArgumentException(
                    "resolve.cdnHosts gives " + name + " the weight " + weight + "; a weight is 1 to " + MAX_WEIGHT);
        }
    }

    /**
     * Reads a host as the settings have it: {@code cdn1.example.com}, or {@code cdn1.example.com=3} with a weight.
     *
     * @throws IllegalArgumentException when it is not of that form
     */
    public static CdnHost parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            return new CdnHost(text, 1);
        }
        try {
            return new CdnHost(
                    text.substring(0, equals).strip(),
                    Integer.parseInt(text.substring(equals + 1).strip()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "resolve.cdnHosts has \"" + text + "\"; a weight is a whole number, 1 to " + MAX_WEIGHT, e);
        }
    }

    @Override
    public String toString() {
        return weight == 1 ? name : name + "=" + weight;
    }
}
