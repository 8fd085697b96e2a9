package io.nfs2s3.settings;

import io.nfs2s3.resolve.CacheSettings;
import io.nfs2s3.resolve.CdnHosts;
import io.nfs2s3.resolve.CdnSettings;
import io.nfs2s3.resolve.ResolveSettings;
import io.nfs2s3.resolve.SigningSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The section {@code resolve}. */
final class ResolveReader {
    private ResolveReader() {}

    static ResolveSettings resolve(ConfigValues values) {
        String keyPairId = values.text("resolve.signing.keyPairId");
        String privateKey = values.text("resolve.signing.privateKey");
        Duration validFor = values.duration(SigningSettings.VALID_FOR);
        return new ResolveSettings(
                values.text("resolve.nfsBaseUrl"),
                new CdnSettings(
                        values.parsedTexts("resolve.cdnHosts", CdnHosts::parse),
                        values.choice("resolve.cdnHostsFrom", CdnSettings.HostsFrom.class),
                        values.choice("resolve.cdnChoice", CdnSettings.Choice.class),
                        values.parsed("resolve.cdnScheme", CdnSettings::checkedScheme)),
                new CacheSettings(
                        values.duration(CacheSettings.FRESH),
                        values.duration(CacheSettings.UNREGISTERED),
                        values.duration(CacheSettings.STALE),
                        values.integer(CacheSettings.SIZE, "locations")),
                values.choice("resolve.unregistered", ResolveSettings.Unregistered.class),
                values.choice("resolve.databaseDown", ResolveSettings.DatabaseDown.class),
                privateKey.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new SigningSettings(keyPairId, Path.of(privateKey), validFor)));
    }
}
