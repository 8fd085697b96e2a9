package io.nfs2s3.media;

import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;

/**
 * Which names are no media, whoever gives them: the sentinel of the mount, names that start with a dot, and those that the
 * setting {@code source.skip} has. What is below a directory of such a name is none either.
 *
 * <p>The upload hook and the command line refuse them, a backfill leaves them out, the worker and the origin do not read
 * them. Immutable.
 */
public final class NameRules {
    /** The rules of a site that changes no setting. */
    public static final NameRules DEFAULTS =
            new NameRules(List.of("*.tmp", "*.part", "*~", "Thumbs.db", "lost+found"), MediaPath.of(".nfs2s3-mounted"));

    private static final String WILD = "*?[]{}\\";

    /** A pattern of the settings, and what it fits. */
    private record Pattern(String glob, Predicate<String> fits) {}

    private final List<Pattern> patterns = new ArrayList<>();
    private final String sentinel;

    /**
     * @param skip the setting {@code source.skip}: patterns (globs) of names, each compared with one segment of a path
     * @param sentinel the setting {@code source.sentinel}
     * @throws IllegalArgumentException when a pattern is no glob, or fits no segment
     */
    public NameRules(List<String> skip, MediaPath sentinel) {
        this.sentinel = sentinel.value();
        for (String glob : skip) {
            if (glob.isEmpty() || glob.indexOf('/') >= 0) {
                throw new IllegalArgumentException(
                        "source.skip has \"" + glob + "\": give patterns for one segment of a path, such as *.tmp");
            }
            try {
                patterns.add(new Pattern(glob, fits(glob)));
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException("source.skip has \"" + glob + "\": " + e.getDescription(), e);
            }
        }
    }

    /** Asked for each name of a scan, so a pattern as simple as most are is compared without a regular expression. */
    private static Predicate<String> fits(String glob) {
        if (isLiteral(glob)) {
            return glob::equals;
        }
        if (glob.startsWith("*") && isLiteral(glob.substring(1))) {
            String end = glob.substring(1);
            return name -> name.endsWith(end);
        }
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
        return name -> fits(matcher, name);
    }

    private static boolean fits(PathMatcher matcher, String name) {
        try {
            return matcher.matches(Path.of(name));
        } catch (InvalidPathException e) {
            return false; // a site in a locale without UTF-8: the worker, which needs one, is asked again
        }
    }

    private static boolean isLiteral(String glob) {
        return glob.chars().noneMatch(c -> WILD.indexOf(c) >= 0);
    }

    /**
     * Why a path is left out; empty when it is not.
     *
     * @param path segments separated by a slash, none of them empty: a media path, or the path of a directory
     */
    public Optional<String> reason(String path) {
        for (int start = 0, end; start <= path.length(); start = end + 1) {
            end = path.indexOf('/', start);
            end = end < 0 ? path.length() : end;
            Optional<String> reason = reason(path.substring(0, end), path.substring(start, end));
            if (reason.isPresent()) {
                return reason;
            }
        }
        return Optional.empty();
    }

    /**
     * The same for a path whose directories were asked for already.
     *
     * @param name its last segment
     */
    public Optional<String> reason(String path, String name) {
        if (path.equals(sentinel)) {
            return Optional.of("\"" + path + "\" is the sentinel of the mount");
        }
        if (name.startsWith(".")) {
            return Optional.of(
                    name.startsWith(".nfs")
                            ? "\"" + name + "\" is a file that was removed while it was open"
                            : "\"" + name + "\" starts with a dot");
        }
        for (Pattern pattern : patterns) {
            if (pattern.fits().test(name)) {
                return Optional.of("source.skip has " + pattern.glob());
            }
        }
        return Optional.empty();
    }

    /** @throws IllegalArgumentException when a path is left out; the message quotes it and says why */
    public void require(MediaPath path) {
        reason(path.value()).ifPresent(reason -> {
            throw new IllegalArgumentException("\"" + path + "\" is no medium: " + reason);
        });
    }
}
