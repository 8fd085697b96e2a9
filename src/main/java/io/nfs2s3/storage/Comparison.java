package io.nfs2s3.storage;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MigrationException;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * What is under a key, beside what must be there for a copy to be proved.
 *
 * @param wanted the size, checksum or ETag that must be there
 * @param found the same of the object
 * @param same whether they prove the copy
 */
record Comparison(ExpectedObject expected, HeadObjectResponse answer, String wanted, String found, boolean same) {
    /** Of an object that the store has just taken. */
    PutOutcome ofOwn() {
        if (!same) {
            throw new MigrationException(
                    FailureCode.NOT_PROVED,
                    "the store took " + expected.key() + " and says that it has " + found + ", not " + wanted
                            + "; see s3.proof for other ways to prove a copy");
        }
        return proved();
    }

    /** Of an object that was there before. One that nobody can read as it is proves nothing. */
    PutOutcome ofOther() {
        boolean archived = ObjectHeaders.isArchived(answer);
        return same && !archived
                ? proved()
                : new PutOutcome.Taken(
                        expected.key() + (archived ? " is archived" : " has " + found + ", not " + wanted),
                        ObjectHeaders.isEarlierState(expected.object(), ObjectHeaders.metadataOf(answer)));
    }

    private PutOutcome proved() {
        return new PutOutcome.Proved(answer.eTag(), answer.versionId());
    }
}
