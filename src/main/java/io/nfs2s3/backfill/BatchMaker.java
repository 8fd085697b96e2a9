package io.nfs2s3.backfill;

import io.nfs2s3.backfill.BackfillBatch.File;
import io.nfs2s3.media.InvalidMediaPathException;
import io.nfs2s3.media.MediaKind;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.runs.BackfillSample;
import io.nfs2s3.runs.BackfillSample.Category;
import io.nfs2s3.source.ScanEntry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sorts the names of one pass into what can be registered and what cannot. For one thread. */
final class BatchMaker {
    private final MediaKinds kinds;
    private final Map<Category, Integer> kept = new EnumMap<>(Category.class);

    BatchMaker(MediaKinds kinds) {
        this.kinds = kinds;
    }

    /** A path that comes twice counts once. */
    BackfillBatch make(List<ScanEntry> names) {
        Map<String, File> files = new LinkedHashMap<>();
        List<BackfillSample> others = new ArrayList<>();
        for (ScanEntry name : names) {
            if (name instanceof ScanEntry.File file) {
                add(file.path(), files, others);
            } else if (name instanceof ScanEntry.Skipped skipped) {
                others.add(new BackfillSample(Category.SKIPPED, skipped.name(), skipped.reason()));
            } else if (name instanceof ScanEntry.Bad bad) {
                others.add(new BackfillSample(Category.BAD, bad.name(), bad.reason()));
            }
        }
        return new BackfillBatch(
                List.copyOf(files.values()),
                count(others, Category.SKIPPED),
                count(others, Category.BAD),
                others.stream().filter(this::isKept).toList());
    }

    private void add(String path, Map<String, File> files, List<BackfillSample> others) {
        try {
            Optional<MediaKind> kind = kinds.find(MediaPath.of(path));
            if (kind.isEmpty()) {
                others.add(new BackfillSample(Category.SKIPPED, path, "no kind has a prefix that it begins with"));
            } else {
                files.put(path, new File(path, kind.get().name(), kind.get().registeredState()));
            }
        } catch (InvalidMediaPathException e) {
            others.add(new BackfillSample(Category.BAD, path, String.valueOf(e.getMessage())));
        }
    }

    private static long count(List<BackfillSample> samples, Category category) {
        return samples.stream().filter(sample -> sample.category() == category).count();
    }

    private boolean isKept(BackfillSample sample) {
        return kept.merge(sample.category(), 1, Integer::sum) <= BackfillSample.KEPT;
    }
}
