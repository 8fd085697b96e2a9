package site;

import io.nfs2s3.resolve.MediaUrlResolver;
import io.nfs2s3.resolve.MediaUrlResolverBuilder;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.upload.UploadHookBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** One hook and one resolver for the whole site. Spring closes both when the site stops. */
@Configuration(proxyBeanMethods = false)
class MediaConfiguration {
    /** AWS credentials come from the default chain: environment, profile, instance. */
    @Bean
    UploadHook uploadHook(MediaProperties media) {
        UploadHookBuilder hook = UploadHookBuilder.create()
                .database(media.databaseUrl(), media.databaseUser(), media.databasePassword())
                .region(media.region())
                .uploadsQueue(media.uploadsQueue())
                .kind("image", "images/", true);
        if (media.sqsEndpoint() != null) {
            hook.sqsEndpoint(media.sqsEndpoint());
        }
        return hook.open();
    }

    @Bean
    MediaUrlResolver mediaUrlResolver(MediaProperties media) {
        return MediaUrlResolverBuilder.create()
                .database(media.databaseUrl(), media.databaseUser(), media.databasePassword())
                .nfsBaseUrl(media.nfsBaseUrl())
                .cdnHosts(media.cdnHosts().toArray(String[]::new))
                .cache(media.remembered(), 100_000)
                .open();
    }
}
