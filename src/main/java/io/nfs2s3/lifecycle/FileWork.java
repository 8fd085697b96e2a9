package io.nfs2s3.lifecycle;

import io.nfs2s3.runs.RunProgress;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What a process does with a run, and who looks on.
 *
 * @param names of a selection by a list; not asked otherwise
 * @param rate files a second; 0 for no limit
 * @param most files that the whole run may change; {@link Long#MAX_VALUE} for no limit
 * @param mostFailedProofs failed proofs that one pass goes on after
 * @param progress told how far it is
 * @param leftAlone told of each file that is left as it is, on the caller's thread
 * @param emptied told of each directory that became empty, on the caller's thread
 * @param goesOn asked again and again; false stops the run so that it can be resumed
 */
public record FileWork(
        NameList names,
        int rate,
        long most,
        long mostFailedProofs,
        RunProgress progress,
        Consumer<LeftAlone> leftAlone,
        Consumer<String> emptied,
        BooleanSupplier goesOn) {}
