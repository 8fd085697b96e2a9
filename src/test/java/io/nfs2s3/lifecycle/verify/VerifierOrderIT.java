package io.nfs2s3.lifecycle.verify;

import static io.nfs2s3.lifecycle.verify.VerifySite.LISTING;
import static io.nfs2s3.lifecycle.verify.VerifySite.differences;
import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.storage.ListedObject;
import io.nfs2s3.storage.ObjectListing;
import io.nfs2s3.testing.TestSite;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Names that each collation, and Java, orders otherwise than S3 does; in a column that is not ordered by its bytes. */
class VerifierOrderIT {
    private static final String[] NAMES = {
        "a-b",
        "a_b",
        "A",
        "a",
        "\u00E9",
        "a.b",
        "a/b",
        "\uE000x",
        "\uD800\uDC00x",
        "\uFFFD",
        "blank name.jpg",
        "p+lus",
        "100%",
        "\u0416\u0443\u043A.jpg",
        "~g2.jpg",
        "a~g2.jpg",
        "line\nbreak",
        "a&b<c>\"d'"
    };

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static VerifySite files;

    @BeforeAll
    static void migrate() {
        files = new VerifySite(site);
        // as in a database of en_US.UTF-8, which the machine of a test may not have
        files.sql("DROP VIEW nfs2s3.media_location");
        files.sql("DROP TRIGGER media_unclaimed_on_update ON nfs2s3.media");
        files.sql("ALTER TABLE nfs2s3.media ALTER COLUMN object_key TYPE text COLLATE \"en-US-x-icu\"");
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < NAMES.length; i++) {
            paths.add("images/d" + i + "/" + NAMES[i]);
            if (!NAMES[i].equals("a")) { // a/b needs a directory of this name
                paths.add("images/" + NAMES[i]);
            }
        }
        files.migrate(paths.toArray(String[]::new));
        files.remove(site.keyOf("images/\uE000x"));
        files.remove(site.keyOf("images/a_b"));
        files.remove(site.keyOf("images/d13/\u0416\u0443\u043A.jpg"));
    }

    /** A listing in the order of S3, which that of the embedded store is not, with two keys a page. */
    private static ObjectListing twoByTwo(ObjectListing listing) {
        return (prefix, after) -> listing.page(prefix, "").thenApply(all -> {
            List<ListedObject> following = all.objects().stream()
                    .sorted((a, b) -> byBytes(a.key(), b.key()))
                    .filter(object -> byBytes(object.key(), after) > 0)
                    .toList();
            return new ObjectListing.Page(following.stream().limit(2).toList(), following.size() <= 2);
        });
    }

    private static int byBytes(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void exactly_what_was_removed_is_missing_however_the_keys_are_cut() {
        for (int rowsOfRange : new int[] {1, 3, 1_000}) {
            Verifier verifier = files.application.verifies().verifier().over(VerifierOrderIT::twoByTwo, rowsOfRange);
            VerifyProgress progress = new VerifyProgress();

            List<String> judged = VerifySite.verify(verifier, "", LISTING, progress);

            assertThat(judged).hasSize(2 * NAMES.length - 1);
            assertThat(differences(judged))
                    .containsExactlyInAnyOrder(
                            "+ images/a_b object-missing flip-back",
                            "+ images/\uE000x object-missing flip-back",
                            "+ images/d13/\u0416\u0443\u043A.jpg object-missing flip-back");
            assertThat(progress.heads()).isEqualTo(3);
        }
    }

    @Test
    void a_store_that_lists_in_another_order_costs_more_looks_and_misleads_nobody() {
        assertThat(differences(files.verify(LISTING))).hasSize(3).allMatch(line -> line.startsWith("+ "));
    }
}
