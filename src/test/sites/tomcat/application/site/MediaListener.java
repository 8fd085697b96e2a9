package site;

import io.nfs2s3.resolve.MediaUrlResolver;
import io.nfs2s3.resolve.MediaUrlResolverBuilder;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.upload.UploadHookBuilder;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.net.URI;
import java.time.Duration;

/** One hook and one resolver, open for as long as the web application is deployed. Each does its work once. */
public final class MediaListener implements ServletContextListener {
    private static final String PATH = "images/1.jpg";

    private UploadHook hook;
    private MediaUrlResolver resolver;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        hook = UploadHookBuilder.create()
                .database(System.getenv("SITE_DATABASE"), System.getenv("SITE_USER"), System.getenv("SITE_PASSWORD"))
                .kind("image", "images/", true)
                .uploadsQueue(System.getenv("SITE_QUEUE"))
                .region(System.getenv("SITE_REGION"))
                .sqsEndpoint(URI.create(System.getenv("SITE_SQS")))
                .budget(Duration.ofSeconds(40))
                .open();
        resolver = MediaUrlResolverBuilder.create()
                .database(System.getenv("SITE_DATABASE"), System.getenv("SITE_USER"), System.getenv("SITE_PASSWORD"))
                .nfsBaseUrl("https://www.example.com/media/")
                .cdnHosts("cdn.example.com")
                .open();
        String way = hook.fileUploaded(PATH).name();
        event.getServletContext().setAttribute("answer", way + " " + resolver.url(PATH).orElse("none"));
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        resolver.close();
        hook.close();
    }
}
