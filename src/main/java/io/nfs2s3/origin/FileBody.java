package io.nfs2s3.origin;

import io.nfs2s3.origin.RangeHeader.Slice;
import io.nfs2s3.source.OpenFile;
import java.nio.ByteBuffer;

/** Bytes of an NFS file: what was read at its opening, then a piece at a time, the next when the one before is gone. */
final class FileBody implements Body {
    private final OpenFile file;
    private final Slice slice;

    FileBody(OpenFile file, Slice slice) {
        this.file = file;
        this.slice = slice;
    }

    @Override
    public void send(BodyWriter to) {
        orClose(to, () -> begin(to));
    }

    private void begin(BodyWriter to) {
        ByteBuffer head = file.head();
        if (slice.length() == 0) {
            file.close();
            to.end();
        } else if (slice.first() < head.remaining()) {
            int end = (int) Math.min(head.remaining(), slice.last() + 1);
            give(to, slice.first(), head.limit(end).position((int) slice.first()));
        } else {
            read(to, slice.first());
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the writer is told how it ends
    private void read(BodyWriter to, long position) {
        int length = (int) Math.min(BodyWriter.CHUNK, slice.last() + 1 - position);
        boolean last = position + length > slice.last();
        file.read(position, length, last).whenComplete((piece, error) -> {
            if (error == null) {
                orClose(to, () -> give(to, position, piece));
            } else {
                file.close();
                to.fail(error);
            }
        });
    }

    private void give(BodyWriter to, long position, ByteBuffer piece) {
        long next = position + piece.remaining();
        if (next > slice.last()) {
            file.close();
            to.writeLast(piece);
        } else {
            to.write(piece, () -> orClose(to, () -> read(to, next)), file::close);
        }
    }

    /** Whatever goes wrong in a step, the file does not stay open, and the client hears of it. */
    private void orClose(BodyWriter to, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            file.close();
            to.fail(e);
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
