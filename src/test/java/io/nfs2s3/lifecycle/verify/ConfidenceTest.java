package io.nfs2s3.lifecycle.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfidenceTest {
    /** The bounds are those of R's {@code binom.test(k, n, alternative = "less")}. */
    @ParameterizedTest
    @CsvSource({
        "10000, 0, 0.00029953",
        "100,   0, 0.02951305",
        "1,     0, 0.95",
        "100,   1, 0.04655981",
        "10,    3, 0.60662",
        "5,     5, 1"
    })
    void it_is_the_bound_of_clopper_and_pearson(long sampled, long differing, double most) {
        assertThat(Confidence.mostDiffering(sampled, differing)).isCloseTo(most, within(1e-5));
    }
}
