package io.nfs2s3.storage;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.MigrationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.DefaultRetention;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleExpiration;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.LifecycleRuleFilter;
import software.amazon.awssdk.services.s3.model.ObjectLockConfiguration;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.Transition;
import software.amazon.awssdk.services.s3.model.TransitionStorageClass;

/** What the owner of the bucket had it do by itself, and whether that harms the objects of the site. */
final class BucketRules {
    private final StoreProbe probe;

    BucketRules(StoreProbe probe) {
        this.probe = probe;
    }

    /** @param kinds whose objects pages name */
    Answer lifecycle(MediaKinds kinds) {
        return asked(
                () -> harm(probe.lifecycle(), kinds),
                Answer.good("the bucket has none"),
                "s3:GetLifecycleConfiguration");
    }

    private Answer harm(List<LifecycleRule> rules, MediaKinds kinds) {
        List<String> harmful = new ArrayList<>();
        for (LifecycleRule rule : rules) {
            if (rule.status() == ExpirationStatus.ENABLED && covers(rule, kinds)) {
                LifecycleExpiration expiration = rule.expiration();
                if (expiration != null && (expiration.days() != null || expiration.date() != null)) {
                    harmful.add("the rule " + rule.id() + " deletes them");
                }
                if (rule.transitions().stream().anyMatch(BucketRules::archives)) {
                    harmful.add("the rule " + rule.id() + " archives them");
                }
            }
        }
        return harmful.isEmpty()
                ? Answer.good("delete and archive no object of a kind")
                : Answer.broken(
                        "pages go on naming objects after " + String.join(" and ", harmful),
                        "take the rule away, or give it another prefix: what no page names nfs2s3 removes by itself");
    }

    /** What is in an archive is given only hours after somebody asks for it. */
    private static boolean archives(Transition transition) {
        return transition.storageClass() == TransitionStorageClass.GLACIER
                || transition.storageClass() == TransitionStorageClass.DEEP_ARCHIVE;
    }

    /** Whether it covers objects of a kind, or the marker. Those of the site have no tags, and those of checks may go. */
    private boolean covers(LifecycleRule rule, MediaKinds kinds) {
        LifecycleRuleFilter filter = rule.filter();
        String prefix = ofRule(rule);
        boolean tagged = false;
        if (filter != null) {
            prefix = filter.and() == null ? filter.prefix() : filter.and().prefix();
            tagged = filter.tag() != null
                    || (filter.and() != null && filter.and().hasTags());
        }
        String theirs = Objects.requireNonNullElse(prefix, "");
        String ours = probe.settings().prefix();
        return !tagged
                && !theirs.startsWith(ours + StoreProbe.FOLDER)
                && ((ours + SiteMarker.NAME).startsWith(theirs)
                        || kinds.all().stream().anyMatch(kind -> meet(theirs, ours + kind.prefix())));
    }

    /** Whether some key begins with both. */
    private static boolean meet(String prefix, String other) {
        return prefix.startsWith(other) || other.startsWith(prefix);
    }

    @SuppressWarnings("deprecation") // rules of earlier years have their prefix there
    private static @Nullable String ofRule(LifecycleRule rule) {
        return rule.prefix();
    }

    Answer publicAccess() {
        return asked(
                () -> open(probe.publicAccess()),
                open(PublicAccessBlockConfiguration.builder()
                        .blockPublicAcls(false)
                        .ignorePublicAcls(false)
                        .blockPublicPolicy(false)
                        .restrictPublicBuckets(false)
                        .build()),
                "s3:GetBucketPublicAccessBlock");
    }

    private static Answer open(@Nullable PublicAccessBlockConfiguration block) {
        if (block == null || block.blockPublicAcls() == null) {
            return Answer.good("the store does not tell");
        }
        List<String> off = new ArrayList<>();
        addIfOff(off, "BlockPublicAcls", block.blockPublicAcls());
        addIfOff(off, "IgnorePublicAcls", block.ignorePublicAcls());
        addIfOff(off, "BlockPublicPolicy", block.blockPublicPolicy());
        addIfOff(off, "RestrictPublicBuckets", block.restrictPublicBuckets());
        return off.isEmpty()
                ? Answer.good("is blocked")
                : Answer.warning(
                        "is not blocked: " + String.join(", ", off) + " off",
                        "block it ('aws s3api put-public-access-block'): readers come through CloudFront, which needs"
                                + " none of it (docs/urls.md)");
    }

    private static void addIfOff(List<String> off, String name, @Nullable Boolean value) {
        if (!Boolean.TRUE.equals(value)) {
            off.add(name);
        }
    }

    Answer objectLock() {
        return asked(
                () -> locked(probe.objectLock()), Answer.good("is not used"), "s3:GetBucketObjectLockConfiguration");
    }

    private static Answer locked(@Nullable ObjectLockConfiguration configuration) {
        DefaultRetention kept = configuration == null || configuration.rule() == null
                ? null
                : configuration.rule().defaultRetention();
        if (kept == null) {
            return Answer.good("keeps no object by itself");
        }
        return Answer.warning(
                "keeps each object for "
                        + (kept.days() == null ? kept.years() + " years" : kept.days() + " days")
                        + ": superseded objects, and those of checks, cannot be removed before that",
                "take the default retention away, or count with what it costs");
    }

    /**
     * Asks, and is content with a store that knows nothing of it.
     *
     * @param unset what a store says by 404
     */
    private static Answer asked(Supplier<Answer> question, Answer unset, String right) {
        try {
            return question.get();
        } catch (MigrationException e) {
            int status = StoreChecks.status(e);
            if (status == StoreChecks.NOT_FOUND) {
                return unset;
            }
            if (status == StoreChecks.FORBIDDEN) {
                return Answer.leftOut("this user may not ask: " + ErrorText.of(e), "grant " + right);
            }
            return status == 0 || StoreChecks.isPassing(e)
                    ? Answer.leftOut("it cannot be told: " + ErrorText.of(e), "run doctor again")
                    : Answer.good("the store does not know of it");
        }
    }
}
