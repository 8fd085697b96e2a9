package io.nfs2s3.backfill;

import io.nfs2s3.catalog.BackfillFiles.NewFile;
import io.nfs2s3.media.InvalidMediaPathException;
import io.nfs2s3.media.MediaKind;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.runs.FirstSamples;
import io.nfs2s3.runs.RunSample;
import io.nfs2s3.runs.RunSample.Category;
import io.nfs2s3.source.ScanEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Sorts the names of one pass into what can be registered and what cannot. For one thread. */
final class BatchMaker {
    private final MediaKinds kinds;
    private final Function<MediaPath, CompletableFuture<Boolean>> isNoFile;
    private final FirstSamples samples = new FirstSamples();

    /** @param isNoFile asked of each file; one that cannot be looked at is taken for a file */
    BatchMaker(MediaKinds kinds, Function<MediaPath, CompletableFuture<Boolean>> isNoFile) {
        this.kinds = kinds;
        this.isNoFile = isNoFile;
    }

    /** A path that comes twice counts once. */
    BackfillBatch make(List<ScanEntry> names) {
        Map<String, NewFile> files = new LinkedHashMap<>();
        List<RunSample> others = new ArrayList<>();
        for (ScanEntry name : names) {
            if (name instanceof ScanEntry.File file) {
                add(file.path(), files, others);
            } else if (name instanceof ScanEntry.Skipped skipped) {
                others.add(new RunSample(Category.SKIPPED, skipped.name(), skipped.reason()));
            } else if (name instanceof ScanEntry.Bad bad) {
                others.add(new RunSample(Category.FAILED, bad.name(), bad.reason()));
            }
        }
        leaveOutWhatIsNoFile(files, others);
        return new BackfillBatch(
                List.copyOf(files.values()),
                count(others, Category.SKIPPED),
                count(others, Category.FAILED),
                kept(others));
    }

    private void leaveOutWhatIsNoFile(Map<String, NewFile> files, List<RunSample> others) {
        Map<String, CompletableFuture<Boolean>> looks = new LinkedHashMap<>();
        files.keySet()
                .forEach(path ->
                        looks.put(path, isNoFile.apply(MediaPath.of(path)).exceptionally(error -> false)));
        looks.forEach((path, look) -> {
            if (look.join()) {
                files.remove(path);
                others.add(new RunSample(Category.SKIPPED, path, "it is no file"));
            }
        });
    }

    private List<RunSample> kept(List<RunSample> others) {
        List<RunSample> first = samples.first(others);
        samples.keep(first);
        return first;
    }

    private void add(String path, Map<String, NewFile> files, List<RunSample> others) {
        try {
            Optional<MediaKind> kind = kinds.find(MediaPath.of(path));
            if (kind.isEmpty()) {
                others.add(new RunSample(Category.SKIPPED, path, "no kind has a prefix that it begins with"));
            } else {
                files.put(path, new NewFile(path, kind.get().name(), kind.get().registeredState()));
            }
        } catch (InvalidMediaPathException e) {
            others.add(new RunSample(Category.FAILED, path, String.valueOf(e.getMessage())));
        }
    }

    private static long count(List<RunSample> samples, Category category) {
        return samples.stream().filter(sample -> sample.category() == category).count();
    }
}
