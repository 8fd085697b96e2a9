package io.nfs2s3.lifecycle.retire;

import io.nfs2s3.catalog.RetiredFile;
import io.nfs2s3.catalog.RetiredFiles;
import io.nfs2s3.catalog.RetiredFiles.Kept;
import io.nfs2s3.catalog.RetiredFiles.OriginalPlace;
import io.nfs2s3.lifecycle.FileJob.Count;
import io.nfs2s3.lifecycle.LeftAlone;
import io.nfs2s3.lifecycle.Obstacle;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.runs.RunBatch;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** What became of a few files, to be written in one transaction. For one thread. */
final class Outcomes {
    private final List<FileVersion> inTrash = new ArrayList<>();
    private final List<FileVersion> inPlace = new ArrayList<>();
    private final List<FileVersion> back = new ArrayList<>();
    private final List<FileVersion> removed = new ArrayList<>();
    private final List<FileVersion> astray = new ArrayList<>();
    private final List<LeftAlone> leftAlone = new ArrayList<>();

    private final long unchanged;

    Outcomes(List<LeftAlone> before) {
        this(before, 0);
    }

    /** @param unchanged files that are as they should be already */
    Outcomes(List<LeftAlone> before, long unchanged) {
        leftAlone.addAll(before);
        this.unchanged = unchanged;
    }

    /** It is in the trash. */
    void gone(Kept file) {
        inTrash.add(file.file().upload());
    }

    /** It was not moved. */
    void stays(Kept file) {
        inPlace.add(file.file().upload());
    }

    /** It was not moved, for a reason. */
    void stays(Kept file, Obstacle reason) {
        stays(file);
        left(file, reason, "");
    }

    /** It has its name again. */
    void back(Kept file) {
        back.add(file.file().upload());
    }

    /** It is gone for good. */
    void removed(Kept file) {
        removed.add(file.file().upload());
    }

    /** It is not where it was, whatever was told of it. */
    void lost(FileVersion upload) {
        astray.add(upload);
    }

    /** Nobody knows what it was the original of. */
    void withoutRow(RetiredFile file) {
        lost(file.upload());
        left(file.path(), Obstacle.ASTRAY, "its row is gone; it was about to be moved to " + file.trashPath());
    }

    /** @param named whether a file has the name, which is then as good an original as any */
    void astray(Kept file, boolean named) {
        astray.add(file.file().upload());
        if (named) {
            inPlace.add(file.file().upload());
        }
        left(file, Obstacle.ASTRAY, file.file().trashPath());
    }

    void left(Kept file, Obstacle reason, String detail) {
        left(file.file().path(), reason, detail);
    }

    void left(MediaPath path, Obstacle reason, String detail) {
        leftAlone.add(new LeftAlone(path, reason, detail));
    }

    RunBatch write(Handle handle, Count count) {
        RetiredFiles.place(handle, OriginalPlace.TRASH, inTrash);
        RetiredFiles.place(handle, OriginalPlace.ASTRAY, astray);
        RetiredFiles.place(handle, OriginalPlace.BACK, back);
        RetiredFiles.place(handle, OriginalPlace.REMOVED, removed);
        List<FileVersion> named = new ArrayList<>(inPlace);
        named.addAll(back);
        RetiredFiles.migratedAgain(handle, named);
        RetiredFiles.forget(handle, inPlace);
        return count.in(handle, inTrash.size() + back.size() + removed.size(), unchanged, leftAlone);
    }
}
