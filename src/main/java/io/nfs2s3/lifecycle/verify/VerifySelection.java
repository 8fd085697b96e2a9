package io.nfs2s3.lifecycle.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a verify that keeps a record is about.
 *
 * @param prefix what the paths begin with; empty for all
 * @param maxAge files that were looked at so less than so long ago are only listed; null to look at all
 * @param sample how many files by chance; 0 for all
 * @param repair whether it mends what it can
 * @param planRepair whether it says what it would mend; not with {@code repair}
 * @param inventory the manifest of an S3 Inventory, a file or {@code s3://BUCKET/KEY}, that stands for the listing of the
 *     bucket; null to list it
 * @param inventoryMd5 of that manifest, in hexadecimal digits; null before it was read, and where there is none
 * @param unregistered whether files on NFS are looked for that no row knows
 * @param files whether its first process writes files of paths: another that goes on cannot write whole ones
 */
public record VerifySelection(
        String prefix,
        Depth depth,
        @Nullable Duration maxAge,
        int sample,
        boolean repair,
        boolean planRepair,
        boolean files,
        @Nullable String inventory,
        @Nullable String inventoryMd5,
        boolean unregistered) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @throws IllegalArgumentException when it says how old a look may be, and there is none, or the like */
    public VerifySelection {
        if (maxAge != null && (!depth.looks() || sample > 0)) {
            throw new IllegalArgumentException(
                    "--max-age goes with --source, --checksum or --bytes, and not with --sample:"
                            + " a listing alone compares every file anyway");
        }
        if (inventory != null && sample > 0) {
            throw new IllegalArgumentException("--inventory does not go with --sample, which lists nothing");
        }
        if (unregistered && sample > 0) {
            throw new IllegalArgumentException("--unregistered does not go with --sample, which is one of rows");
        }
    }

    /** One that lists the bucket, and scans nothing. */
    public VerifySelection(
            String prefix, Depth depth, @Nullable Duration maxAge, int sample, boolean repair, boolean files) {
        this(prefix, depth, maxAge, sample, repair, files, null, false);
    }

    /** One whose inventory was not read yet. */
    public VerifySelection(
            String prefix,
            Depth depth,
            @Nullable Duration maxAge,
            int sample,
            boolean repair,
            boolean files,
            @Nullable String inventory,
            boolean unregistered) {
        this(prefix, depth, maxAge, sample, repair, false, files, inventory, null, unregistered);
    }

    /** The same by the inventory of a manifest, and no other. */
    VerifySelection by(String manifestMd5) {
        return new VerifySelection(
                prefix, depth, maxAge, sample, repair, planRepair, files, inventory, manifestMd5, unregistered);
    }

    /** The same which says what it would mend. */
    public VerifySelection planningRepair() {
        return new VerifySelection(
                prefix, depth, maxAge, sample, false, true, files, inventory, inventoryMd5, unregistered);
    }

    /** Whether another one does the same with each file, so that it takes as long. */
    public boolean isAsThoroughAs(VerifySelection other) {
        return depth.equals(other.depth)
                && Objects.equals(maxAge, other.maxAge)
                && repair == other.repair
                && (inventory == null) == (other.inventory == null)
                && unregistered == other.unregistered;
    }

    /** One line of JSON that {@link #parse} reads; the same for the same selection. */
    public String text() {
        ObjectNode fields = JSON.createObjectNode();
        if (!prefix.isEmpty()) {
            fields.put("prefix", prefix);
        }
        put(fields, "source", depth.source());
        put(fields, "checksum", depth.readSource());
        put(fields, "bytes", depth.readObjects());
        if (maxAge != null) {
            fields.put("maxAge", maxAge.toString());
        }
        if (sample > 0) {
            fields.put("sample", sample);
        }
        put(fields, "repair", repair);
        put(fields, "planRepair", planRepair);
        put(fields, "files", files);
        if (inventory != null) {
            fields.put("inventory", inventory);
        }
        if (inventoryMd5 != null) {
            fields.put("inventoryMd5", inventoryMd5);
        }
        put(fields, "unregistered", unregistered);
        return fields.toString();
    }

    private static @Nullable String text(JsonNode fields, String name) {
        return fields.has(name) ? fields.path(name).asText() : null;
    }

    private static void put(ObjectNode fields, String name, boolean value) {
        if (value) {
            fields.put(name, true);
        }
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws IllegalArgumentException for other text
     */
    public static VerifySelection parse(String text) {
        try {
            JsonNode fields = JSON.readTree(text);
            return new VerifySelection(
                    fields.path("prefix").asText(""),
                    new Depth(
                            fields.path("source").asBoolean(),
                            fields.path("checksum").asBoolean(),
                            fields.path("bytes").asBoolean()),
                    fields.has("maxAge") ? Duration.parse(fields.path("maxAge").asText()) : null,
                    fields.path("sample").asInt(),
                    fields.path("repair").asBoolean(),
                    fields.path("planRepair").asBoolean(),
                    fields.path("files").asBoolean(),
                    text(fields, "inventory"),
                    text(fields, "inventoryMd5"),
                    fields.path("unregistered").asBoolean());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not the selection of a verify: " + text, e);
        }
    }
}
