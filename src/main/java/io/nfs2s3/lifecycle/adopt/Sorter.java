package io.nfs2s3.lifecycle.adopt;

import static java.util.stream.Collectors.toMap;

import io.nfs2s3.catalog.AdoptFiles;
import io.nfs2s3.catalog.AdoptFiles.Row;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.Location;
import io.nfs2s3.media.MediaKind;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.media.NameRules;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.storage.ListedObject;
import io.nfs2s3.storage.ObjectAudit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Tells of the objects of a listing which of them may be adopted, by their keys and the rows of their paths. Thread-safe. */
final class Sorter {
    private final Jdbi jdbi;
    private final ObjectAudit audit;
    private final MediaKinds kinds;
    private final NameRules names;
    private final AdoptSelection selection;

    Sorter(Jdbi jdbi, ObjectAudit audit, MediaKinds kinds, NameRules names, AdoptSelection selection) {
        this.jdbi = jdbi;
        this.audit = audit;
        this.kinds = kinds;
        this.names = names;
        this.selection = selection;
    }

    /** What the keys of all objects begin with that are meant. */
    String keyPrefix() {
        String ofKind = kinds.all().stream()
                .filter(kind -> kind.name().equals(selection.kind()))
                .map(MediaKind::prefix)
                .findFirst()
                .orElse("");
        String longer = ofKind.startsWith(selection.prefix()) ? ofKind : selection.prefix();
        return audit.prefix() + longer;
    }

    /** The rows are read here, before anything of the originals is. */
    Page sort(List<ListedObject> objects) {
        List<ListedObject> meant = objects.stream()
                .filter(object -> !audit.isOfTheProgram(object.key()) && isMeant(below(object)))
                .toList();
        Map<String, MediaPath> paths = new HashMap<>();
        meant.forEach(object -> path(object).ifPresent(path -> paths.put(object.key(), path)));
        return jdbi.withHandle(handle -> {
            Set<String> named = AdoptFiles.named(
                    handle,
                    meant.stream()
                            .map(ListedObject::key)
                            .filter(key -> key.indexOf('\0') < 0) // the database knows no such text
                            .toList());
            Map<MediaPath, Row> rows =
                    AdoptFiles.find(handle, paths.values()).stream().collect(toMap(Row::path, Function.identity()));
            List<Candidate> candidates = new ArrayList<>();
            List<Left> left = new ArrayList<>();
            long unchanged = 0;
            for (ListedObject object : meant) {
                MediaPath path = paths.get(object.key());
                Row row = path == null ? null : rows.get(path);
                Reason reason = path == null ? Reason.OTHER_KEY : reason(path, row);
                if (named.contains(object.key())) {
                    unchanged++;
                } else if (path == null || reason != null) {
                    left.add(new Left(below(object), reason == null ? Reason.OTHER_KEY : reason, detail(reason, row)));
                } else {
                    candidates.add(new Candidate(
                            path,
                            new ObjectKey(object.key()),
                            kinds.of(path).name(),
                            object.size(),
                            object.etag(),
                            row != null));
                }
            }
            return new Page(candidates, left, unchanged);
        });
    }

    private String below(ListedObject object) {
        return object.key().substring(audit.prefix().length());
    }

    private boolean isMeant(String below) {
        return below.startsWith(selection.prefix()) && (selection.kind() == null || isOfKind(below));
    }

    private boolean isOfKind(String below) {
        return pathOf(below)
                .flatMap(kinds::find)
                .map(MediaKind::name)
                .filter(kind -> kind.equals(selection.kind()))
                .isPresent();
    }

    /** The path whose first copy has this key; empty where none has. */
    private Optional<MediaPath> path(ListedObject object) {
        return pathOf(below(object)).filter(path -> hasKey(path, object.key()));
    }

    private boolean hasKey(MediaPath path, String key) {
        try {
            return ObjectKey.of(audit.prefix(), path, 1).value().equals(key);
        } catch (IllegalArgumentException e) {
            return false; // it would be too long
        }
    }

    private static Optional<MediaPath> pathOf(String below) {
        try {
            return Optional.of(MediaPath.of(below));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private @Nullable Reason reason(MediaPath path, @Nullable Row row) {
        if (names.reason(path.value()).isPresent()) {
            return Reason.NAME_LEFT_OUT;
        }
        Optional<MediaKind> kind = kinds.find(path);
        if (kind.isEmpty()) {
            return Reason.NO_KIND;
        }
        if (row != null && row.state().location() == Location.S3) {
            return Reason.OTHER_COPY;
        }
        if (!kind.get().migrated()) {
            return Reason.KIND_NOT_MIGRATED;
        }
        return row == null ? null : reason(row);
    }

    private static @Nullable Reason reason(Row row) {
        if (row.generation() > 1) {
            return Reason.LATER_UPLOAD;
        }
        if (row.state() == MediaState.HELD && row.key() != null) {
            return Reason.ROLLED_BACK;
        }
        boolean inTheWay = FailureCode.ALREADY_THERE.name().equals(row.failureCode());
        return row.state() == MediaState.FAILED && !inTheWay ? Reason.FAILED_OTHERWISE : null;
    }

    private static String detail(@Nullable Reason reason, @Nullable Row row) {
        return reason == Reason.FAILED_OTHERWISE && row != null ? String.valueOf(row.failureCode()) : "";
    }
}
