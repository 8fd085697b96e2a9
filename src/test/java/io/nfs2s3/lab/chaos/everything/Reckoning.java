package io.nfs2s3.lab.chaos.everything;

import io.nfs2s3.lab.chaos.site.Findings;
import io.nfs2s3.lab.chaos.uploads.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Counts at the end what a house was told and what has become of it, from the journal, the disk, the bucket and the plain
 * table, and by no code of nfs2s3.
 */
final class Reckoning {
    private record Row(
            String state, String location, @Nullable String key, String failure) {}

    /** Objects of nfs2s3's own that no file is in. */
    private static final String OWN = ".nfs2s3";

    /** What a restored database forgot, and whose generation it gave out again, is an operator's to remove. */
    static final String OPERATORS = "coalesce(reason LIKE 'older than its upload%', false)";

    private final House house;
    private final Map<String, byte[]> objects;
    private final Map<String, Row> rows;
    private final List<String> lost = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();

    /** @param objects all of the bucket */
    Reckoning(House house, Map<String, byte[]> objects) {
        this.house = house;
        this.objects = objects;
        this.rows = house.site()
                .site()
                .jdbi()
                .withHandle(handle -> handle
                        .createQuery("SELECT path, state, location, object_key,"
                                + " coalesce(failure_code || ': ' || failure_message, '') AS failure FROM nfs2s3.media")
                        .map((row, context) -> Map.entry(
                                row.getString("path"),
                                new Row(
                                        row.getString("state"),
                                        row.getString("location"),
                                        row.getString("object_key"),
                                        row.getString("failure"))))
                        .stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    Findings findings() {
        accepted().forEach(this::account);
        rows.forEach(this::isReadable);
        Set<String> named = new HashSet<>();
        rows.values().stream()
                .filter(row -> row.location().equals("S3"))
                .forEach(row -> named.add(String.valueOf(row.key())));
        named.addAll(house.site()
                .site()
                .query("SELECT object_key FROM nfs2s3.superseded WHERE removed_at IS NULL AND " + OPERATORS));
        List<String> orphans = objects.keySet().stream()
                .filter(key -> key.startsWith(house.prefix()) && !named.contains(key) && !key.contains(OWN))
                .map(key -> "no row names the object " + key)
                .toList();
        return new Findings(lost, wrong, orphans);
    }

    /** The newest version of each path that was accepted, or lay there before. */
    private Map<String, Integer> accepted() {
        Map<String, Integer> accepted = new HashMap<>();
        house.old().forEach(path -> accepted.put(path, 1));
        accepted.putAll(house.journal().newest());
        return accepted;
    }

    private void account(String path, int version) {
        Row row = rows.get(path);
        if (row == null || row.state().equals("QUEUED")) {
            lost.add(name(path, version) + " ended as " + row);
        } else if (row.state().equals("FAILED") || row.state().equals("HELD") != path.startsWith("audio/")) {
            wrong.add(name(path, version) + " ended as " + row);
        } else if (row.location().equals("S3")
                && found(path, row).map(Version::number).orElse(version) < version) {
            lost.add(name(path, version) + ": the pointer names an older one, " + row);
        }
        if (house.disk().read(path).isEmpty()) {
            wrong.add(name(path, version) + " is not on NFS any more");
        }
    }

    private void isReadable(String path, Row row) {
        if (row.location().equals("S3") && found(path, row).isEmpty()) {
            (objects.containsKey(String.valueOf(row.key())) ? wrong : lost)
                    .add(house.prefix() + path + ": the pointer names no version of it, " + row);
        }
    }

    private Optional<Version> found(String path, Row row) {
        return Optional.ofNullable(objects.get(String.valueOf(row.key()))).flatMap(bytes -> Version.of(path, bytes));
    }

    private String name(String path, int version) {
        return house.prefix() + path + " version " + version;
    }
}
