package io.nfs2s3.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import io.nfs2s3.media.UrlText;
import io.nfs2s3.settings.ConfigValues.Known;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Every key with its value and where that comes from, whether or not nfs2s3 can start with it.
 *
 * @param all in the order of the table of defaults
 * @param problems what is wrong, one line each
 * @param warnings what is dangerous, one line each; where nothing is wrong, also what may be a mistake
 */
public record SettingsInForce(List<Setting> all, List<String> problems, List<String> warnings) {
    /** What is written without quotes. */
    private static final Set<String> BARE = Set.of("duration", "size", "number", "true or false");

    /** A kind of the site that is wrong may not be read to its end. */
    private static final Known UNREAD = new Known(Shape.UNKNOWN, Optional.empty());

    /** @param standard what is known of the defaults */
    static SettingsInForce of(
            Config config,
            Map<String, Known> known,
            Map<String, Known> standard,
            List<String> problems,
            List<String> warnings) {
        List<Setting> all = Defaults.keys(config).stream()
                .sorted(Defaults.order())
                .map(key -> setting(config, key, known.getOrDefault(key, UNREAD), standard.getOrDefault(key, UNREAD)))
                .toList();
        return new SettingsInForce(all, List.copyOf(problems), List.copyOf(warnings));
    }

    private static Setting setting(Config config, String key, Known known, Known standard) {
        Object written = config.getValue(key).unwrapped();
        Object before =
                Defaults.TABLE.hasPath(key) ? Defaults.TABLE.getValue(key).unwrapped() : "";
        Origin origin = Origin.of(config.getValue(key).origin());
        boolean isSame = origin.kind() == Origin.Kind.DEFAULT
                || (Defaults.TABLE.hasPath(key)
                        && (written.equals(before)
                                || (known.value().isPresent() && known.value().equals(standard.value()))));
        Shape shape = known.shape();
        return new Setting(
                key,
                Masks.shown(key, typed(known, written)),
                shown(config, key, shape),
                Masks.shown(key, before),
                !isSame,
                origin,
                shape.type(),
                shape.unit(),
                shape.range(),
                EnvironmentVariables.nameOf(key),
                Defaults.about(key));
    }

    /** A number or a flag of the environment is one, and no text. */
    private static Object typed(Known known, Object written) {
        Object value = known.value().orElse(written);
        if (value instanceof Optional<?> one && one.isPresent()) {
            value = one.get();
        }
        return value instanceof Integer || value instanceof Double || value instanceof Boolean ? value : written;
    }

    private static String shown(Config config, String key, Shape shape) {
        Object masked = Masks.shown(key, config.getValue(key).unwrapped());
        if (masked instanceof List<?> list) {
            return list.stream()
                    .map(each -> ConfigUtil.quoteString(each.toString()))
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        String text = masked instanceof String masks ? masks : config.getString(key); // 0.0004, not 4.0E-4
        return text.equals(UrlText.MASK) || (BARE.contains(shape.type()) && !text.isEmpty())
                ? text
                : ConfigUtil.quoteString(text);
    }
}
