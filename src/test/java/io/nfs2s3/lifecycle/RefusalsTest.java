package io.nfs2s3.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.storage.ObjectState;
import org.junit.jupiter.api.Test;

/** A refusal of one object, and one of all. */
class RefusalsTest {
    private final Refusals refusals = new Refusals(new ObjectKey("nothing"), new ObjectKey("something"), 2);

    private static MigrationException refused() {
        return new MigrationException(
                FailureCode.STORE_REFUSES, "S3 answered 403 AccessDenied", new IllegalStateException("its answer"));
    }

    private static ObjectState nothingThere(ObjectKey key) {
        return new ObjectState.Nothing(false);
    }

    private static ObjectState allRefused(ObjectKey key) {
        throw refused();
    }

    @Test
    void it_is_of_one_object_once_another_was_shown() {
        assertThat(refusals.isOfOne(refused(), RefusalsTest::nothingThere)).isFalse();

        refusals.shown();

        assertThat(refusals.isOfOne(refused(), RefusalsTest::nothingThere)).isTrue();
    }

    @Test
    void it_is_not_where_what_is_missing_is_refused_too() {
        refusals.shown();

        assertThat(refusals.isOfOne(refused(), RefusalsTest::allRefused)).isFalse();
    }

    @Test
    void too_many_of_them_end_the_run_and_are_not_waited_for() {
        refusals.shown();
        refusals.isOfOne(refused(), RefusalsTest::nothingThere);
        refusals.isOfOne(refused(), RefusalsTest::nothingThere);

        assertThatThrownBy(() -> refusals.isOfOne(refused(), RefusalsTest::nothingThere))
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        e -> assertThat(Outages.pass(e)).isFalse())
                .hasMessageContaining("more than 2 objects")
                .hasMessageContaining("403 AccessDenied");
    }

    @Test
    void what_the_store_did_not_answer_is_none() {
        refusals.shown();

        assertThat(refusals.isOfOne(
                        new MigrationException(FailureCode.STORE_REFUSES, "it ignores start-after"),
                        RefusalsTest::nothingThere))
                .isFalse();
    }
}
