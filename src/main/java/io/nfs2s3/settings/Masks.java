package io.nfs2s3.settings;

import io.nfs2s3.media.UrlText;
import java.util.List;

/** Takes secrets out of values that are shown: of keys that are secrets all, of URLs the password. */
final class Masks {
    private Masks() {}

    /** @param value as the library gives it: a text, a number, a flag, or a list */
    static Object shown(String key, Object value) {
        if (Defaults.isSecret(key)) {
            return "".equals(value) ? "" : UrlText.MASK;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(each -> shown(key, each)).toList();
        }
        return value instanceof String text ? UrlText.withoutPasswords(text) : value;
    }

    /** Whether there is a secret in it. */
    static boolean hides(String key, Object value) {
        return !shown(key, value).equals(value);
    }
}
