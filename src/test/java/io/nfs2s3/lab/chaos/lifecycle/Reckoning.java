package io.nfs2s3.lab.chaos.lifecycle;

import io.nfs2s3.lab.chaos.site.Findings;
import io.nfs2s3.lab.chaos.uploads.StoredObjects;
import io.nfs2s3.lab.chaos.uploads.Version;
import io.nfs2s3.testing.TestSite;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts at the end what has become of every file, from the journal, the disk with its trash, the bucket and the plain tables, and by
 * no code of nfs2s3.
 */
final class Reckoning {
    private record Row(
            String path,
            String state,
            String location,
            @Nullable String key,
            @Nullable String place,
            @Nullable String trashPath,
            String failure) {}

    /** Objects of nfs2s3's own that no file is in. */
    private static final String OWN = ".nfs2s3";

    private final Estate estate;
    private final Map<String, byte[]> objects;
    private final Map<String, Row> rows = new HashMap<>();
    private final List<String> lost = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();

    Reckoning(Estate estate) {
        this.estate = estate;
        TestSite site = estate.site().site();
        this.objects = StoredObjects.of(site, site.bucket());
        site.jdbi()
                .useHandle(handle -> handle.createQuery("""
                        SELECT m.path, m.state, m.location, m.object_key, r.place, r.trash_path,
                            coalesce(m.failure_code || ': ' || m.failure_message, '') AS failure
                        FROM nfs2s3.media m
                        LEFT JOIN nfs2s3.retired r ON r.path = m.path AND r.generation = m.generation
                        """)
                        .map((row, context) -> new Row(
                                row.getString("path"),
                                row.getString("state"),
                                row.getString("location"),
                                row.getString("object_key"),
                                row.getString("place"),
                                row.getString("trash_path"),
                                row.getString("failure")))
                        .forEach(row -> rows.put(row.path(), row)));
    }

    Findings findings() {
        Map<String, Integer> accepted = new HashMap<>();
        estate.told().forEach(path -> accepted.put(path, 1));
        estate.copied().forEach(path -> accepted.put(path, 1));
        accepted.putAll(estate.journal().newest());
        accepted.forEach(this::account);
        rows.values().forEach(this::originalIsWhereItBelongs);
        return new Findings(lost, wrong, orphans());
    }

    /** The newest version that was accepted is what readers get. */
    private void account(String path, int version) {
        Row row = rows.get(path);
        if (row == null) {
            if (!estate.copied().contains(path)) {
                lost.add(path + " version " + version + " has no row");
            }
            return;
        }
        if (row.state().equals("QUEUED") || row.state().equals("FAILED")) {
            wrong.add(path + " version " + version + " ended as " + row);
        }
        Optional<Version> read =
                row.location().equals("S3") ? stored(row) : estate.disk().read(path);
        if (read.isEmpty()) {
            lost.add(path + " version " + version + ": readers get nothing, or other bytes, by " + row);
        } else if (read.get().number() < version) {
            lost.add(path + " version " + version + ": readers get version "
                    + read.get().number() + ", by " + row);
        }
    }

    private Optional<Version> stored(Row row) {
        return Optional.ofNullable(objects.get(String.valueOf(row.key())))
                .flatMap(bytes -> Version.of(row.path(), bytes));
    }

    /** An original leaves its place only by a command, and then it is where the table says. */
    private void originalIsWhereItBelongs(Row row) {
        boolean retired = row.state().equals("RETIRED");
        boolean inTrash = "TRASH".equals(row.place());
        if (!retired && estate.disk().read(row.path()).isEmpty()) {
            lost.add(row.path() + ": the original is not in its place, " + row);
        } else if (retired && inTrash && trashed(row).isEmpty()) {
            lost.add(row.path() + ": the original is not in the trash, " + row);
        } else if (retired && !inTrash && !"REMOVED".equals(row.place())) {
            wrong.add(row.path() + ": nobody knows where the original is, " + row);
        }
    }

    private Optional<Version> trashed(Row row) {
        return Trash.read(estate, row.path(), String.valueOf(row.trashPath()));
    }

    private List<String> orphans() {
        Set<String> named = new HashSet<>();
        rows.values().forEach(row -> named.add(String.valueOf(row.key())));
        List<String> orphans = new ArrayList<>(objects.keySet().stream()
                .filter(key -> !named.contains(key) && !key.contains(OWN) && !isStrangers(key))
                .map(key -> "no row names the object " + key)
                .toList());
        Set<String> noted = new HashSet<>(
                estate.site().site().query("SELECT trash_path FROM nfs2s3.retired WHERE place IN ('TRASH', 'ASTRAY')"));
        Trash.all(estate).stream()
                .filter(path -> !noted.contains(path))
                .forEach(path -> orphans.add("no row knows of " + path + " in the trash"));
        return orphans;
    }

    /** What a plain copy put, and an upload of the same path has overtaken, is nobody's to remove. */
    private boolean isStrangers(String key) {
        String path = key.substring(Estate.PREFIX.length());
        return estate.copied().contains(path)
                && Version.of(path, objects.getOrDefault(key, new byte[0]))
                        .filter(version -> version.number() == 1)
                        .isPresent();
    }
}
