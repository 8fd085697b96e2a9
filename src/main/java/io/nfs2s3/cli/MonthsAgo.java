package io.nfs2s3.cli;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An age in whole months, as an operator gives it: {@code 12 months}, {@code 1 year}, {@code P12M}. An {@code m}
 * alone is a minute, as in every other option.
 *
 * @param months 1 to 1,200
 */
record MonthsAgo(int months) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,4}) ?(months?|years?)");
    private static final int MONTHS_OF_A_YEAR = 12;
    private static final int LONGEST = 1_200;

    /** @throws IllegalArgumentException when the words are no age, or none of 1 month to 100 years */
    static MonthsAgo of(List<String> words) {
        String text = String.join(" ", words).strip().toLowerCase(Locale.ROOT);
        long months = months(text);
        if (months >= 1 && months <= LONGEST) {
            return new MonthsAgo((int) months);
        }
        throw new IllegalArgumentException(
                "--older-than " + text + ": give whole months or years, such as 12 months, 1 year, or P12M");
    }

    /** @return 0 for what is no age in whole months */
    private static long months(String text) {
        Matcher age = TEXT.matcher(text);
        if (age.matches()) {
            return Long.parseLong(age.group(1)) * (age.group(2).startsWith("y") ? MONTHS_OF_A_YEAR : 1);
        }
        try {
            Period iso = Period.parse(text);
            return iso.get(ChronoUnit.DAYS) == 0 ? iso.toTotalMonths() : 0;
        } catch (DateTimeException e) {
            return 0;
        }
    }

    /** The first month that is not older; months are those of UTC. */
    YearMonth first(Clock clock) {
        return YearMonth.now(clock.withZone(ZoneOffset.UTC)).minusMonths(months);
    }
}
