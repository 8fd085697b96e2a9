package site;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What {@code application.properties} says about the media. The settings of the daemon say the same.
 *
 * @param root the directory of the NFS mount that has the media
 * @param sqsEndpoint another SQS than that of AWS, for tests
 * @param remembered for how long the location of a file is remembered
 */
@ConfigurationProperties("media")
public record MediaProperties(
        Path root,
        String nfsBaseUrl,
        List<String> cdnHosts,
        String databaseUrl,
        String databaseUser,
        @DefaultValue("") String databasePassword,
        String region,
        String uploadsQueue,
        @Nullable URI sqsEndpoint,
        @DefaultValue("5m") Duration remembered) {}
