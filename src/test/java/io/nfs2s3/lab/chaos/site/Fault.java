package io.nfs2s3.lab.chaos.site;

import java.util.Locale;
import java.util.Random;

/** Something that befalls a server of a site, or the way to it, for a while. Made for enums. */
public interface Fault {
    /** Which server, as a word of a line for people. */
    String server();

    String name();

    /** @param random for what the fault leaves to chance; kept until it ends */
    void begin(ChaosSite site, Random random);

    /** Many times in the course of a window. */
    default void again(ChaosSite site) {}

    /** What proxies do is ended by {@link ChaosSite#heal()}. */
    default void end(ChaosSite site) {}

    /** What an operator does afterwards, when the proxies are well again. */
    default void mend(ChaosSite site) {}

    default String describe() {
        return server() + "=" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
