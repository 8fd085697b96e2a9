package io.nfs2s3.cli;

import java.time.Clock;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An age in whole months, as an operator gives it: {@code 12 months}, {@code 1 year}, {@code 12m}.
 *
 * @param months 1 to 1,200
 */
record MonthsAgo(int months) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,4}) ?(m|months?|y|years?)");
    private static final int MONTHS_OF_A_YEAR = 12;
    private static final int LONGEST = 1_200;

    /** @throws IllegalArgumentException when the words are no age, or none of 1 month to 100 years */
    static MonthsAgo of(List<String> words) {
        String text = String.join(" ", words).strip().toLowerCase(Locale.ROOT);
        Matcher age = TEXT.matcher(text);
        if (age.matches()) {
            int months = Integer.parseInt(age.group(1)) * (age.group(2).startsWith("y") ? MONTHS_OF_A_YEAR : 1);
            if (months >= 1 && months <= LONGEST) {
                return new MonthsAgo(months);
            }
        }
        throw new IllegalArgumentException(
                "--older-than " + text + ": give whole months or years, such as 12 months, or 1 year");
    }

    /** The first month that is not older; months are those of UTC. */
    YearMonth first(Clock clock) {
        return YearMonth.now(clock.withZone(ZoneOffset.UTC)).minusMonths(months);
    }
}
