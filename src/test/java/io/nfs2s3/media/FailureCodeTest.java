package io.nfs2s3.media;

import static io.nfs2s3.media.FailureCode.*;
import static io.nfs2s3.media.FailureCode.Nature.OUTAGE;
import static io.nfs2s3.media.FailureCode.Nature.PERMANENT;
import static io.nfs2s3.media.FailureCode.Nature.TRANSIENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.FailureCode.Nature;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FailureCodeTest {
    @Test
    void each_failure_is_classed_once() {
        Map<Nature, Set<FailureCode>> natures = Arrays.stream(FailureCode.values())
                .collect(Collectors.groupingBy(
                        FailureCode::nature, () -> new EnumMap<>(Nature.class), Collectors.toSet()));

        assertThat(natures)
                .isEqualTo(Map.of(
                        TRANSIENT,
                        EnumSet.of(
                                SOURCE_MISSING,
                                SOURCE_CHANGED,
                                SOURCE_READ,
                                SOURCE_REFUSES,
                                CHECKSUM_MISMATCH,
                                STORE_BUSY,
                                SITE_UPDATE,
                                INTERNAL),
                        PERMANENT,
                        EnumSet.of(
                                SOURCE_NOT_A_FILE,
                                SOURCE_OUTSIDE_ROOT,
                                SOURCE_FORBIDDEN,
                                SOURCE_NAME,
                                SOURCE_SKIPPED,
                                TOO_LARGE,
                                KEY_TOO_LONG,
                                NOT_PROVED,
                                ALREADY_THERE,
                                STORE_REFUSED),
                        OUTAGE,
                        EnumSet.of(
                                SOURCE_DOWN,
                                STORE_DOWN,
                                STORE_SLOW,
                                STORE_REFUSES,
                                STORE_REFUSES_PARTS,
                                SITE_SUSPENDED,
                                DATABASE_DOWN,
                                QUEUE_DOWN)));
    }

    @Test
    void an_exception_becomes_the_failure_that_is_recorded() {
        var cause = new IllegalStateException("deep");
        var error = new MigrationException(STORE_BUSY, "slow down", cause);

        assertThat(error).hasCause(cause);
        assertThat(error.code()).isEqualTo(STORE_BUSY);
        assertThat(error.failure())
                .isEqualTo(new Failure(STORE_BUSY, "slow down"))
                .hasToString("STORE_BUSY: slow down");
    }
}
