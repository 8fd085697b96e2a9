package io.nfs2s3.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.TrustManagerFactorySpi;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Makes the JDK's own trust managers, with more authorities where there are any. Used by one thread. */
final class AddingTrustFactory extends TrustManagerFactorySpi {
    private static final String JDK = "PKIX";
    private final TrustManagerFactory jdk;
    private final List<X509Certificate> more;

    AddingTrustFactory(List<X509Certificate> more) {
        this.more = more;
        this.jdk = jdk();
    }

    private static TrustManagerFactory jdk() {
        try {
            return TrustManagerFactory.getInstance(JDK);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }

    /** @param store those to trust; null for the JDK's default, which the javax.net.ssl properties name */
    @Override
    protected void engineInit(@Nullable KeyStore store) throws KeyStoreException {
        jdk.init(store);
        if (!more.isEmpty()) {
            jdk.init(withMore(jdk.getTrustManagers()));
        }
    }

    @Override
    protected void engineInit(ManagerFactoryParameters parameters) throws InvalidAlgorithmParameterException {
        jdk.init(parameters);
    }

    private KeyStore withMore(TrustManager[] managers) throws KeyStoreException {
        KeyStore all = KeyStore.getInstance("PKCS12");
        try {
            all.load(null, null);
        } catch (GeneralSecurityException | IOException e) {
            throw new KeyStoreException("an empty key store cannot be made", e);
        }
        int number = 0;
        for (TrustManager manager : managers) {
            if (manager instanceof X509TrustManager trust) {
                for (X509Certificate issuer : trust.getAcceptedIssuers()) {
                    all.setCertificateEntry("jdk-" + ++number, issuer);
                }
            }
        }
        for (X509Certificate authority : more) {
            all.setCertificateEntry("more-" + ++number, authority);
        }
        return all;
    }

    @Override
    protected TrustManager[] engineGetTrustManagers() {
        return Arrays.stream(jdk.getTrustManagers())
                .map(manager -> manager instanceof X509ExtendedTrustManager trust ? new NamingTrust(trust) : manager)
                .toArray(TrustManager[]::new);
    }
}
