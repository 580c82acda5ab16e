package io.github.procession.cluster;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Envelopes around what goes to the server: AES-256-GCM under keys derived from the authkey, so that the server and others that
 * can write to it can neither read values nor make any that are decoded. Each session encrypts under a key of its own, whose
 * salt stands in each envelope, and counts its nonces: none is used twice. The name of the object is authenticated, so a value
 * of one object is none of another.
 *
 * <pre>
 *   0 | value                                               no authkey: on this machine alone
 *   1 | salt, 16 bytes | nonce, 8 bytes | encrypted value and its tag
 * </pre>
 */
final class Seal implements Sealer {
    private static final byte PLAIN = 0;
    private static final byte SEALED = 1;
    private static final int SALT_BYTES = 16;
    private static final int HEAD_BYTES = 1 + SALT_BYTES + Long.BYTES;
    private static final int TAG_BITS = 128;
    private static final int KEY_BYTES = 32;
    private static final int FIELD_BYTES = 16;
    private static final int KNOWN_KEYS = 1_000;

    private final String namespace;
    private final byte[] authkey; // null for none
    private final byte[] salt = new byte[SALT_BYTES];
    private final AtomicLong nonces = new AtomicLong();
    private final SecretKey own;
    private final SecretKey fields;
    private final Map<ByteBuffer, SecretKey> others = new LinkedHashMap<>(16, 0.75f, true) { // guarded by itself
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<ByteBuffer, SecretKey> eldest) {
                    return size() > KNOWN_KEYS;
                }
            };

    Seal(String namespace, byte[] authkey) {
        this.namespace = namespace;
        this.authkey = authkey == null ? null : authkey.clone();
        new SecureRandom().nextBytes(salt);
        own = authkey == null ? null : derive("values", salt);
        fields = authkey == null ? null : derive("fields", new byte[SALT_BYTES]);
    }

    private SecretKey derive(String purpose, byte[] keySalt) {
        try {
            byte[] info = ("procession cluster " + purpose + " " + namespace).getBytes(StandardCharsets.UTF_8);
            byte[] key = KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addIKM(authkey)
                            .addSalt(keySalt)
                            .thenExpand(info, KEY_BYTES));
            return new SecretKeySpec(key, purpose.equals("values") ? "AES" : "HmacSHA256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("JDK 25 has HKDF", e);
        }
    }

    /** What goes to the server in place of a value of an object. */
    @Override
    public byte[] seal(byte[] value, String object) {
        if (authkey == null) {
            byte[] plain = new byte[value.length + 1];
            plain[0] = PLAIN;
            System.arraycopy(value, 0, plain, 1, value.length);
            return plain;
        }
        try {
            long nonce = nonces.incrementAndGet();
            byte[] sealed = new byte[HEAD_BYTES + value.length + TAG_BITS / 8];
            ByteBuffer.wrap(sealed).put(SEALED).put(salt).putLong(nonce);
            cipher(Cipher.ENCRYPT_MODE, own, nonce, object).doFinal(value, 0, value.length, sealed, HEAD_BYTES);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES/GCM", e);
        }
    }

    /** The value; an exception before a byte of it is decoded if it was not sealed under the same authkey for this object. */
    @Override
    public byte[] open(byte[] sealed, String object) {
        if (sealed.length > 0 && sealed[0] == PLAIN && authkey == null) {
            return Arrays.copyOfRange(sealed, 1, sealed.length);
        }
        if (sealed.length < HEAD_BYTES + TAG_BITS / 8 || sealed[0] != SEALED || authkey == null) {
            throw new EngineException("a value of " + object + " was " + (authkey == null ? "" : "not ")
                    + "sealed under an authkey, unlike those of this process: connect all with the same authkey");
        }
        byte[] itsSalt = Arrays.copyOfRange(sealed, 1, 1 + SALT_BYTES);
        long nonce = ByteBuffer.wrap(sealed).getLong(1 + SALT_BYTES);
        try {
            return cipher(Cipher.DECRYPT_MODE, keyOf(itsSalt), nonce, object)
                    .doFinal(sealed, HEAD_BYTES, sealed.length - HEAD_BYTES);
        } catch (GeneralSecurityException e) {
            throw new EngineException(
                    "a value of " + object
                            + " was changed on its way, or sealed under another authkey: connect all with the"
                            + " same authkey",
                    e);
        }
    }

    private SecretKey keyOf(byte[] itsSalt) {
        synchronized (others) {
            return others.computeIfAbsent(ByteBuffer.wrap(itsSalt), _ -> derive("values", itsSalt));
        }
    }

    private Cipher cipher(int mode, SecretKey key, long nonce, String object) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        byte[] iv = ByteBuffer.allocate(12).putInt(0).putLong(nonce).array();
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, iv));
        cipher.updateAAD((namespace + " " + object).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    /** What stands for a key of a map: the same for the same key, and it does not tell which. */
    @Override
    public byte[] field(byte[] key, String object) {
        try {
            byte[] name = object.getBytes(StandardCharsets.UTF_8);
            byte[] hash;
            if (fields == null) {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                digest.update(name);
                digest.update((byte) 0);
                hash = digest.digest(key);
            } else {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(fields);
                mac.update(name);
                mac.update((byte) 0);
                hash = mac.doFinal(key);
            }
            return Arrays.copyOf(hash, FIELD_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
