package io.nfs2s3.doctor;

import java.util.Locale;

/** What a check is about. The {@link CheckCode} of each check begins with it. */
public enum CheckCategory {
    /** The settings, and what the database keeps of them. */
    SETTINGS,
    /** The host that it runs on. */
    HOST,
    /** The source root. */
    MOUNT,
    DATABASE,
    QUEUE,
    STORE,
    /** The hosts that readers get objects from. */
    CDN,
    /** What the site itself has left to be done, and whether all of it goes together. */
    SITE;

    /** As a person writes it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
