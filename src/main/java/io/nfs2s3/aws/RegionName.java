package io.nfs2s3.aws;

import io.nfs2s3.media.Printable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of regions: a wrong one is no error to the SDK, which then looks for a host that is not there. */
public final class RegionName {
    private static final Pattern REGION = Pattern.compile("[A-Za-z0-9]+([-_][A-Za-z0-9]+)*");
    /** Regions of AWS end in a number, their zones in a letter behind it. */
    private static final Pattern ZONE = Pattern.compile("([a-z]{2,3}(-[a-z]+)+-[0-9]+)(-[a-z0-9-]+)?[a-z]");

    private RegionName() {}

    /**
     * Refuses what cannot be one.
     *
     * @param key what an error calls it
     * @param name empty for what the AWS default chain finds
     * @throws IllegalArgumentException when it is another; says what would be right
     */
    public static void check(String key, String name) {
        String shown = key + " = \"" + Printable.line(name) + "\"";
        Matcher zone = ZONE.matcher(name);
        if (zone.matches()) {
            throw new IllegalArgumentException(shown + " is an availability zone; its region is " + zone.group(1));
        }
        if (!name.isEmpty() && !REGION.matcher(name).matches()) {
            throw new IllegalArgumentException(shown + " must be a region such as eu-central-1, or empty");
        }
    }
}
