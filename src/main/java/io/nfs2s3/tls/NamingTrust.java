package io.nfs2s3.tls;

import java.net.Socket;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The JDK's trust manager, which says "unable to find valid certification path" of an authority that it does not know;
 * this one says of which, and what to do. All else is the JDK's. Thread-safe.
 */
final class NamingTrust extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager jdk;

    NamingTrust(X509ExtendedTrustManager jdk) {
        this.jdk = jdk;
    }

    /** The same, by name where the authority is unknown. The JDK's words are no cause: who looks for one wants these. */
    private static CertificateException named(X509Certificate[] chain, CertificateException error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertPathBuilderException && chain.length > 0) {
                CertificateException named = new CertificateException("the certificate of \""
                        + chain[0].getSubjectX500Principal() + "\" was issued by \""
                        + chain[chain.length - 1].getIssuerX500Principal()
                        + "\", which is not trusted here. If that is an authority of yours, or a proxy that looks into"
                        + " TLS, put its certificate into the PEM file of the setting tls.authorities (PKIX path)");
                named.addSuppressed(error);
                return named;
            }
        }
        return error;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        try {
            jdk.checkServerTrusted(chain, authType, socket);
        } catch (CertificateException e) {
            throw named(chain, e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        try {
            jdk.checkServerTrusted(chain, authType, engine);
        } catch (CertificateException e) {
            throw named(chain, e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        try {
            jdk.checkServerTrusted(chain, authType);
        } catch (CertificateException e) {
            throw named(chain, e);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        jdk.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        jdk.checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        jdk.checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return jdk.getAcceptedIssuers();
    }
}
