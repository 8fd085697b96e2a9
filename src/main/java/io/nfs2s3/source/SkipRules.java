package io.nfs2s3.source;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;

/** Which names a scan leaves out on purpose. Immutable. */
final class SkipRules {
    private static final String WILD = "*?[]{}\\";

    /** A pattern of the settings, and what it fits. */
    private record Pattern(String glob, Predicate<String> fits) {}

    private final List<Pattern> patterns = new ArrayList<>();
    private final String sentinel;

    /** @param sentinel its media path */
    SkipRules(List<String> globs, String sentinel) {
        this.sentinel = sentinel;
        for (String glob : globs) {
            patterns.add(new Pattern(glob, fits(glob)));
        }
    }

    /** Asked once for each name of a scan, so a pattern as simple as most are is compared without a regular expression. */
    private static Predicate<String> fits(String glob) {
        if (isLiteral(glob)) {
            return glob::equals;
        }
        if (glob.startsWith("*") && isLiteral(glob.substring(1))) {
            String end = glob.substring(1);
            return name -> name.endsWith(end);
        }
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
        return name -> matcher.matches(Path.of(name));
    }

    private static boolean isLiteral(String glob) {
        return glob.chars().noneMatch(c -> WILD.indexOf(c) >= 0);
    }

    /** @throws IllegalArgumentException when a pattern is no glob, or fits no last segment */
    static void check(String glob) {
        if (glob.isEmpty() || glob.indexOf('/') >= 0) {
            throw new IllegalArgumentException(
                    "backfill.scan.skip has \"" + glob + "\": give patterns for the last segment, such as *.tmp");
        }
        try {
            fits(glob);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("backfill.scan.skip has \"" + glob + "\": " + e.getDescription(), e);
        }
    }

    /** Why a name is left out; empty when it is not. */
    Optional<String> reason(String path, String name) {
        if (path.equals(sentinel)) {
            return Optional.of("the sentinel of the mount");
        }
        if (name.charAt(0) == '.') {
            return Optional.of(
                    name.startsWith(".nfs")
                            ? "a file that was removed while it was open"
                            : "its name starts with a dot");
        }
        for (Pattern pattern : patterns) {
            if (pattern.fits().test(name)) {
                return Optional.of("backfill.scan.skip has " + pattern.glob());
            }
        }
        return Optional.empty();
    }
}
