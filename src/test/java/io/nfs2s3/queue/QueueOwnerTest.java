package io.nfs2s3.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Whose a message is. */
class QueueOwnerTest {
    private static final MigrationMessage MESSAGE =
            MigrationMessage.of(Source.UPLOAD, FileRef.unregistered(MediaPath.of("images/1.jpg")));

    private static MigrationQueue ownedBy(@Nullable String site) {
        SqsClient unused = new SqsClient() {
            @Override
            public String serviceName() {
                return "sqs";
            }

            @Override
            public void close() {}
        };
        return new MigrationQueue(unused, unused, "q", new QueueOwner() {
            @Override
            public @Nullable String site() {
                return site;
            }

            @Override
            public Optional<String> suspendedBecause() {
                return Optional.empty();
            }
        });
    }

    @Test
    void one_with_the_id_of_another_site_is_that_sites() {
        assertThat(ownedBy("a").isOfAnotherSite(MESSAGE.ofSite("b"))).isTrue();
        assertThat(ownedBy("a").isOfAnotherSite(MESSAGE.ofSite("a"))).isFalse();
        assertThat(ownedBy("a").isOfAnotherSite(MESSAGE)).isFalse();
    }

    @Test
    void while_the_own_id_is_not_known_nobody_guesses() {
        assertThatExceptionOfType(QueueException.class)
                .isThrownBy(() -> ownedBy(null).isOfAnotherSite(MESSAGE.ofSite("b")));
        assertThat(ownedBy(null).isOfAnotherSite(MESSAGE)).isFalse();
    }
}
