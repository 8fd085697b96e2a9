package io.nfs2s3.media;

import java.util.regex.Pattern;

/** A URL as it may be shown: in a log, an error, or on a terminal. */
public final class UrlText {
    public static final String MASK = "***";
    /** A parameter of a JDBC URL, such as {@code password=} or {@code sslpassword=}. */
    private static final Pattern PARAMETER = Pattern.compile("(?i)(password=)[^&]*");
    /** That of {@code https://user:password@host}, also one that should have been encoded; a port is none. */
    private static final Pattern BEFORE_HOST = Pattern.compile("(://[^/@:\\s]*:)(?![0-9]+(?:[/,]|$))\\S*@");

    private UrlText() {}

    /** The same without the passwords in it. A text that is no URL stays as it is. */
    public static String withoutPasswords(String url) {
        String masked = PARAMETER.matcher(url).replaceAll("$1" + MASK);
        return BEFORE_HOST.matcher(masked).replaceAll("$1" + MASK + "@");
    }
}
