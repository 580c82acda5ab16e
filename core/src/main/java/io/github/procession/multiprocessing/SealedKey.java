package io.github.procession.multiprocessing;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** A manager's key, encrypted with the key of this tree of processes, which each child has from its parent. */
final class SealedKey {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private SealedKey() {}

    /** Sealed key that travels beside a proxy; null if the key is the tree's own. */
    static byte @Nullable [] seal(byte[] key) {
        byte[] own = ThisProcess.here().authKey();
        if (MessageDigest.isEqual(own, key)) {
            return null;
        }
        try {
            byte[] nonce = new byte[NONCE_BYTES];
            new SecureRandom().nextBytes(nonce);
            byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, own, nonce).doFinal(key);
            byte[] sealed = Arrays.copyOf(nonce, nonce.length + encrypted.length);
            System.arraycopy(encrypted, 0, sealed, nonce.length, encrypted.length);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES/GCM", e);
        }
    }

    /** The key; that of this process if the sealed one is of another tree. */
    static byte[] open(byte[] sealed) {
        byte[] own = ThisProcess.here().authKey();
        if (sealed == null || sealed.length < NONCE_BYTES) {
            return own;
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, own, Arrays.copyOf(sealed, NONCE_BYTES))
                    .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
        } catch (GeneralSecurityException e) {
            return own;
        }
    }

    private static Cipher cipher(int mode, byte[] own, byte[] nonce) throws GeneralSecurityException {
        byte[] key = MessageDigest.getInstance("SHA-256").digest(own);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }
}
