package io.nfs2s3.settings;

import com.typesafe.config.ConfigOrigin;
import java.util.List;

/**
 * Where a value comes from.
 *
 * @param place the file, or the name of the environment variable; empty for a default
 * @param line of the file, from 1; 0 where there is none
 */
public record Origin(Kind kind, String place, int line) {
    /** What a place is. */
    public enum Kind {
        DEFAULT,
        /** The settings file, or one that it includes. */
        FILE,
        ENVIRONMENT,
        /** One that a key such as {@code database.passwordFile} names. */
        SECRET_FILE,
        /** A file in {@code $CREDENTIALS_DIRECTORY}, where systemd puts the credentials of a service. */
        CREDENTIAL
    }

    private static final List<Kind> NAMED = List.of(Kind.ENVIRONMENT, Kind.SECRET_FILE, Kind.CREDENTIAL);
    /** What the library puts before the places of a value that was put together. */
    private static final String MERGED = "merge of ";

    static Origin of(ConfigOrigin origin) {
        String description = origin.description();
        for (Kind kind : NAMED) {
            if (description.startsWith(kind + ":")) {
                return new Origin(kind, description.substring(kind.name().length() + 1), 0);
            }
        }
        if (description.startsWith(Defaults.RESOURCE)) {
            return new Origin(Kind.DEFAULT, "", 0);
        }
        String file = origin.filename();
        return file == null
                ? new Origin(Kind.FILE, plain(description), 0)
                : new Origin(Kind.FILE, file, Math.max(0, origin.lineNumber()));
    }

    /** Such as {@code jdbc:postgresql://${DB_HOST}/site}, which is of a file and of a variable. */
    private static String plain(String description) {
        String places = description.replace(MERGED, "").replace(",", ", ");
        for (Kind kind : NAMED) {
            places = places.replace(kind + ":", "");
        }
        return places;
    }

    /** What the library is told of a value, for {@link #of} to read. */
    String description() {
        return kind + ":" + place;
    }

    /** In words for a person, such as {@code /etc/nfs2s3/nfs2s3.conf:12}. */
    public String text() {
        return switch (kind) {
            case DEFAULT -> "default";
            case FILE -> line == 0 ? place : place + ":" + line;
            case ENVIRONMENT -> "environment " + place;
            case SECRET_FILE -> "secret file " + place;
            case CREDENTIAL -> "credential " + place;
        };
    }
}
