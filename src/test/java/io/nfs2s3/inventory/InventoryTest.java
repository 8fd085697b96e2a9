package io.nfs2s3.inventory;

import static io.nfs2s3.testing.InventoryFixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.storage.ListedObject;
import io.nfs2s3.storage.ObjectListing;
import io.nfs2s3.testing.InventoryFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inventories as S3 writes them, from a folder. */
class InventoryTest {
    private static final String ETAG = "0123456789abcdef0123456789abcdef";

    @TempDir
    private Path folder;

    private String write(InventoryFixture inventory) {
        return inventory.writeTo(folder);
    }

    private void write(String name, byte[] bytes) {
        InventoryFixture.write(folder.resolve(name), bytes);
    }

    private Inventory open(String location) {
        return Inventory.of(location, new LocalFiles(location), "media", folder);
    }

    private List<ListedObject> read(InventoryFixture inventory, String prefix) {
        try (SortedObjects objects = open(write(inventory)).within(100).sorted(prefix, () -> {}, common -> {})) {
            return all(objects, prefix, "");
        }
    }

    private static List<ListedObject> all(SortedObjects objects, String prefix, String from) {
        List<ListedObject> all = new ArrayList<>();
        String after = from;
        while (true) {
            ObjectListing.Page page = objects.page(prefix, after).join();
            all.addAll(page.objects());
            if (page.last()) {
                return all;
            }
            after = all.get(all.size() - 1).key();
        }
    }

    private static List<String> keys(List<ListedObject> objects) {
        return objects.stream().map(ListedObject::key).toList();
    }

    private static String object(String key) {
        return row("media", InventoryFixture.encoded(key), 3, "2026-11-24T00:00:00.000Z", ETAG, "STANDARD");
    }

    private static InventoryFixture inventory(String... keys) {
        return new InventoryFixture("media", InventoryFixture.SCHEMA)
                .data(
                        "1.csv.gz",
                        List.of(keys).stream().map(InventoryTest::object).toList());
    }

    @Test
    void keys_are_decoded_and_come_in_the_order_of_their_bytes() {
        assertThat(keys(read(
                        inventory("ä b+c.jpg", "\uD83D\uDE00.jpg", "\uFF01.jpg", "a\nb\",.jpg", "B.jpg", "a.jpg"), "")))
                .containsExactly("B.jpg", "a\nb\",.jpg", "a.jpg", "ä b+c.jpg", "\uFF01.jpg", "\uD83D\uDE00.jpg");
        assertThat(read(inventory("images/1.jpg"), "images/"))
                .containsExactly(new ListedObject("images/1.jpg", 3, ETAG, false));
    }

    /** Literally, as S3 writes them. */
    @Test
    void blanks_and_pluses_are_told_apart() {
        InventoryFixture inventory = new InventoryFixture("media", InventoryFixture.SCHEMA)
                .data(
                        "1.csv.gz",
                        List.of("a+b.jpg", "c%2Bd.jpg", "e%20f.jpg", "%C3%A4.jpg", "g%25h.jpg").stream()
                                .map(key -> "\"media\",\"" + key + "\",\"3\",\"2026-11-24T00:00:00.000Z\",\"" + ETAG
                                        + "\",\"STANDARD\"")
                                .toList());

        assertThat(keys(read(inventory, ""))).containsExactly("a b.jpg", "c+d.jpg", "e f.jpg", "g%h.jpg", "ä.jpg");
    }

    @Test
    void many_runs_and_several_files_become_one_order_that_begins_anywhere() {
        List<String> keys = IntStream.range(0, 10_000)
                .mapToObj(i -> "images/" + UUID.nameUUIDFromBytes(("" + i).getBytes(StandardCharsets.UTF_8)))
                .toList();
        InventoryFixture inventory = inventory("audio/1.mp3")
                .data(
                        "2.csv.gz",
                        keys.subList(0, 6_000).stream()
                                .map(InventoryTest::object)
                                .toList())
                .data(
                        "3.csv.gz",
                        keys.subList(5_000, 10_000).stream()
                                .map(InventoryTest::object)
                                .toList())
                .data("4.csv.gz", List.of(object("texts/1.txt")));
        List<String> sorted = keys.stream().sorted().toList();

        try (SortedObjects objects = open(write(inventory)).within(10_000).sorted("", () -> {}, common -> {})) {
            assertThat(keys(all(objects, "images/", ""))).isEqualTo(sorted);
            for (int i = 0; i < sorted.size(); i += 1_999) {
                assertThat(keys(all(objects, "images/", sorted.get(i))))
                        .isEqualTo(sorted.subList(i + 1, sorted.size()));
            }
            assertThat(keys(all(objects, "images/", "images/!"))).isEqualTo(sorted);
            assertThat(all(objects, "images/", "images/~")).isEmpty();
            assertThat(keys(all(objects, "", "")))
                    .hasSize(10_002)
                    .startsWith("audio/1.mp3")
                    .endsWith("texts/1.txt");
        }
    }

    @Test
    void of_several_versions_only_the_newest_counts_and_no_delete_marker() {
        String time = "2026-11-24T00:00:00.000Z";
        InventoryFixture inventory = new InventoryFixture("media", InventoryFixture.VERSIONS)
                .data(
                        "1.csv.gz",
                        List.of(
                                row("media", "a.jpg", "2", "true", "false", 5, time, ETAG, "STANDARD", "CRC32C"),
                                row("media", "a.jpg", "1", "false", "false", 4, time, "other", "STANDARD", ""),
                                row("media", "gone.jpg", "2", "true", "true", "", time, "", "", ""),
                                row("media", "gone.jpg", "1", "false", "false", 4, time, "other", "STANDARD", "")));

        assertThat(read(inventory, "")).containsExactly(new ListedObject("a.jpg", 5, ETAG, false));
    }

    @Test
    void a_tier_says_whether_an_object_can_be_read() {
        String schema = "StorageClass, IntelligentTieringAccessTier, ETag, Size, Key, Bucket";
        InventoryFixture inventory = new InventoryFixture("media", schema)
                .data(
                        "1.csv.gz",
                        List.of(
                                row("GLACIER", "", ETAG, 1, "a", "media"),
                                        row("INTELLIGENT_TIERING", "FREQUENT", ETAG, 1, "b", "media"),
                                row("INTELLIGENT_TIERING", "ARCHIVE", ETAG, 1, "c", "media"),
                                        row("GLACIER_IR", "", ETAG, 1, "d", "media")));

        assertThat(read(inventory, "").stream().map(ListedObject::archived)).containsExactly(true, false, true, false);
    }

    @Test
    void what_all_keys_begin_with_tells_what_it_is_about() {
        assertThat(commonPrefix(inventory("images/ab/1.jpg", "images/ac/2.jpg"), "audio/"))
                .isEqualTo("images/a");
        assertThat(commonPrefix(inventory("images/1.jpg", "audio/2.jpg"), "")).isEmpty();
        assertThat(commonPrefix(inventory(), "")).isNull();
    }

    private @Nullable String commonPrefix(InventoryFixture inventory, String prefix) {
        AtomicReference<@Nullable String> common = new AtomicReference<>();
        open(write(inventory)).sorted(prefix, () -> {}, common::set).close();
        return common.get();
    }

    @Test
    void what_cannot_be_trusted_or_read_is_refused_with_what_to_do() throws IOException {
        refuses(new InventoryFixture("other", InventoryFixture.SCHEMA), "of the bucket other, and s3.bucket is media");
        refuses(
                new InventoryFixture("media", InventoryFixture.SCHEMA).format("Parquet"),
                "Parquet, which is not read: choose CSV");
        refuses(
                new InventoryFixture("media", "Bucket, Key, Size"),
                "no ETag, no StorageClass: add it to the optional fields");
        refuses(
                new InventoryFixture("media", "Bucket, Key, VersionId, Size, ETag, StorageClass"),
                "no IsLatest, no IsDeleteMarker");
        assertThatThrownBy(() -> open(folder.resolve("nothing/manifest.json").toString()))
                .hasMessageContaining("is not there");
        assertThatThrownBy(() -> open("/tmp/inventory.csv")).hasMessageContaining("give the manifest.json");

        String location = write(inventory("a.jpg"));
        Files.writeString(Path.of(location), " ", StandardOpenOption.APPEND);
        assertThatThrownBy(() -> open(location)).hasMessageContaining("manifest.checksum says");
        Files.delete(folder.resolve("2026-11-25T01-00Z/manifest.checksum"));
        assertThatThrownBy(() -> open(location)).hasMessageContaining("it belongs to the manifest.json");
    }

    private void refuses(InventoryFixture inventory, String why) {
        String location = write(inventory);
        assertThatThrownBy(() -> open(location))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void a_damaged_data_file_is_named() {
        refusesData(fixtureWith(row("media", "a", 3, "t", ETAG, "STANDARD", "more")), "a row has 7 columns");
        refusesData(fixtureWith(row("elsewhere", "a", 3, "t", ETAG, "STANDARD")), "a row is of the bucket elsewhere");
        refusesData(fixtureWith("\"media"), "a row has 1 columns");
        refusesData(fixtureWith(",".repeat(1_000)), "it cannot be read: ");
        refusesData(fixtureWith("\n".repeat(2_000)), "a row has 1 columns");
        refusesData(fixtureWith("x".repeat(20_000)), "it cannot be read: ");
        refusesData(
                fixtureWith(row("media", "k".repeat(1_025), 3, "t", ETAG, "STANDARD")), "a key or an ETag is longer");
        refusesData(fixtureWith(row("media", "k", 3, "t", "e".repeat(129), "STANDARD")), "a key or an ETag is longer");

        Map<String, byte[]> files = inventory("a.jpg", "b.jpg").files();
        inventory("a.jpg", "c.jpg").files().forEach(this::write);
        files.forEach((name, bytes) -> {
            if (!name.startsWith("data/")) {
                write(name, bytes);
            }
        });
        assertThatThrownBy(this::sort).hasMessageContaining("data/1.csv.gz: its MD5 is");
        write("data/1.csv.gz", "no gzip".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(this::sort).hasMessageContaining("data/1.csv.gz: it cannot be read");
        folder.resolve("data/1.csv.gz").toFile().delete();
        assertThatThrownBy(this::sort).hasMessageContaining("1.csv.gz, which the manifest names, is not there");
    }

    private static InventoryFixture fixtureWith(String row) {
        return new InventoryFixture("media", InventoryFixture.SCHEMA).data("1.csv.gz", List.of(row));
    }

    private void refusesData(InventoryFixture inventory, String why) {
        write(inventory);
        assertThatThrownBy(this::sort).hasMessageContaining(why);
    }

    private void sort() {
        open(folder.resolve("2026-11-25T01-00Z/manifest.json").toString())
                .sorted("", () -> {}, common -> {})
                .close();
    }

    @Test
    void a_folder_that_takes_nothing_is_told_with_the_way_to_another() {
        String location = write(inventory("a.jpg"));
        Inventory inventory = Inventory.of(location, new LocalFiles(location), "media", folder.resolve("nowhere"));

        assertThatThrownBy(() -> inventory.sorted("", () -> {}, common -> {}))
                .hasMessageContaining("-Djava.io.tmpdir=DIR");
    }
}
