package io.nfs2s3.queue;

import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import java.util.ArrayList;
import java.util.List;

/** Packs many files into few messages, within the limits of a message. */
public final class MessagePacker {
    private static final int ENVELOPE_BYTES = 128;

    private MessagePacker() {}

    /** The files in their order, as full messages and a last one with the rest; none for no files. */
    public static List<MigrationMessage> pack(Source source, List<FileRef> files) {
        if (files.size() == 1) {
            return List.of(new MigrationMessage(source, files)); // as most are; however large, it needs a message
        }
        List<MigrationMessage> messages = new ArrayList<>();
        List<FileRef> open = new ArrayList<>();
        int bytes = ENVELOPE_BYTES;
        for (FileRef file : files) {
            int more = MessageCodec.bytesOf(file);
            if (open.size() == MigrationMessage.MAX_FILES
                    || (!open.isEmpty() && bytes + more > MigrationMessage.MAX_BYTES)) {
                messages.add(new MigrationMessage(source, open));
                open.clear();
                bytes = ENVELOPE_BYTES;
            }
            open.add(file);
            bytes += more;
        }
        if (!open.isEmpty()) {
            messages.add(new MigrationMessage(source, open));
        }
        return messages;
    }
}
