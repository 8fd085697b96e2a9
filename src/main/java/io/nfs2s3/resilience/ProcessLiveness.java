package io.nfs2s3.resilience;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the names of processes that {@link ProcessName} gives. */
public final class ProcessLiveness {
    private static final Pattern FORM = Pattern.compile("(.*~[0-9a-f]{8})/(\\d{1,18})/\\d+");

    private ProcessLiveness() {}

    /**
     * Whether a process ran on this host, and in this container of it, and does no more. Of others nothing is known.
     *
     * @param here the name of a process on this host
     */
    public static boolean isGone(String owner, String here) {
        Matcher other = FORM.matcher(owner);
        Matcher own = FORM.matcher(here);
        return other.matches()
                && own.matches()
                && other.group(1).equals(own.group(1))
                && ProcessHandle.of(Long.parseLong(other.group(2)))
                        .filter(ProcessHandle::isAlive)
                        .isEmpty();
    }
}
