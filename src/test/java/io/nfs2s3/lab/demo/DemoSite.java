package io.nfs2s3.lab.demo;

import static io.nfs2s3.lab.devstack.Hocon.quoted;

import io.nfs2s3.app.Application;
import io.nfs2s3.lab.devstack.EmbeddedStack;
import io.nfs2s3.lab.devstack.StackAddresses;
import io.nfs2s3.lab.devstack.StackClients;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.settings.SettingsReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;

/** The website of the demo: its settings, and the servers that it runs on. SQS is reached through a proxy. */
final class DemoSite {
    static final String BUCKET = "nfs2s3-demo";
    private final EmbeddedStack stack;
    private final TcpProxy sqs;
    private final Path settings;
    private @Nullable Application application;

    DemoSite(EmbeddedStack stack, TcpProxy sqs, Path home, Media media) throws IOException {
        this.stack = stack;
        this.sqs = sqs;
        String own = """
                kinds { everything { prefix = "", migrate = true } }
                source { root = %s, sentinel = %s }
                sqs { longPoll = 1 s, visibilityTimeout = 10 s }
                s3.bucket = %s
                upload { retrySqsAfter = 1 s }
                drain { schedule = 500 ms }
                resolve { cdnHosts = ["cdn1.example.com", "cdn2.example.com"] }
                http { port = 0 }
                """.formatted(quoted(media.root()), quoted(media.sentinel()), quoted(BUCKET));
        this.settings = Files.writeString(
                home.resolve("nfs2s3.conf"),
                own + stack.addresses().withSqsEndpoint(sqs.httpEndpoint()).settings());
    }

    /** Creates what an operator creates with {@code schema migrate} and {@code doctor --create}. */
    Application open(Narrator narrator) {
        Application opened = new Application(SettingsReader.read(Optional.of(settings), Map.of()));
        application = opened;
        narrator.step("stack", "PostgreSQL, SQS (ElasticMQ) and S3 (S3Proxy) are running");
        opened.schema().migrate();
        opened.sqlHook().write();
        opened.sqlUrls().write();
        opened.doctor().create().stream()
                .filter(finding -> !finding.ok())
                .findFirst()
                .ifPresent(finding -> {
                    throw new IllegalStateException(finding.subject() + ": " + finding.detail());
                });
        narrator.step("schema", "created, with queues and bucket " + BUCKET);
        return opened;
    }

    Application application() {
        if (application == null) {
            throw new IllegalStateException("the site is not open");
        }
        return application;
    }

    TcpProxy sqs() {
        return sqs;
    }

    S3Client s3() {
        return StackClients.s3(stack.addresses());
    }

    void describe(Narrator narrator) {
        StackAddresses addresses = stack.addresses();
        try {
            Path kept = settings.toRealPath();
            narrator.say("");
            narrator.say("settings   " + kept + "   (scripts/nfs2s3 --config " + kept + " status)");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        narrator.say("S3         " + addresses.s3Endpoint() + "   bucket " + BUCKET + ", access key "
                + addresses.accessKeyId() + ", secret " + addresses.secretAccessKey() + ", region "
                + addresses.region());
        narrator.say("PostgreSQL " + addresses.jdbcUrl() + "   user " + addresses.databaseUser());
    }
}
