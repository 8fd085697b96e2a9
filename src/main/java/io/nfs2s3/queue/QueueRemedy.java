package io.nfs2s3.queue;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What an operator does about a call to SQS that failed, by what SQS, or what stands before it, said. */
final class QueueRemedy {
    /** @param pattern found in the reason, in lower case */
    private record Rule(Pattern pattern, String remedy) {
        static Rule of(String regex, String remedy) {
            return new Rule(Pattern.compile(regex), remedy);
        }

        boolean fits(String message) {
            String reason = message.substring(message.indexOf(": ") + 1).toLowerCase(Locale.ROOT);
            return pattern.matcher(reason).find();
        }
    }

    private static final Rule DENIED = Rule.of(
            "\\(403\\)|denied",
            "grant sqs:GetQueueUrl, GetQueueAttributes, SendMessage, ReceiveMessage, DeleteMessage and"
                    + " ChangeMessageVisibility; also in the policy of the queue itself");

    /** The first that fits. */
    private static final List<Rule> RULES = List.of(
            Rule.of("throttl", "SQS, or KMS behind it, asks for fewer calls: run doctor again later"),
            Rule.of(
                    "kms",
                    "grant kms:GenerateDataKey and kms:Decrypt of the key that encrypts the queue: sending needs both,"
                            + " receiving the second"),
            Rule.of("nonexistentqueue|queuedoesnotexist", "run 'nfs2s3 doctor --create'"),
            Rule.of(
                    "queuedeletedrecently",
                    "run it again in a minute: SQS keeps the name of a queue that was deleted for so long"),
            // what AWS says of keys that it does not know, or not any more, and of what they have signed
            Rule.of(
                    "invalidclienttokenid|unrecognizedclient|invalidaccesskeyid|signaturedoesnotmatch|invalidsignature"
                            + "|incompletesignature|expiredtoken|requestexpired|missingauthenticationtoken|credentials",
                    "check sqs.accessKeyId and sqs.secretAccessKey, or aws.accessKeyId and aws.secretAccessKey, or"
                            + " what the AWS default chain finds in their place; a clock of this host that is wrong by"
                            + " minutes has the same effect"),
            DENIED,
            Rule.of(
                    "unmarshall|unexpected character|unrecognized token",
                    "no answer of SQS comes back: check sqs.endpoint, HTTPS_PROXY and NO_PROXY"));

    private QueueRemedy() {}

    /** @param message of a {@link QueueException}: what failed on which queue, a colon, and the reason */
    static String of(String message) {
        if (message.startsWith("the site is suspended")) {
            return "see what the check SITE says";
        }
        if (message.startsWith("create ") && DENIED.fits(message)) {
            return "grant sqs:CreateQueue, GetQueueUrl and GetQueueAttributes to whoever runs this, or create the queues"
                    + " yourself as docs/running.md says";
        }
        return rule(message)
                .map(Rule::remedy)
                .orElse("check sqs.endpoint, the region (sqs.region or aws.region) and the network");
    }

    /** What is to be done where this user may not ask how many messages a queue of dead letters has. */
    static String toCount(String deadLetters) {
        return "grant sqs:GetQueueAttributes of " + deadLetters;
    }

    /** Whether a right is missing, and all else is well. */
    static boolean isDenied(QueueException error) {
        return rule(String.valueOf(error.getMessage())).filter(DENIED::equals).isPresent();
    }

    private static Optional<Rule> rule(String message) {
        return RULES.stream().filter(rule -> rule.fits(message)).findFirst();
    }
}
