package io.nfs2s3.lifecycle.rollback;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nfs2s3.lifecycle.FileSelection;
import org.jspecify.annotations.Nullable;

/**
 * Which files an operator means, and how they are proved.
 *
 * @param files that are meant, of those that the direction is about
 * @param undo whether files are meant that were rolled back; else those whose pointer is S3
 * @param run only of files that were rolled back: the run that did it last; null for every run
 * @param read whether originals are read even if size and time are those that were recorded
 */
public record RollbackSelection(
        FileSelection files, boolean undo, @Nullable Long run, boolean read) {
    /** @throws IllegalArgumentException when a run is given for files that were not rolled back, or are named */
    public RollbackSelection {
        if (run != null && !undo) {
            throw new IllegalArgumentException("--run: only with --undo");
        }
        if (run != null && files.isNamed()) {
            throw new IllegalArgumentException("--run: not with paths, and not with a list");
        }
    }

    /** Whether every file is meant. */
    public boolean isAll() {
        return files.isAll() && run == null;
    }

    /** One line of JSON that {@link #parse} reads; the same for the same selection. */
    public String text() {
        ObjectNode fields = files.fields();
        if (run != null) {
            fields.put("run", run.toString());
        }
        if (read) {
            fields.put("checksum", true);
        }
        return fields.toString();
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws IllegalArgumentException for other text
     */
    public static RollbackSelection parse(boolean undo, String text) {
        JsonNode fields = FileSelection.read(text);
        JsonNode run = fields.path("run");
        return new RollbackSelection(
                FileSelection.of(fields),
                undo,
                run.isMissingNode() ? null : Long.valueOf(run.asText()),
                fields.path("checksum").asBoolean());
    }
}
