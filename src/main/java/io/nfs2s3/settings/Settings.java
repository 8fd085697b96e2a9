package io.nfs2s3.settings;

import io.nfs2s3.backfill.BackfillSettings;
import io.nfs2s3.backfill.PlanSettings;
import io.nfs2s3.database.DatabaseSettings;
import io.nfs2s3.http.HttpSettings;
import io.nfs2s3.lifecycle.retire.RetireSettings;
import io.nfs2s3.lifecycle.verify.VerifySettings;
import io.nfs2s3.logs.LogSettings;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.NameRules;
import io.nfs2s3.notify.NotifySettings;
import io.nfs2s3.origin.OriginSettings;
import io.nfs2s3.queue.QueueSettings;
import io.nfs2s3.recovery.SweepSettings;
import io.nfs2s3.resolve.ResolveSettings;
import io.nfs2s3.schedule.JobSettings;
import io.nfs2s3.source.ScanSettings;
import io.nfs2s3.source.SourceSettings;
import io.nfs2s3.storage.StorageSettings;
import io.nfs2s3.tls.TlsSettings;
import io.nfs2s3.upload.UploadSettings;
import io.nfs2s3.worker.WorkerSettings;

/**
 * All settings, checked. Each feature owns its record; {@link SettingsReader} fills them.
 *
 * @param aws region and keys where queues and store have none of their own
 * @param sqsAccess region and keys for the queues
 * @param s3Access region and keys for the store
 */
public record Settings(
        MediaKinds kinds,
        SourceSettings source,
        NameRules names,
        DatabaseSettings database,
        AwsSettings aws,
        QueueSettings sqs,
        AwsSettings sqsAccess,
        StorageSettings s3,
        AwsSettings s3Access,
        String siteUpdate,
        UploadSettings upload,
        JobSettings drainJob,
        WorkerSettings worker,
        JobSettings workerJob,
        SweepSettings sweep,
        JobSettings sweepJob,
        BackfillSettings backfill,
        ScanSettings scan,
        RetireSettings retire,
        VerifySettings verify,
        JobSettings verifySampleJob,
        JobSettings verifyWholeJob,
        PlanSettings plan,
        ResolveSettings resolve,
        HttpSettings http,
        OriginSettings origin,
        TlsSettings tls,
        LogSettings log,
        NotifySettings notifications) {}
