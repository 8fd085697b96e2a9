package io.nfs2s3.lifecycle.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.ObjectKey;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PageTest {
    private static Page page(long... sizes) {
        return new Page(
                LongStream.of(sizes)
                        .mapToObj(size -> new Candidate(
                                MediaPath.of("images/" + size),
                                new ObjectKey("images/" + size),
                                "image",
                                size,
                                null,
                                false))
                        .toList(),
                List.of(new Left("x", Reason.OTHER_KEY, "")),
                5);
    }

    private static List<List<Long>> sizes(List<Page> pages) {
        return pages.stream()
                .map(page -> page.candidates().stream().map(Candidate::size).toList())
                .toList();
    }

    @Test
    void a_large_object_holds_up_no_others_between_their_look_and_their_flip() {
        assertThat(sizes(page(1, 2, 3, 50, 4, 6, 7).split(3, 10)))
                .containsExactly(List.of(1L, 2L, 3L), List.of(50L), List.of(4L, 6L), List.of(7L));
    }

    @Test
    void what_is_not_to_be_proved_comes_once_also_where_nothing_is() {
        List<Page> pages = page(8, 9).split(64, 10);
        assertThat(pages).extracting(Page::unchanged).containsExactly(5L, 0L);
        assertThat(pages).extracting(page -> page.left().size()).containsExactly(1, 0);
        assertThat(page().split(64, 10)).containsExactly(page());
    }
}
