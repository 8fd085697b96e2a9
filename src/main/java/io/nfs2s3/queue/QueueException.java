package io.nfs2s3.queue;

import io.nfs2s3.media.ErrorText;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** A call to SQS failed. It may have taken effect all the same; repeating it is harmless. */
public final class QueueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    QueueException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** @param action what was asked of the queue, such as {@code receive from} */
    public static QueueException of(String action, String queue, SdkException cause) {
        return new QueueException(action + " SQS queue " + queue + " failed: " + reason(cause), cause);
    }

    /** Whether SQS, or KMS behind it, works and asks for fewer calls. */
    public boolean isThrottled() {
        return getCause() instanceof AwsServiceException service
                && (service.isThrottlingException() || isThrottling(code(service)));
    }

    private static @Nullable String code(AwsServiceException service) {
        return service.awsErrorDetails() == null
                ? null
                : service.awsErrorDetails().errorCode();
    }

    /** KMS's own codes, which the SDK does not know, all have the word. */
    private static boolean isThrottling(@Nullable String code) {
        return code != null && code.toUpperCase(Locale.ROOT).contains("THROTTL");
    }

    private static String reason(SdkException cause) {
        if (cause instanceof AwsServiceException service && service.awsErrorDetails() != null) {
            String code = code(service);
            return code + " (" + service.statusCode() + ")" + advice(code);
        }
        return ErrorText.ofRoot(cause);
    }

    /** What an operator can do about an error code of SQS, to follow it in its line; empty where the code says it all. */
    static String advice(@Nullable String code) {
        return code != null && code.toUpperCase(Locale.ROOT).startsWith("KMS") && !isThrottling(code)
                ? "; grant kms:GenerateDataKey and kms:Decrypt for the key of the queue"
                : "";
    }
}
