package io.nfs2s3.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a path is on, as Linux tells it in {@code /proc/self/mountinfo}; proc(5) has the format.
 *
 * @param point where it is mounted
 * @param type of the file system, such as {@code nfs4}
 * @param options of the mount, and of the file system
 */
public record Mount(Path point, String type, Set<String> options) {
    private static final Path TABLE = Path.of("/proc/self/mountinfo");
    private static final Pattern ESCAPED = Pattern.compile("\\\\([0-7]{3})");
    private static final int OCTAL = 8;

    /** Of the fields before the dash, and behind it. */
    private static final int POINT = 4;

    private static final int OPTIONS = 5;
    private static final int TYPE = 0;
    private static final int MORE_OPTIONS = 2;

    public Mount {
        options = Set.copyOf(options);
    }

    /** The one that a path is on; empty where the system does not tell, or the path is not there. */
    public static Optional<Mount> of(Path path) {
        try {
            return of(path.toRealPath(), Files.readAllLines(TABLE));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The innermost one; of several at one place the last, which hides the others. */
    static Optional<Mount> of(Path real, List<String> table) {
        return table.stream()
                .flatMap(line -> parsed(line).stream())
                .filter(mount -> real.startsWith(mount.point()))
                .reduce((one, next) -> next.point().getNameCount() < one.point().getNameCount() ? one : next);
    }

    private static Optional<Mount> parsed(String line) {
        String[] halves = line.split(" - ", 2);
        String[] fields = halves[0].split(" ", -1);
        String[] more = halves.length < 2 ? new String[0] : halves[1].split(" ", -1);
        if (fields.length <= OPTIONS || more.length <= MORE_OPTIONS) {
            return Optional.empty();
        }
        Set<String> options = new HashSet<>(List.of(fields[OPTIONS].split(",", -1)));
        options.addAll(List.of(more[MORE_OPTIONS].split(",", -1)));
        try {
            return Optional.of(new Mount(Path.of(unescaped(fields[POINT])), more[TYPE], options));
        } catch (InvalidPathException e) {
            return Optional.empty(); // a name outside of this locale, and so no name of ours
        }
    }

    private static String unescaped(String text) {
        return ESCAPED.matcher(text)
                .replaceAll(found ->
                        Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1), OCTAL))));
    }

    /** Whether it is an NFS share. */
    public boolean isNfs() {
        return type.startsWith("nfs");
    }

    boolean hasAny(String... names) {
        return List.of(names).stream().anyMatch(options::contains);
    }
}
