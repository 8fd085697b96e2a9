package io.nfs2s3.storage;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.conscrypt.Conscrypt;
import org.jspecify.annotations.Nullable;

/**
 * Who encrypts what is put: BoringSSL by way of Conscrypt where its native library loads, else the JDK, whose AES-GCM
 * takes many thousand files to get fast. Whom to trust is the JDK's business either way, so that the properties
 * {@code javax.net.ssl.trustStore…} hold.
 *
 * @param description for an operator
 * @param context null where there is no TLS
 */
record TlsProvider(String description, @Nullable SSLContext context) {
    /** Set to {@code jdk} where nothing else may encrypt. */
    static final String PROPERTY = "nfs2s3.tls";

    /** A client with a certificate of its own is set up by the JDK's properties, for the JDK's TLS. */
    private static final String CLIENT_CERTIFICATE = "javax.net.ssl.keyStore";

    /** For a store in clear text. Nothing is set up, so that a trust store nobody needs cannot be in the way. */
    static TlsProvider none() {
        return new TlsProvider("none, s3.endpoint is http", null);
    }

    static TlsProvider choose() {
        if ("jdk".equals(System.getProperty(PROPERTY))) {
            return jdk("asked for by -D" + PROPERTY);
        }
        if (System.getProperty(CLIENT_CERTIFICATE) != null) {
            return jdk(CLIENT_CERTIFICATE + " is set");
        }
        try {
            return conscrypt();
        } catch (GeneralSecurityException | RuntimeException | LinkageError e) {
            return jdk("Conscrypt does not load: " + e);
        }
    }

    private static TlsProvider conscrypt() throws GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init((KeyStore) null);
        return conscrypt(trust);
    }

    /** @throws GeneralSecurityException also when the trust manager is one that cannot check the name of a host */
    static TlsProvider conscrypt(TrustManagerFactory trust) throws GeneralSecurityException {
        X509ExtendedTrustManager jdk = Arrays.stream(trust.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException(trust.getAlgorithm() + " checks no host names"));
        SSLContext context = SSLContext.getInstance("TLS", Conscrypt.newProvider());
        context.init(null, new TrustManager[] {new ConscryptTrust(jdk)}, null);
        Conscrypt.Version version = Conscrypt.version();
        return new TlsProvider(
                "native, by Conscrypt %d.%d.%d".formatted(version.major(), version.minor(), version.patch()), context);
    }

    private static TlsProvider jdk(String reason) {
        try {
            return new TlsProvider("by the JDK (" + reason + ")", SSLContext.getDefault());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "TLS cannot be set up by the javax.net.ssl properties: " + e.getMessage(), e);
        }
    }
}
