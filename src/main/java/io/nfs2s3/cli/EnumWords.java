package io.nfs2s3.cli;

import io.nfs2s3.catalog.LedgerAct;
import io.nfs2s3.doctor.CheckCategory;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.runs.RunKind;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The values of an enum as a person types them, in lower case; upper case is read too, and a hyphen in place of an
 * underscore. Every option of such a type names its class here as its converter and as its completion candidates.
 */
abstract class EnumWords<E extends Enum<E>> implements ITypeConverter<E>, Iterable<String> {
    /** What the ledger tells of. */
    static final class Acts extends EnumWords<LedgerAct> {
        Acts() {
            super(LedgerAct.values());
        }
    }

    /** What the checks of {@code doctor} are about. */
    static final class Categories extends EnumWords<CheckCategory> {
        Categories() {
            super(CheckCategory.values());
        }
    }

    /** Why a file failed. */
    static final class Codes extends EnumWords<FailureCode> {
        Codes() {
            super(FailureCode.values());
        }
    }

    /** From what on {@code doctor} fails. */
    static final class Levels extends EnumWords<DoctorCommand.FailOn> {
        Levels() {
            super(DoctorCommand.FailOn.values());
        }
    }

    /** The queues. */
    static final class Queues extends EnumWords<DlqCommand.Queue> {
        Queues() {
            super(DlqCommand.Queue.values());
        }
    }

    /** The kinds of runs. */
    static final class Runs extends EnumWords<RunKind> {
        Runs() {
            super(RunKind.values());
        }
    }

    private final List<E> values;

    private EnumWords(E[] values) {
        this.values = List.of(values);
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public E convert(String text) {
        String word = text.toLowerCase(Locale.ROOT).replace('-', '_');
        return values.stream()
                .filter(value -> word(value).equals(word))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is none of " + String.join(", ", this)));
    }

    @Override
    public Iterator<String> iterator() {
        return words().iterator();
    }

    private Stream<String> words() {
        return values.stream().map(value -> word(value));
    }
}
