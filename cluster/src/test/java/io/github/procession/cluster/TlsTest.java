package io.github.procession.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with TLS: its certificate must be trusted, and be that of the host. */
class TlsTest {
    private static final char[] PASSWORD = "password".toCharArray();

    @TempDir
    Path folder;

    @Test
    void certificateIsChecked() throws Exception {
        KeyStore keys = keys("ip:127.0.0.1", "server");
        KeyStore others = keys("dns:elsewhere", "other");
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        String url = "rediss://127.0.0.1:" + port + "/tls";
        try (TestServer _ = server(port, "server")) {
            try (Cluster cluster = Leases.builder(url).tls(trusting(keys)).connect()) {
                assertEquals(1, cluster.counter("c").add(1));
                cluster.queue("q").put("sent through TLS");
                assertEquals("sent through TLS", cluster.queue("q").get());
            }
            refused(url, null);
            refused(url, trusting(others));
        }
        try (TestServer _ = server(port, "other")) {
            refused(url, trusting(others)); // it is trusted, but it is that of another host
        }
    }

    private static void refused(String url, SSLContext tls) {
        ClusterBuilder builder = Leases.builder(url);
        EngineException e = assertThrows(
                EngineException.class,
                () -> (tls == null ? builder : builder.tls(tls)).connect().close());
        assertTrue(e.getMessage().contains("no server answers"), e.getMessage());
    }

    private TestServer server(int port, String name) throws Exception {
        return TestServer.with(
                "--save",
                "",
                "--tls-port",
                Integer.toString(port),
                "--tls-cert-file",
                folder.resolve(name + ".crt").toString(),
                "--tls-key-file",
                folder.resolve(name + ".key").toString(),
                "--tls-ca-cert-file",
                folder.resolve(name + ".crt").toString(),
                "--tls-auth-clients",
                "no");
    }

    private KeyStore keys(String host, String name) throws Exception {
        Path file = folder.resolve(name + ".p12");
        new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/keytool",
                        "-genkeypair",
                        "-alias",
                        "it",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=" + host,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start()
                .waitFor();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        Key key = keys.getKey("it", PASSWORD);
        pem(name + ".key", "PRIVATE KEY", key.getEncoded());
        pem(name + ".crt", "CERTIFICATE", keys.getCertificate("it").getEncoded());
        return keys;
    }

    private void pem(String file, String kind, byte[] bytes) throws Exception {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        Files.writeString(
                folder.resolve(file), "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }

    private static SSLContext trusting(KeyStore keys) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("it", keys.getCertificate("it"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
