package io.nfs2s3.queue;

import io.nfs2s3.media.ErrorText;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** A call to SQS failed. It may have taken effect all the same; repeating it is harmless. */
public final class QueueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    QueueException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    static QueueException of(String action, String queue, SdkException cause) {
        return new QueueException(action + " SQS queue " + queue + " failed: " + reason(cause), cause);
    }

    private static String reason(SdkException cause) {
        if (cause instanceof AwsServiceException service && service.awsErrorDetails() != null) {
            return service.awsErrorDetails().errorCode() + " (" + service.statusCode() + ")";
        }
        return ErrorText.ofRoot(cause);
    }
}
