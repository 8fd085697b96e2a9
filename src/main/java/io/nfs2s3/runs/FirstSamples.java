package io.nfs2s3.runs;

import io.nfs2s3.runs.RunSample.Category;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The first {@value RunSample#KEPT} samples of each category that one pass comes upon. For one thread. */
public final class FirstSamples {
    private final Map<Category, Integer> kept = new EnumMap<>(Category.class);

    /** Those of the samples that are among the first, if they are {@linkplain #keep kept}. */
    public List<RunSample> first(List<RunSample> samples) {
        Map<Category, Integer> counts = new EnumMap<>(kept);
        return samples.stream()
                .filter(sample -> counts.merge(sample.category(), 1, Integer::sum) <= RunSample.KEPT)
                .toList();
    }

    /** Notes that these are kept. */
    public void keep(List<RunSample> samples) {
        samples.forEach(sample -> kept.merge(sample.category(), 1, Integer::sum));
    }
}
