package io.nfs2s3.queue;

import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;

/** What the errors of single entries of a batch mean. */
final class BatchErrors {
    /** What is to be done about an answer that SQS would not give. */
    static final String IN_ITS_PLACE = "see what answers in its place, such as a proxy";

    /** What the log says of a message for which there is no receipt. */
    static final String UNCONFIRMED = "the answer does not say that SQS has it: " + IN_ITS_PLACE;

    private BatchErrors() {}

    /**
     * Of an entry that was to be sent, and that SQS did not say it has.
     *
     * @param error null when it said nothing of it, as a proxy does that answers for it: nobody may take that for a receipt
     * @param othersAccepted whether SQS took others of the same batch
     */
    static SendResult unsent(@Nullable BatchResultErrorEntry error, boolean othersAccepted) {
        return error == null
                ? new SendResult.Refused(false, UNCONFIRMED)
                : new SendResult.Refused(isOwnFault(error, othersAccepted), reason(error));
    }

    /**
     * Whether an entry is refused for what is in it. {@code SenderFault} alone does not say so: SQS also sets it where a
     * right, a key of KMS or a limit is to blame, which all messages meet.
     */
    private static boolean isOwnFault(BatchResultErrorEntry error, boolean othersAccepted) {
        return switch (String.valueOf(error.code())) {
            case "InvalidMessageContents", "MessageTooLong" -> true;
            case "InvalidParameterValue" -> othersAccepted;
            default -> false;
        };
    }

    /** Of all that a batch was to do. */
    static BatchResult result(List<BatchResultErrorEntry> failed) {
        return failed.isEmpty() ? BatchResult.DONE : new BatchResult(failed.size(), reason(failed.get(0)));
    }

    private static String reason(BatchResultErrorEntry error) {
        return error.code() + ": " + error.message() + QueueException.advice(error.code());
    }
}
