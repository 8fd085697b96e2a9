package io.nfs2s3.cli;

import java.io.PrintWriter;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * A preview or a plan: a look that changes nothing, shows how far it is, and may be told to end before its time. What it
 * found until then is told all the same; so the interruption ends behind that, for a process that was told to end is gone
 * after it.
 */
final class Look {
    private Look() {}

    /**
     * Looks, and tells.
     *
     * @param name of the command
     * @param units what it looks at, in the plural
     * @param look finds out, and ends early when it is asked to
     * @param tell prints what was found, and gives the exit code
     */
    static <T> int at(
            PrintWriter err,
            Supplier<LiveProgress> show,
            String name,
            String units,
            Function<Interruption, T> look,
            ToIntFunction<T> tell) {
        try (Interruption interruption = new Interruption()) {
            T found;
            LiveProgress shown = show.get();
            try {
                found = look.apply(interruption);
                if (interruption.asked()) {
                    err.println(name + ": stopped before the end; what follows is of the " + units + " until then");
                }
            } finally {
                shown.close();
            }
            return tell.applyAsInt(found);
        }
    }
}
