package site;

import io.nfs2s3.resolve.MediaUrlResolver;
import io.nfs2s3.resolve.MediaUrlResolverBuilder;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.upload.UploadHookBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Takes paths of uploads, and says URLs, on its own Netty. */
@SpringBootApplication(proxyBeanMethods = false)
public class SiteApplication {
    private static final URI NOWHERE = URI.create("http://127.0.0.1:1");

    public static void main(String[] arguments) {
        SpringApplication.run(SiteApplication.class, arguments);
    }

    @Bean
    UploadHook uploadHook() {
        return open(URI.create(System.getenv("SITE_SQS")));
    }

    private static UploadHook open(URI sqs) {
        return UploadHookBuilder.create()
                .database(System.getenv("SITE_DATABASE"), System.getenv("SITE_USER"), System.getenv("SITE_PASSWORD"))
                .kind("image", "images/", true)
                .uploadsQueue(System.getenv("SITE_QUEUE"))
                .region(System.getenv("SITE_REGION"))
                .sqsEndpoint(sqs)
                .budget(Duration.ofSeconds(40))
                .open();
    }

    @Bean
    MediaUrlResolver mediaUrlResolver() {
        return MediaUrlResolverBuilder.create()
                .database(System.getenv("SITE_DATABASE"), System.getenv("SITE_USER"), System.getenv("SITE_PASSWORD"))
                .nfsBaseUrl("https://www.example.com/media/")
                .cdnHosts("cdn.example.com")
                .open();
    }

    @Bean
    RouterFunction<ServerResponse> pages(UploadHook hook, MediaUrlResolver resolver) {
        return RouterFunctions.route()
                .GET("/upload", request -> answer(() -> hook.fileUploaded(path(request)).name()))
                .GET("/upload-without-sqs", request -> answer(() -> uploadWithoutSqs(path(request))))
                .GET("/url", request -> answer(() -> resolver.url(path(request)).orElse("none")))
                .build();
    }

    /** Hook and resolver block, and the threads of Netty must not. */
    private static Mono<ServerResponse> answer(Callable<String> call) {
        return Mono.fromCallable(call)
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(text -> ServerResponse.ok().bodyValue(text));
    }

    private static String uploadWithoutSqs(String path) {
        try (UploadHook hook = open(NOWHERE)) {
            return hook.fileUploaded(path).name();
        }
    }

    private static String path(ServerRequest request) {
        return request.queryParam("path").orElseThrow();
    }
}
