package io.nfs2s3.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.NameRules;
import io.nfs2s3.source.OriginalTrash.Back;
import io.nfs2s3.source.OriginalTrash.Put;
import io.nfs2s3.source.OriginalTrash.Removed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of an original that is put into the trash, put back, or removed.
 *
 * <p>Past 300 lines, for each thing that may stand in the way of one of the three is a test.
 */
class OriginalTrashTest {
    private static final MediaPath PATH = MediaPath.of("images/a/1.jpg");
    private static final String KEPT = "2026-11-26/images/a/1.jpg";

    private Path root;
    private NfsSource source;
    private OriginalTrash trash;

    @BeforeEach
    void open(@TempDir Path home) throws IOException {
        root = home.toRealPath();
        Files.createFile(root.resolve(".nfs2s3-mounted"));
        write("images/a/1.jpg", "original");
        source = new NfsSource(
                new SourceSettings(root, MediaPath.of(".nfs2s3-mounted"), Duration.ZERO, Duration.ofSeconds(20), 4, 2),
                NameRules.DEFAULTS);
        trash = source.trash();
    }

    @AfterEach
    void close() {
        source.close();
    }

    private Path write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private FileFacts facts() {
        return FutureErrors.join(source.read(PATH, SourceFile::facts));
    }

    private Path kept() {
        return root.resolve(OriginalTrash.DIRECTORY).resolve(KEPT);
    }

    private Put put(FileFacts proved) {
        return FutureErrors.join(trash.put(PATH, proved, KEPT, () -> true));
    }

    /** The row that has the name may have been written by others. */
    @Test
    void no_name_leads_out_of_the_trash() throws IOException {
        Path other = write("other/2.jpg", "other");
        FileFacts facts = FutureErrors.join(source.read(MediaPath.of("other/2.jpg"), SourceFile::facts));
        put(facts());
        for (String name :
                List.of("../other/2.jpg", "2026-11-26/../../other/2.jpg", "/other/2.jpg", "./../other/2.jpg", "")) {
            for (CompletableFuture<?> act : List.of(
                    trash.remove(PATH, facts, name, () -> true),
                    trash.back(PATH, facts, name, () -> true),
                    trash.look(PATH, facts, name),
                    trash.settle(PATH, facts, name),
                    trash.put(MediaPath.of("other/2.jpg"), facts, name, () -> true))) {
                assertThatThrownBy(() -> FutureErrors.join(act))
                        .as(name)
                        .isInstanceOf(MigrationException.class)
                        .hasMessageContaining("no name in the trash");
            }
        }
        assertThat(other).hasContent("other");
        assertThat(kept()).hasContent("original");
    }

    @Test
    void a_proved_file_goes_and_comes_back() {
        FileFacts proved = facts();
        assertThat(put(proved)).isEqualTo(Put.MOVED);
        assertThat(kept()).hasContent("original");
        assertThat(root.resolve(PATH.value())).doesNotExist();

        assertThat(FutureErrors.join(trash.back(PATH, proved, KEPT, () -> true)))
                .isEqualTo(Back.BACK);
        assertThat(FutureErrors.join(trash.back(PATH, proved, KEPT, () -> true)))
                .isEqualTo(Back.BACK);
        assertThat(facts().isSameBytes(proved)).isTrue();
        assertThat(facts().links()).isEqualTo(1);
        assertThat(kept().getParent()).as("empty directories of the trash go").doesNotExist();
    }

    @Test
    void a_file_that_is_not_what_was_proved_is_not_touched() throws IOException {
        FileFacts proved = facts();
        Files.setLastModifiedTime(root.resolve(PATH.value()), FileTime.from(Instant.EPOCH));
        assertThat(put(proved)).isEqualTo(Put.CHANGED);

        FileFacts again = facts();
        Files.createLink(root.resolve("images/other.jpg"), root.resolve(PATH.value()));
        assertThat(put(again)).isEqualTo(Put.CHANGED);
        assertThat(put(facts())).as("also if it was proved with both names").isEqualTo(Put.CHANGED);
        assertThat(root.resolve(PATH.value())).hasContent("original");
    }

    @Test
    void what_the_trash_has_is_never_replaced() throws IOException {
        write(OriginalTrash.DIRECTORY + "/" + KEPT, "of yesterday");
        assertThat(put(facts())).isEqualTo(Put.NAME_TAKEN);
        assertThat(kept()).hasContent("of yesterday");
    }

    @Test
    void who_does_not_want_it_any_more_is_obeyed() {
        assertThat(FutureErrors.join(trash.put(PATH, facts(), KEPT, () -> false)))
                .isEqualTo(Put.UNWANTED);
        assertThat(root.resolve(PATH.value())).hasContent("original");
    }

    /** The move alone, as it is when the file is replaced after the last look. */
    private Put move(FileFacts proved) throws IOException {
        Files.createDirectories(kept().getParent());
        try (Descent there = Descent.withoutLinks(root, PATH.value());
                SecureDirectoryStream<Path> directory =
                        Descent.directoryWithoutLinks(root, OriginalTrash.DIRECTORY + "/2026-11-26/images/a")) {
            return OriginalTrash.move(root, PATH, there, directory, proved, KEPT);
        }
    }

    @Test
    void a_new_file_that_was_moved_in_place_of_the_proved_one_gets_its_name_back() throws IOException {
        FileFacts proved = facts();
        Files.delete(root.resolve(PATH.value()));
        write(PATH.value(), "a new upload");

        assertThat(move(proved)).isEqualTo(Put.PUT_BACK);
        assertThat(root.resolve(PATH.value())).hasContent("a new upload");
        assertThat(kept()).doesNotExist();
    }

    @Test
    void a_file_that_was_written_anew_in_its_place_gets_its_name_back() throws IOException {
        FileFacts proved = facts();
        write(PATH.value(), "written over");

        assertThat(move(proved)).isEqualTo(Put.PUT_BACK);
        assertThat(root.resolve(PATH.value())).hasContent("written over");
    }

    @Test
    void a_third_file_keeps_the_name_and_the_second_one_is_kept() throws IOException {
        FileFacts proved = facts();
        write(OriginalTrash.DIRECTORY + "/" + KEPT, "a second upload");
        write(PATH.value(), "a third upload");

        assertThat(FutureErrors.join(trash.settle(PATH, proved, KEPT))).isEqualTo(SettledAt.OVERTAKEN);
        assertThat(root.resolve(PATH.value())).hasContent("a third upload");
        assertThat(kept()).hasContent("a second upload");
    }

    @Test
    void a_name_that_belongs_to_another_file_is_left_to_it() throws IOException {
        FileFacts proved = facts();
        put(proved);
        write(PATH.value(), "newer");

        assertThat(FutureErrors.join(trash.back(PATH, proved, KEPT, () -> true)))
                .isEqualTo(Back.NAME_TAKEN);
        assertThat(root.resolve(PATH.value())).hasContent("newer");
        assertThat(kept()).hasContent("original");
    }

    @Test
    void only_what_was_moved_is_removed_for_good() throws IOException {
        FileFacts proved = facts();
        put(proved);
        Files.writeString(kept(), "not the original");
        assertThat(FutureErrors.join(trash.remove(PATH, proved, KEPT, () -> true)))
                .isEqualTo(Removed.CHANGED);
        assertThat(kept()).exists();
        Files.delete(kept());
        assertThat(FutureErrors.join(trash.remove(PATH, proved, KEPT, () -> true)))
                .isEqualTo(Removed.MISSING);
    }

    @Test
    void what_is_not_wanted_any_more_after_it_was_moved_gets_its_name_back() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        Put put = FutureErrors.join(trash.put(PATH, facts(), KEPT, () -> asked.incrementAndGet() == 1));

        assertThat(put).isEqualTo(Put.UNWANTED);
        assertThat(root.resolve(PATH.value())).hasContent("original");
        assertThat(kept()).doesNotExist();
    }

    @Test
    void what_is_not_wanted_any_more_stays_in_the_trash() throws IOException {
        FileFacts proved = facts();
        put(proved);
        assertThat(FutureErrors.join(trash.back(PATH, proved, KEPT, () -> false)))
                .isEqualTo(Back.UNWANTED);
        assertThat(FutureErrors.join(trash.remove(PATH, proved, KEPT, () -> false)))
                .isEqualTo(Removed.UNWANTED);
        assertThat(kept()).hasContent("original");
        assertThat(root.resolve(PATH.value())).doesNotExist();
    }

    /** An NFS client may remember the name that the file had before another host moved it. */
    @Test
    void the_only_name_of_a_file_is_not_taken_away() {
        FileFacts one = new FileFacts("7", 8, Instant.EPOCH, Instant.EPOCH, 0644, 0, 0, 1);
        assertThatThrownBy(() -> TrashNames.requireTwoNames(one)).isInstanceOf(IOException.class);
    }

    @Test
    void a_directory_that_was_cleaned_away_comes_back_as_its_parent_is() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may give files away");
        FileFacts proved = facts();
        put(proved);
        Files.delete(root.resolve("images/a"));
        Files.setAttribute(root.resolve("images"), "unix:uid", 33);
        Files.setAttribute(root.resolve("images"), "unix:gid", 33);
        Files.setPosixFilePermissions(root.resolve("images"), PosixFilePermissions.fromString("rwxrwx---"));

        FutureErrors.join(trash.back(PATH, proved, KEPT, () -> true));

        assertThat(Files.readAttributes(root.resolve("images/a"), "unix:uid,gid"))
                .containsEntry("uid", 33)
                .containsEntry("gid", 33);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("images/a"))))
                .isEqualTo("rwxrwx---");
    }

    @Test
    void no_link_is_followed_on_the_way() throws IOException {
        FileFacts proved = facts();
        Files.move(root.resolve("images/a"), root.resolve("images/b"));
        Files.createSymbolicLink(root.resolve("images/a"), Path.of("b"));
        assertThatThrownBy(() -> put(proved))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("symbolic link");

        Files.createSymbolicLink(root.resolve(OriginalTrash.DIRECTORY), Files.createTempDirectory("outside"));
        Files.delete(root.resolve("images/a"));
        Files.move(root.resolve("images/b"), root.resolve("images/a"));
        assertThatThrownBy(() -> put(facts())).isInstanceOf(MigrationException.class);
        assertThat(root.resolve(PATH.value())).hasContent("original");
    }

    @Test
    void what_is_not_found_while_the_mount_is_away_is_not_missing() throws IOException {
        FileFacts proved = facts();
        Files.delete(root.resolve(PATH.value()));
        assertThat(FutureErrors.join(trash.settle(PATH, proved, KEPT))).isEqualTo(SettledAt.NOWHERE);
        assertThat(FutureErrors.join(trash.look(PATH, proved, KEPT))).isEqualTo(Back.MISSING);
        assertThat(FutureErrors.join(trash.remove(PATH, proved, KEPT, () -> true)))
                .isEqualTo(Removed.MISSING);

        Files.delete(root.resolve(".nfs2s3-mounted"));
        List<CompletableFuture<?>> calls = List.of(
                trash.settle(PATH, proved, KEPT),
                trash.look(PATH, proved, KEPT),
                trash.back(PATH, proved, KEPT, () -> true),
                trash.remove(PATH, proved, KEPT, () -> true));
        assertThat(calls)
                .allSatisfy(call ->
                        assertThatThrownBy(() -> FutureErrors.join(call)).hasMessageContaining("the mount is down"));
    }

    private static boolean succeeds(String... command) throws Exception {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    }

    @Test
    void a_trash_on_another_mount_is_refused_also_if_it_is_on_the_same_device() throws Exception {
        String directory =
                Files.createDirectory(root.resolve(OriginalTrash.DIRECTORY)).toString();
        String other = Files.createDirectory(root.resolve("other")).toString();
        assumeTrue(succeeds("mount", "--bind", other, directory), "only root may mount");
        try {
            assertThatThrownBy(() -> FutureErrors.join(trash.probe(List.of("images/a"))))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("EXDEV");
            assertThatThrownBy(() -> put(facts())).hasMessageContaining("EXDEV");
            assertThat(root.resolve(PATH.value())).hasContent("original");
        } finally {
            assertThat(succeeds("umount", directory)).isTrue();
        }
        try (Stream<Path> all = Files.walk(root)) {
            assertThat(all.filter(file -> file.getFileName().toString().startsWith(".nfs2s3-probe")))
                    .isEmpty();
        }
    }

    @Test
    void a_probe_leaves_nothing() throws IOException {
        assertThat(FutureErrors.join(trash.probe(List.of("", "images/a", "audio"))))
                .isTrue();
        try (Stream<Path> all = Files.walk(root)) {
            assertThat(all.filter(Files::isRegularFile)
                            .map(file -> root.relativize(file).toString()))
                    .containsExactlyInAnyOrder(".nfs2s3-mounted", "images/a/1.jpg");
        }
    }
}
