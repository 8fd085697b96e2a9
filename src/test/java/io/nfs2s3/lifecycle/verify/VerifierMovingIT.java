package io.nfs2s3.lifecycle.verify;

import static io.nfs2s3.lifecycle.verify.VerifySite.LISTING;
import static io.nfs2s3.lifecycle.verify.VerifySite.differences;
import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.testing.TestSite;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The site goes on between a listing and its comparison. */
class VerifierMovingIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    @Test
    void what_moves_meanwhile_is_no_difference() {
        VerifySite files = new VerifySite(site);
        files.migrate("images/1.jpg", "images/again.jpg", "images/swept.jpg", "images/waits.jpg", "images/z.jpg");
        files.migrate("images/swept.jpg");
        AtomicBoolean moved = new AtomicBoolean();
        Verifier verifier = files.application
                .verifies()
                .verifier()
                .over(
                        listing ->
                                (prefix, after) -> listing.page(prefix, after).thenApplyAsync(page -> {
                                    if (moved.compareAndSet(false, true)) {
                                        move(files);
                                    }
                                    return page;
                                }),
                        1_000);
        VerifyProgress progress = new VerifyProgress();

        List<String> judged = VerifySite.verify(verifier, "", LISTING, progress);

        assertThat(differences(judged)).isEmpty();
        assertThat(judged).contains("= images/1.jpg", "= images/z.jpg");
        assertThat(differences(files.verify(LISTING))).isEmpty();
    }

    private static void move(VerifySite files) {
        files.migrate("images/again.jpg", "images/new.jpg");
        files.upload("images/waits.jpg");
        files.remove("images/swept.jpg");
        files.sql(
                "UPDATE nfs2s3.superseded SET claimed_at = now(), removed_at = now() WHERE path = 'images/swept.jpg'");
    }
}
