package io.nfs2s3.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MigrationException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files of a page that fail, while all that they need answers. */
class BrokenFilesTest {
    private final List<String> asked = new ArrayList<>();
    private final BrokenFiles broken = BrokenFiles.ofRun();
    private FailureCode code = FailureCode.SOURCE_DOWN;
    private int failing;

    private static List<Integer> page(int files) {
        return IntStream.range(0, files).boxed().toList();
    }

    private MigrationException error() {
        return new MigrationException(code, "a read took longer than 30000 ms");
    }

    private PageLooks looks(BrokenFiles with) {
        return new PageLooks(() -> asked.add("others"), error -> false, with);
    }

    /** What is said of each file of ten. */
    private List<String> look(BrokenFiles with) {
        return looks(with)
                .at(
                        page(10),
                        file -> file < failing
                                ? CompletableFuture.failedFuture(error())
                                : CompletableFuture.completedFuture("seen"),
                        (file, error) -> "broken");
    }

    @Test
    void a_few_are_told_at_once_and_hold_up_no_other() {
        failing = 3;

        assertThat(look(broken)).containsSubsequence("broken", "broken", "broken", "seen");
        assertThat(asked).as("whether it is more than they").isNotEmpty();
    }

    @Test
    void many_are_looked_at_again_and_then_told_or_they_would_be_waited_for_without_end() {
        failing = 4;
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> look(broken)).isInstanceOf(MigrationException.class);
        }

        assertThat(look(broken)).filteredOn("broken"::equals).hasSize(4);
    }

    @Test
    void those_of_two_lists_that_are_asked_about_in_turn_come_to_an_end() {
        failing = 4;
        assertThatThrownBy(() -> look(broken)).isInstanceOf(MigrationException.class);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> looks(broken)
                            .at(page(9), file -> CompletableFuture.failedFuture(error()), (file, error) -> "broken"))
                    .as("the objects of the page, for themselves")
                    .isInstanceOf(MigrationException.class);
        }
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> look(broken)).isInstanceOf(MigrationException.class);
        }

        assertThat(look(broken))
                .as("its originals")
                .filteredOn("broken"::equals)
                .hasSize(4);
        assertThat(looks(broken)
                        .at(page(9), file -> CompletableFuture.failedFuture(error()), (file, error) -> "broken"))
                .hasSize(9);
    }

    @Test
    void who_looks_once_is_told_of_them_at_once() {
        failing = 10;

        assertThat(look(BrokenFiles.ofPreview())).hasSize(10).containsOnly("broken");
    }

    @ParameterizedTest
    @EnumSource(names = {"SITE_SUSPENDED", "STORE_REFUSES", "STORE_SLOW"})
    void what_is_no_fault_of_a_file_is_not_told_of_it(FailureCode ofAll) {
        code = ofAll;
        failing = 1;
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> look(broken)).isInstanceOf(MigrationException.class);
        }
    }

    @Test
    void nothing_is_told_of_a_file_while_what_all_need_is_down() {
        PageLooks down = new PageLooks(
                () -> {
                    throw new MigrationException(FailureCode.SOURCE_DOWN, "the mount is down");
                },
                error -> false,
                broken);

        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> down.at(
                            page(1), file -> CompletableFuture.failedFuture(error()), (file, error) -> "broken"))
                    .hasMessage("the mount is down");
        }
    }
}
