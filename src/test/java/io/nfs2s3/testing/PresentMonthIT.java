package io.nfs2s3.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.YearMonth;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PresentMonthIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    @ParameterizedTest
    @CsvSource({
        "2026-11-30T23:57:59Z, 2026-11",
        "2026-11-30T23:58:00Z,",
        "2026-11-30T23:59:59.999Z,",
        "2026-12-01T00:00:00Z, 2026-12",
        "2026-12-01T01:57:00+02:00, 2026-11"
    })
    void a_month_that_is_about_to_end_is_not_told(String time, @Nullable String month) {
        assertThat(PresentMonth.at(site, "timestamptz '" + time + "'").map(YearMonth::toString))
                .isEqualTo(Optional.ofNullable(month));
    }

    @Test
    void the_ledger_has_a_table_of_the_present_one_by_its_name() {
        YearMonth present = PresentMonth.of(site);

        assertThat(site.query("SELECT (nfs2s3.ledger_table(now())).name")).containsExactly(PresentMonth.table(present));
    }
}
