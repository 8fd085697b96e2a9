package io.nfs2s3.settings;

import java.util.List;

/** Settings that nfs2s3 cannot start with: one line for each problem, naming key, value and what would be right. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param problems each in one line */
    public SettingsException(List<String> problems) {
        super(String.join("\n", problems));
    }

    /** Each in one line. */
    public List<String> problems() {
        return String.valueOf(getMessage()).lines().toList();
    }
}
