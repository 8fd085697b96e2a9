package io.nfs2s3.lab.chaos.enqueue;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.testing.Queues;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is there when all is over.
 *
 * @param received from the queue, in that order
 * @param outbox entries, those that were set aside too
 * @param rows of media by path
 * @param setAside how many entries were
 * @param deadLetters messages
 * @param spool names of files
 */
record Remains(
        List<FileRef> received,
        List<FileRef> outbox,
        Map<String, Row> rows,
        long setAside,
        long deadLetters,
        List<String> spool) {
    record Row(String path, int generation, MediaState state, String location) {}

    /** @param received what was taken out of the queue */
    static Remains of(ChaosSite site, List<FileRef> received) {
        List<FileRef> outbox = site.site().query("SELECT message FROM nfs2s3.outbox ORDER BY id").stream()
                .flatMap(body -> Queues.decode(body).files().stream())
                .toList();
        return new Remains(
                received,
                outbox,
                rows(site),
                site.site().count("SELECT count(*) FROM nfs2s3.outbox WHERE set_aside_at IS NOT NULL"),
                site.site().deadLetters(),
                site.spoolFiles().stream()
                        .map(file -> file.getFileName().toString())
                        .toList());
    }

    private static Map<String, Row> rows(ChaosSite site) {
        return site.site()
                .jdbi()
                .withHandle(handle -> handle
                        .createQuery("SELECT path, generation, state, location FROM nfs2s3.media")
                        .map((row, context) -> new Row(
                                row.getString("path"),
                                row.getInt("generation"),
                                MediaState.valueOf(row.getString("state")),
                                row.getString("location")))
                        .stream()
                        .collect(Collectors.toMap(Row::path, Function.identity())));
    }
}
