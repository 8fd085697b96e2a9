package io.nfs2s3.lifecycle.verify;

import static io.nfs2s3.lifecycle.verify.VerifySite.LISTING;
import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.runs.RunPart;
import io.nfs2s3.testing.TestSite;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The prefix of the store was changed: readers go on to get what is under the old one. */
class VerifierPrefixIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    @Test
    void rows_whose_keys_are_outside_of_the_prefix_are_judged_too() {
        VerifySite files = new VerifySite(site);
        files.migrate("images/a.jpg", "images/b-gone.jpg", "images/m/in.jpg", "images/z-gone.jpg", "images/z.jpg");
        files.remove("images/b-gone.jpg");
        files.remove("images/z-gone.jpg");
        Verifier verifier = site.application("s3.prefix = \"images/m/\"")
                .verifies()
                .verifier()
                .over(listing -> listing, 2);

        assertThat(VerifySite.verify(verifier, "", LISTING, new VerifyProgress()))
                .containsExactly(
                        "+ images/b-gone.jpg object-missing flip-back",
                        "+ images/z-gone.jpg object-missing flip-back",
                        "= images/a.jpg",
                        "= images/m/in.jpg",
                        "= images/z.jpg");
    }

    @Test
    void these_rows_are_cut_into_parts_like_all_others() {
        VerifySite files = new VerifySite(site);
        files.migrate(
                IntStream.range(0, 20).mapToObj(i -> "images/old/" + i + ".jpg").toArray(String[]::new));
        Verifier verifier = site.application("s3.prefix = \"images/new/\"")
                .verifies()
                .verifier()
                .over(listing -> listing, 2);
        VerifySelection all = VerifySite.about("", LISTING);

        List<RunPart> parts = verifier.cut(all, verifier.expected(verifier.below("")));

        assertThat(parts)
                .hasSizeGreaterThanOrEqualTo(5)
                .allMatch(part -> part.what().equals(VerifyCut.KEYS));
    }

    @Test
    void a_part_remembers_what_matched_only_where_that_is_written_down() {
        VerifySite files = new VerifySite(site);
        files.migrate("images/remembered.jpg");
        Judged match = files.found("images/remembered.jpg");
        RunPart cut = new RunPart(1, VerifyCut.KEYS, "", null);
        for (boolean remembers : new boolean[] {true, false}) {
            VerifyPart part = new VerifyPart(cut, VerifySite.totals(new VerifyProgress()), remembers);
            part.looked(match);
            assertThat(part.right()).hasSize(remembers ? 1 : 0);
        }
    }
}
