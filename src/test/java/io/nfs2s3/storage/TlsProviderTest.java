package io.nfs2s3.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nfs2s3.testing.IssuedCertificate;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
class TlsProviderTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    @TempDir
    private Path folder;

    /** The JDK makes its context once, and others of this JVM shall not make it of the properties below. */
    @BeforeAll
    static void makeDefaultContext() throws Exception {
        SSLContext.getDefault();
    }

    /** Sets system properties while something runs. */
    private static void with(Map<String, String> properties, Throwing work) throws Exception {
        properties.forEach(System::setProperty);
        try {
            work.run();
        } finally {
            properties.keySet().forEach(System::clearProperty);
        }
    }

    @FunctionalInterface
    private interface Throwing {
        void run() throws Exception;
    }

    private static PutResponse put(RawServer server, TlsProvider tls) throws Exception {
        BucketAddress address = new BucketAddress(true, "localhost", server.port(), "localhost", "/b/");
        try (PutTransport transport = new PutTransport(address, tls.context(), HttpProxy.NONE)) {
            return transport.send(
                    new PutRequest("/b/k", ""),
                    new PutBody.InMemory(ByteBuffer.allocate(100_000)),
                    Duration.ofSeconds(30));
        }
    }

    private static Map<String, String> trusting(IssuedCertificate store) {
        return Map.of(
                "javax.net.ssl.trustStore",
                store.trust().toString(),
                "javax.net.ssl.trustStorePassword",
                IssuedCertificate.PASSWORD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void the_native_library_is_taken_and_trusts_whom_the_properties_say(String protocol) throws Exception {
        IssuedCertificate store = IssuedCertificate.shared("localhost");
        try (RawServer server = RawServer.secure(store.context(), RawServer.answering(OK), protocol)) {
            with(trusting(store), () -> {
                TlsProvider tls = TlsProvider.choose();

                assertThat(tls.description()).startsWith("native, by Conscrypt 2.");
                assertThat(put(server, tls).status()).isEqualTo(200);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void a_certificate_that_nobody_vouches_for_is_refused_natively_too(String protocol) throws Exception {
        IssuedCertificate store = IssuedCertificate.shared("localhost");
        IssuedCertificate another = IssuedCertificate.shared("s3.example.com");
        try (RawServer server = RawServer.secure(store.context(), RawServer.answering(OK), protocol)) {
            with(trusting(another), () -> assertThatItIsRefused(server, "PKIX path"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void a_certificate_of_another_host_is_refused_natively_too(String protocol) throws Exception {
        IssuedCertificate store = IssuedCertificate.shared("s3.example.com");
        try (RawServer server = RawServer.secure(store.context(), RawServer.answering(OK), protocol)) {
            with(trusting(store), () -> assertThatItIsRefused(server, "No subject alternative DNS name matching"));
        }
    }

    private static void assertThatItIsRefused(RawServer server, String why) {
        TlsProvider tls = TlsProvider.choose();

        assertThat(tls.description()).startsWith("native, by Conscrypt 2.");
        assertThatExceptionOfType(SSLHandshakeException.class)
                .isThrownBy(() -> put(server, tls))
                .withStackTraceContaining(why);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void the_jdk_is_taken_where_it_is_asked_for_or_has_a_certificate_to_show() throws Exception {
        with(
                Map.of(TlsProvider.PROPERTY, "jdk"),
                () -> assertThat(TlsProvider.choose().description())
                        .isEqualTo("by the JDK (asked for by -Dnfs2s3.tls)"));
        with(
                Map.of("javax.net.ssl.keyStore", "/none"),
                () -> assertThat(TlsProvider.choose().description())
                        .isEqualTo("by the JDK (javax.net.ssl.keyStore is set)"));
    }

    @Test
    void a_trust_store_that_cannot_be_read_is_not_in_the_way_of_a_store_in_clear_text() throws Exception {
        Path broken = Files.writeString(folder.resolve("broken.p12"), "no key store");
        StorageSettings settings = new StorageSettings(
                Optional.of(URI.create("http://127.0.0.1:1")),
                "bucket",
                "",
                true,
                5_000_000,
                5_000_000,
                VerificationMode.CHECKSUM,
                Duration.ofHours(1),
                Duration.ofSeconds(10),
                "",
                Duration.ZERO,
                KindOptions.NONE);
        with(Map.of("javax.net.ssl.trustStore", broken.toString()), () -> {
            try (StoreClient client = StoreClient.open(
                    settings,
                    AnonymousCredentialsProvider.create(),
                    Region.US_EAST_1,
                    2,
                    new StoreLoad(),
                    Clock.systemUTC())) {
                assertThat(client.tls().description()).isEqualTo("none, s3.endpoint is http");
            }
        });
    }
}
