package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.runs.RunProgress;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * What a process does with a verify that keeps a record, and who looks on.
 *
 * @param rate files a second, asked again and again; 0 for no limit
 * @param totals count what the whole run counts
 * @param progress told what it waits for, and how far this pass is
 * @param each told of each file, matches too, by several threads at once and in no order
 * @param goesOn asked again and again; false stops it so that it can be resumed
 */
public record VerifyWork(
        IntSupplier rate, VerifyTotals totals, RunProgress progress, Consumer<Judged> each, BooleanSupplier goesOn) {}
