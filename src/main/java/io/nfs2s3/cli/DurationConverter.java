package io.nfs2s3.cli;

import io.nfs2s3.settings.DurationText;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads every option that is a duration, in the words of a settings file or of ISO-8601: from 0 s to 100 years. */
final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        return DurationText.parse(text)
                .filter(duration -> duration.compareTo(PointInTime.LONGEST) <= 0)
                .orElseThrow(() -> new TypeConversionException("'" + text
                        + "' is no duration; give a number with its unit (500 ms, 90s, 30m, 2h, 7d) or ISO-8601"
                        + " (PT2H, P7D), at most 100 years"));
    }
}
