package io.nfs2s3.runs;

import io.nfs2s3.runs.RunSample.Category;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Keeps the first {@value RunSample#KEPT} samples of each category that one pass comes upon. For one thread. */
public final class FirstSamples {
    private final Map<Category, Integer> kept = new EnumMap<>(Category.class);

    /** How many more of a category are kept. */
    public int left(Category category) {
        return Math.max(0, RunSample.KEPT - kept.getOrDefault(category, 0));
    }

    /** Those of the samples that are among the first. */
    public List<RunSample> of(List<RunSample> samples) {
        return samples.stream()
                .filter(sample -> kept.merge(sample.category(), 1, Integer::sum) <= RunSample.KEPT)
                .toList();
    }
}
