package io.nfs2s3.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A server's key with a certificate for one host name, which an authority of its own issued, as that of a real store is:
 * a certificate that is its own authority is looked at less closely.
 *
 * @param folder holds the files, which are PKCS12 under {@link #PASSWORD} where they are not PEM
 */
public record IssuedCertificate(Path folder) {
    public static final String PASSWORD = "password";
    private static final String AUTHORITY = "authority";
    private static final String SERVER = "server";
    private static final Map<String, IssuedCertificate> SHARED = new ConcurrentHashMap<>();

    /** The one of a host for all tests of this JVM; its authority is its own. To have one issued takes a second or two. */
    public static IssuedCertificate shared(String host) {
        return SHARED.computeIfAbsent(host, IssuedCertificate::ofThisJvm);
    }

    private static IssuedCertificate ofThisJvm(String host) {
        try {
            Path folder = Files.createTempDirectory("nfs2s3-certificate");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> Directories.deleteQuietly(folder), "certificates"));
            return of(host, folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Makes an authority and has it issue a certificate, with the JDK's keytool. */
    public static IssuedCertificate of(String host, Path folder) throws IOException, InterruptedException {
        Path made = folder.resolve("made.p12");
        keytool(made, AUTHORITY, "CN=authority", "-ext", "bc:c");
        keytool(made, SERVER, "CN=" + host, "-ext", "san=dns:" + host, "-signer", AUTHORITY);

        IssuedCertificate issued = new IssuedCertificate(folder);
        try {
            issued.keep(load(made));
        } catch (GeneralSecurityException e) {
            throw new IOException("not what keytool was asked for: " + e.getMessage(), e);
        }
        return issued;
    }

    /** Keeps what is secret and what is public apart. */
    private void keep(KeyStore both) throws IOException, GeneralSecurityException {
        Certificate[] chain = both.getCertificateChain(SERVER);
        KeyStore keys = empty();
        keys.setKeyEntry(SERVER, both.getKey(SERVER, PASSWORD.toCharArray()), PASSWORD.toCharArray(), chain);
        store(keys, keys());
        KeyStore trust = empty();
        trust.setCertificateEntry(AUTHORITY, chain[chain.length - 1]);
        store(trust, trust());
        pem(authorityPem(), "CERTIFICATE", chain[chain.length - 1].getEncoded());
        pem(serverPem(), "CERTIFICATE", chain[0].getEncoded());
        pem(
                serverKey(),
                "PRIVATE KEY",
                both.getKey(SERVER, PASSWORD.toCharArray()).getEncoded());
        Files.setPosixFilePermissions(serverKey(), PosixFilePermissions.fromString("rw-------"));
    }

    private static void pem(Path file, String what, byte[] encoded) throws IOException {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
        Files.writeString(file, "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n");
    }

    /** The key of the server, with its certificate and the authority's. */
    public Path keys() {
        return folder.resolve("keys.p12");
    }

    /** The certificate of the authority alone. */
    public Path trust() {
        return folder.resolve("trust.p12");
    }

    /** The same as PEM. */
    public Path authorityPem() {
        return folder.resolve("authority.pem");
    }

    /** The certificate of the server alone, as PEM. */
    public Path serverPem() {
        return folder.resolve("server.pem");
    }

    /** Its key as PEM, without a password; its owner alone may read it. */
    public Path serverKey() {
        return folder.resolve("server.key");
    }

    /** For a server that has the key, or a client that trusts the authority. */
    public SSLContext context() throws IOException, GeneralSecurityException {
        return context(SSLContext.getInstance("TLS"));
    }

    /** The same, by another provider of TLS than the JDK. */
    public SSLContext context(Provider tls) throws IOException, GeneralSecurityException {
        return context(SSLContext.getInstance("TLS", tls));
    }

    private SSLContext context(SSLContext context) throws IOException, GeneralSecurityException {
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(load(keys()), PASSWORD.toCharArray());
        context.init(own.getKeyManagers(), trusted().getTrustManagers(), null);
        return context;
    }

    /** Who trusts the authority, and nobody else. */
    public TrustManagerFactory trusted() throws IOException, GeneralSecurityException {
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(load(trust()));
        return trusted;
    }

    private static void keytool(Path file, String alias, String name, String... more)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair"));
        command.addAll(List.of("-alias", alias, "-keyalg", "EC", "-dname", name));
        command.addAll(List.of("-storetype", "PKCS12", "-keystore", file.toString(), "-storepass", PASSWORD));
        command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC")); // starts fastest
        command.addAll(List.of(more));
        Path log = file.resolveSibling("keytool.log");
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException("keytool failed: " + Files.readString(log));
        }
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static KeyStore load(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private static void store(KeyStore store, Path file) throws IOException, GeneralSecurityException {
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
    }
}
