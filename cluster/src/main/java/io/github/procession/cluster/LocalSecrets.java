package io.github.procession.cluster;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The secrets of a cluster for a first try, new ones for each: other users of the machine can reach its port, and could
 * run code in its children if there were none. They go through pipes only: a command line is readable by all.
 *
 * @param password of the server, in hexadecimal digits
 * @param authkey under which values are sealed, in hexadecimal digits
 */
record LocalSecrets(String password, String authkey) {
    private static final int BYTES = 32;

    static LocalSecrets draw() {
        return new LocalSecrets(word(), word());
    }

    private static String word() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Hands them to a child through its standard input, which stays open. */
    void write(OutputStream to) throws IOException {
        to.write((password + "\n" + authkey + "\n").getBytes(StandardCharsets.US_ASCII));
        to.flush();
    }

    static LocalSecrets read(BufferedReader from) throws IOException {
        String password = from.readLine();
        String authkey = from.readLine();
        if (authkey == null) {
            throw new EOFException("the program ended before it sent the secrets of its cluster");
        }
        return new LocalSecrets(password, authkey);
    }

    ClusterBuilder builder(String url) {
        return Cluster.builder()
                .address(url)
                .password(password)
                .authkey(HexFormat.of().parseHex(authkey));
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "LocalSecrets";
    }
}
