package io.nfs2s3.lifecycle.verify;

import static io.nfs2s3.lifecycle.verify.VerifySite.LISTING;
import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.testing.TestSite;
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
}
