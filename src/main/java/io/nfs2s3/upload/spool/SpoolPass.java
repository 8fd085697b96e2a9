package io.nfs2s3.upload.spool;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Goes once through what was moved aside, batch by batch, and keeps what nobody took. */
final class SpoolPass {
    /** Who takes the records of a pass. */
    interface Taker {
        /** @return the records that must stay */
        List<SpoolRecord> take(List<SpoolRecord> batch);

        /** How many records it takes at once. */
        int batch();

        /** How many did not have to stay, so far. */
        int taken();

        /** Whether no more will be taken. */
        boolean isStuck();
    }

    private static final Logger log = LoggerFactory.getLogger(SpoolPass.class);
    private static final int QUOTE = 200;
    private final Spool spool;
    private final Taker taker;
    private final BooleanSupplier goesOn;
    private int setAside;
    private int kept;
    private boolean dropped;

    /** @param goesOn asked before each batch; false leaves the others where they are */
    SpoolPass(Spool spool, Taker taker, BooleanSupplier goesOn) {
        this.spool = spool;
        this.taker = taker;
        this.goesOn = goesOn;
    }

    int setAside() {
        return setAside;
    }

    /** @return whether all of it is out */
    boolean run() throws IOException {
        kept = 0;
        Files.deleteIfExists(spool.rest());
        try (FileChannel file = SpoolFiles.open(spool.rest(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                OutputStream rest = new BufferedOutputStream(Channels.newOutputStream(file))) {
            copy(rest);
            rest.flush();
            file.force(true);
        }
        if (kept == 0) {
            Files.delete(spool.replaying());
            Files.delete(spool.rest());
        } else if (hasChanged()) {
            SpoolFiles.shareWithGroup(spool.rest());
            Files.move(spool.rest(), spool.replaying(), StandardCopyOption.ATOMIC_MOVE);
        } else {
            Files.delete(spool.rest());
        }
        return kept == 0;
    }

    private void copy(OutputStream rest) throws IOException {
        List<SpoolRecord> batch = new ArrayList<>();
        try (SpoolLines lines = new SpoolLines(spool.replaying())) {
            for (SpoolLines.Line line = lines.next(); line != null; line = lines.next()) {
                read(line, batch);
                if (batch.size() == taker.batch()) {
                    take(batch, rest);
                    if ((taker.isStuck() || !goesOn.getAsBoolean()) && !hasChanged()) {
                        return; // the file stays as it is
                    }
                }
            }
        }
        take(batch, rest);
    }

    private boolean hasChanged() {
        return taker.taken() > 0 || setAside > 0 || dropped;
    }

    private void read(SpoolLines.Line line, List<SpoolRecord> batch) throws IOException {
        var record = SpoolRecord.parse(line.text());
        if (record.isPresent()) {
            batch.add(record.get());
        } else if (!line.ended()) {
            dropped = true;
            log.warn(
                    "a torn last record of the spool is dropped, its upload was not accepted record=\"{}\"",
                    quote(line));
        } else if (!line.text().isEmpty()) {
            Path file = spool.setAside(line.text());
            setAside++;
            log.warn("a damaged record of the spool is set aside file={} record=\"{}\"", file, quote(line));
        }
    }

    private static String quote(SpoolLines.Line line) {
        String text = line.text().length() > QUOTE ? line.text().substring(0, QUOTE) + "…" : line.text();
        return text.replaceAll("[^ -~…]", "?");
    }

    private void take(List<SpoolRecord> batch, OutputStream rest) throws IOException {
        for (SpoolRecord record : goesOn.getAsBoolean() ? taker.take(batch) : batch) {
            rest.write((record.line() + "\n").getBytes(StandardCharsets.ISO_8859_1));
            kept++;
        }
        batch.clear();
    }
}
