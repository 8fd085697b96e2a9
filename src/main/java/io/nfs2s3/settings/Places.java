package io.nfs2s3.settings;

import com.typesafe.config.Config;
import io.nfs2s3.settings.Origin.Kind;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Says of a problem where the settings stand that it names, so that features need not know of files and lines. */
final class Places {
    private static final Pattern VALUE = Pattern.compile("\"[^\"]*\"");
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9-]+(?:\\.[A-Za-z0-9_-]+)+");

    private Places() {}

    /** The problem, and in brackets where the values come from that are not the defaults. */
    static String behind(String problem, Config config) {
        String places = KEY.matcher(VALUE.matcher(problem).replaceAll(""))
                .results()
                .map(MatchResult::group)
                .filter(config::hasPath)
                .map(key -> Origin.of(config.getValue(key).origin()))
                .filter(origin -> origin.kind() != Kind.DEFAULT)
                .map(Origin::text)
                .distinct()
                .collect(Collectors.joining(", "));
        return places.isEmpty() ? problem : problem + " (" + places + ")";
    }
}
