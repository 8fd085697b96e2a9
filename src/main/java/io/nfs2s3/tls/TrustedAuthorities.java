package io.nfs2s3.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Has every TLS client of this process trust more authorities than the JDK does, and say whom it does not trust: the
 * PUTs, the AWS SDK with its credentials providers, and the database. They all ask the JDK for its default trust manager,
 * so it is the default that is replaced, for a program of its own: a library in a site's JVM does not do that. What the
 * properties {@code javax.net.ssl.trustStore…} say still holds.
 */
public final class TrustedAuthorities {
    private static final String PROVIDER = "nfs2s3";
    private static final String ALGORITHM = "nfs2s3-PKIX";
    private static final String DEFAULT_ALGORITHM = "ssl.TrustManagerFactory.algorithm";

    private TrustedAuthorities() {}

    /**
     * From now on, for connections that are set up later.
     *
     * @throws IllegalArgumentException when the file of the settings cannot be read, or has no certificate in it
     */
    public static void install(TlsSettings settings) {
        List<X509Certificate> more =
                settings.authorities().map(TrustedAuthorities::read).orElse(List.of());
        Security.removeProvider(PROVIDER);
        Security.addProvider(new AuthoritiesProvider(more));
        Security.setProperty(DEFAULT_ALGORITHM, ALGORITHM);
    }

    private static List<X509Certificate> read(Path file) {
        String named = "tls.authorities = \"" + file + "\"";
        try (InputStream in = Files.newInputStream(file)) {
            List<X509Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                            .map(TrustedAuthorities::x509)
                            .toList();
            if (certificates.isEmpty()) {
                throw new IllegalArgumentException(named + " has no certificate in it; it must be a PEM file");
            }
            return certificates;
        } catch (IOException e) {
            throw new IllegalArgumentException(named + " cannot be read: " + e, e);
        } catch (CertificateException e) {
            throw new IllegalArgumentException(named + " is no PEM file of certificates: " + e.getMessage(), e);
        }
    }

    private static X509Certificate x509(Certificate certificate) {
        return (X509Certificate) certificate;
    }

    private static final class AuthoritiesProvider extends Provider {
        private static final long serialVersionUID = 1L;

        AuthoritiesProvider(List<X509Certificate> more) {
            super(PROVIDER, "1", "The JDK's trust managers, with more authorities");
            putService(
                    new Service(
                            this, "TrustManagerFactory", ALGORITHM, AddingTrustFactory.class.getName(), null, null) {
                        @Override
                        public Object newInstance(@Nullable Object parameter) {
                            return new AddingTrustFactory(more);
                        }
                    });
        }
    }
}
