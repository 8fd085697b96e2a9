package io.nfs2s3.storage;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Finding.Level;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MigrationException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Puts an object as each kind stores its own, has it proved, reads it and deletes it: a store may refuse a storage class, tags or
 * a key, and a right may be missing for them, though it takes other objects. Kinds that are stored alike are tried once. Where
 * none of them is migrated, no daemon has to wait for it.
 */
final class KindsLook {
    private static final String TEXT = "nfs2s3 doctor";
    private static final String STANDARD = "STANDARD";

    private final StoreProbe probe;

    KindsLook(StoreProbe probe) {
        this.probe = probe;
    }

    Answer look() {
        Map<ObjectOptions, List<String>> alike = new LinkedHashMap<>();
        probe.settings().kinds().byName().forEach((kind, options) -> {
            if (!options.equals(ObjectOptions.NONE)) {
                alike.computeIfAbsent(options, unseen -> new ArrayList<>()).add(kind);
            }
        });
        if (alike.isEmpty()) {
            return Answer.good("no kind has anything of its own");
        }
        List<Answer> answers = new ArrayList<>();
        alike.forEach((options, kinds) -> {
            Answer answer = look(options, kinds);
            answers.add(probe.settings().kinds().isUsed(options) ? answer : ofUnused(answer));
        });
        return together(answers);
    }

    private static Answer ofUnused(Answer answer) {
        return answer.level() == Level.BROKEN
                ? Answer.warning(answer.detail() + " (not migrated now)", answer.remedy())
                : answer;
    }

    /** The worst of all, with the words of each that is no better than a warning. */
    private static Answer together(List<Answer> answers) {
        List<Answer> trouble =
                answers.stream().filter(answer -> answer.level() != Level.OK).toList();
        List<Answer> told = trouble.isEmpty() ? answers : trouble;
        boolean broken = trouble.stream().anyMatch(answer -> answer.level() == Level.BROKEN);
        return new Answer(
                trouble.isEmpty() ? Level.OK : broken ? Level.BROKEN : Level.WARNING,
                told.stream().map(Answer::detail).collect(Collectors.joining("; ")),
                told.stream().map(Answer::remedy).distinct().collect(Collectors.joining("; ")));
    }

    private Answer look(ObjectOptions options, List<String> kinds) {
        String of = (kinds.size() == 1 ? "kind " : "kinds ") + String.join(", ", kinds) + ": ";
        NewObject object = probe.newObject().storedAs(options);
        try {
            if (!(probe.put(object, TEXT) instanceof PutOutcome.Proved)) {
                return Answer.broken(of + "an object is not proved by s3.proof", "set s3.proof = readback");
            }
            probe.get(object);
            return kept(of, options, kinds, probe.head(object));
        } catch (MigrationException e) {
            return refused(of, options, kinds, e);
        } finally {
            probe.deleteQuietly(object);
        }
    }

    /** A store may take a header and not do what it says. */
    private static Answer kept(String of, ObjectOptions options, List<String> kinds, HeadObjectResponse head) {
        String stored = head.storageClassAsString() == null ? STANDARD : head.storageClassAsString();
        if (!options.storageClass().isEmpty() && !options.storageClass().equals(stored)) {
            return Answer.warning(
                    of + "the store takes the storage class " + options.storageClass() + " and keeps " + stored,
                    "set " + keys(kinds, "storageClass") + " = \"\", or one that it has");
        }
        if (!options.kmsKey().isEmpty() && !ObjectHeaders.KMS.equals(head.serverSideEncryptionAsString())) {
            return Answer.warning(
                    of + "the store takes the KMS key, and does not say that it encrypts by it",
                    "set " + keys(kinds, "kmsKey") + " = \"\", or ask the maker of the store");
        }
        return Answer.good(of + "an object was put, proved, read and deleted");
    }

    private static Answer refused(String of, ObjectOptions options, List<String> kinds, MigrationException error) {
        if (StoreChecks.isPassing(error)) {
            return Answer.warning(of + ErrorText.of(error), "nothing: copies wait until that is over");
        }
        if (StoreChecks.status(error) == StoreChecks.FORBIDDEN) {
            return Answer.broken(of + ErrorText.of(error), "grant " + rights(options));
        }
        String proof = error.code() == FailureCode.NOT_PROVED ? "; or set another s3.proof" : "";
        return Answer.broken(of + ErrorText.of(error), "correct " + said(options, kinds) + proof);
    }

    /** What a PUT in this way takes, and the GET that proves or serves it. */
    private static String rights(ObjectOptions options) {
        List<String> rights = new ArrayList<>(List.of("s3:PutObject", "s3:GetObject"));
        if (!options.tags().isEmpty()) {
            rights.add("s3:PutObjectTagging");
        }
        if (!options.kmsKey().isEmpty()) {
            rights.add("kms:GenerateDataKey and kms:Decrypt of " + options.kmsKey());
        }
        return String.join(", ", rights);
    }

    /** The settings that the kinds have. */
    private static String said(ObjectOptions options, List<String> kinds) {
        Map<String, Boolean> all = new LinkedHashMap<>();
        all.put("storageClass", !options.storageClass().isEmpty());
        all.put("kmsKey", !options.kmsKey().isEmpty());
        all.put("tags", !options.tags().isEmpty());
        all.put("cacheControl", !options.cacheControl().isEmpty());
        all.put("contentDisposition", !options.contentDisposition().isEmpty());
        return all.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(key -> keys(kinds, key.getKey()))
                .collect(Collectors.joining(", "));
    }

    private static String keys(List<String> kinds, String key) {
        return kinds.stream().map(kind -> "kinds." + kind + "." + key).collect(Collectors.joining(", "));
    }
}
