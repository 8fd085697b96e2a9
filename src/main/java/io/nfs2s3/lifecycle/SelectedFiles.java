package io.nfs2s3.lifecycle;

import io.nfs2s3.catalog.MediaPage;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.source.ScanEntry;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The files that a selection means, a few hundred at a time: in the order of their paths, or of the list that names them. A
 * resumed run begins anew. The memory does not grow with their number. For one thread.
 */
public final class SelectedFiles {
    /** Repeats a call to the database, or does not. */
    @FunctionalInterface
    public interface Patience {
        <T> T with(Supplier<T> call);
    }

    /** What somebody made of a few hundred rows. */
    public interface Part {
        /** The path of the last row that was looked at; null when there was none. */
        @Nullable
        MediaPath last();
    }

    /** Reads the rows of a page. */
    @FunctionalInterface
    public interface Reader<P extends Part> {
        /**
         * @param others what a list has beside paths: lines that are none, and names that are left out
         */
        P read(MediaPage page, List<ScanEntry> others);
    }

    /** Ends the reading of a list. */
    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Enough() {
            super("no more is wanted", null, false, false);
        }
    }

    private final FileSelection selection;
    private final NameList names;
    private final long least;
    private long listed;

    /**
     * @param names of a selection by a list; not asked otherwise
     * @param least names that a list must have: it is not the one that the run began with, if it has fewer
     */
    public SelectedFiles(FileSelection selection, NameList names, long least) {
        this.selection = selection;
        this.names = names;
        this.least = least;
    }

    /**
     * Tells of all of them, on the caller's thread.
     *
     * @param each says whether more is wanted
     * @throws IllegalArgumentException when a list ends before it should
     */
    public <P extends Part> void forEach(Patience patience, Reader<P> reader, Predicate<P> each) {
        if (selection.isNamed()) {
            listed(patience, reader, each);
        } else {
            selected(patience, reader, each);
        }
    }

    private <P extends Part> void selected(Patience patience, Reader<P> reader, Predicate<P> each) {
        MediaPath after = null;
        boolean more = true;
        while (more) {
            MediaPage page = MediaPage.next(selection.filter(), after);
            P part = patience.with(() -> reader.read(page, List.of()));
            after = part.last();
            more = each.test(part)
                    && after != null
                    && after.value().startsWith(selection.filter().prefix());
        }
    }

    private <P extends Part> void listed(Patience patience, Reader<P> reader, Predicate<P> each) {
        List<ScanEntry> open = new ArrayList<>();
        listed = 0;
        try {
            names().forEach(name -> {
                listed++;
                open.add(name);
                if (open.size() == MediaPage.SIZE) {
                    tell(open, patience, reader, each);
                }
            });
            tell(open, patience, reader, each);
        } catch (Enough e) {
            return;
        }
        if (listed < least) {
            throw new IllegalArgumentException("the list has " + listed
                    + " names, and the one that the run began with has " + least + " or more: give it the whole list");
        }
    }

    /** How many names of the list were read until now, with lines that are no paths; 0 of any other selection. */
    public long listed() {
        return listed;
    }

    private NameList names() {
        return selection.list() != null
                ? names
                : each -> selection.paths().forEach(path -> each.accept(new ScanEntry.File(path.value())));
    }

    /** A path that comes twice counts once, if it comes soon. */
    private static <P extends Part> void tell(
            List<ScanEntry> open, Patience patience, Reader<P> reader, Predicate<P> each) {
        if (open.isEmpty()) {
            return;
        }
        Set<MediaPath> paths = new LinkedHashSet<>();
        List<ScanEntry> others = new ArrayList<>();
        for (ScanEntry entry : open) {
            if (entry instanceof ScanEntry.File file) {
                paths.add(MediaPath.of(file.path()));
            } else {
                others.add(entry);
            }
        }
        open.clear();
        MediaPage page = MediaPage.of(paths);
        if (!each.test(patience.with(() -> reader.read(page, others)))) {
            throw new Enough();
        }
    }
}
