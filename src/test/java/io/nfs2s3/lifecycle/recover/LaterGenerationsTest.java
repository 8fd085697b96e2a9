package io.nfs2s3.lifecycle.recover;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.MediaPath;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LaterGenerationsTest {
    private static List<MediaPath> paths(String directory, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> MediaPath.of("images/" + directory + "/" + i + ".jpg"))
                .toList();
    }

    @Test
    void it_forgets_none_and_takes_few_others_for_one() {
        LaterGenerations later = new LaterGenerations();
        List<MediaPath> added = paths("ab", 20_000);

        added.forEach(later::add);

        assertThat(added).allMatch(later::mayHave);
        assertThat(paths("cd", 20_000).stream().filter(later::mayHave)).hasSizeLessThan(200);
    }
}
