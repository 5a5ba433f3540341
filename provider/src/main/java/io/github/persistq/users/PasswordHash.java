package io.github.persistq.users;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * What is kept of a password: PBKDF2WithHmacSHA256 with a salt and a number of iterations. As text it is {@code
 * ITERATIONS:SALT:HASH}, with salt and hash in base 64; {@link #toString} shows none of it.
 *
 * <p>Threading: immutable.
 */
final class PasswordHash {
    static final int DEFAULT_ITERATIONS = 600_000;

    private static final String ALGORITHM = "PBKDF2WithHmacSHA256";
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int MIN_ITERATIONS = 1000;
    private static final int MAX_ITERATIONS = 100_000_000;

    private final int iterations;
    private final byte[] salt;
    private final byte[] hash;

    private PasswordHash(int iterations, byte[] salt, byte[] hash) {
        this.iterations = iterations;
        this.salt = salt;
        this.hash = hash;
    }

    /** The hash of a password, with a new salt. */
    static PasswordHash of(char[] password, int iterations) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return new PasswordHash(iterations, salt, derive(password, salt, iterations));
    }

    /** A hash that no password has, and that takes as long to compare with as another. */
    static PasswordHash ofNobody(int iterations) {
        byte[] random = new byte[SALT_BYTES + HASH_BYTES];
        new SecureRandom().nextBytes(random);
        byte[] salt = new byte[SALT_BYTES];
        byte[] hash = new byte[HASH_BYTES];
        System.arraycopy(random, 0, salt, 0, SALT_BYTES);
        System.arraycopy(random, SALT_BYTES, hash, 0, HASH_BYTES);
        return new PasswordHash(iterations, salt, hash);
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException saying which part is wrong, without showing it
     */
    static PasswordHash parse(String iterationsText, String saltText, String hashText) {
        int iterations = number(iterationsText);
        byte[] salt = bytes("salt", saltText);
        byte[] hash = bytes("hash", hashText);
        if (salt.length < SALT_BYTES || hash.length != HASH_BYTES) {
            throw new IllegalArgumentException("the salt has %d bytes and the hash %d; expected at least %d and %d"
                    .formatted(salt.length, hash.length, SALT_BYTES, HASH_BYTES));
        }
        return new PasswordHash(iterations, salt, hash);
    }

    private static int number(String text) {
        try {
            int iterations = Integer.parseInt(text);
            if (iterations >= MIN_ITERATIONS && iterations <= MAX_ITERATIONS) {
                return iterations;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the number of iterations is not a number", e);
        }
        throw new IllegalArgumentException(
                "the number of iterations is not from %d to %d".formatted(MIN_ITERATIONS, MAX_ITERATIONS));
    }

    private static byte[] bytes(String part, String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the " + part + " is not in base 64", e);
        }
    }

    int iterations() {
        return iterations;
    }

    /** Whether it is that password's; takes the same time whatever the answer. */
    boolean matches(char[] password) {
        boolean empty = password.length == 0;
        byte[] derived = derive(empty ? new char[] {' '} : password, salt, iterations);
        boolean equal = MessageDigest.isEqual(derived, hash);
        return equal && !empty;
    }

    /** The text form. */
    String text() {
        Base64.Encoder base64 = Base64.getEncoder();
        return iterations + ":" + base64.encodeToString(salt) + ":" + base64.encodeToString(hash);
    }

    private static byte[] derive(char[] password, byte[] salt, int iterations) {
        PBEKeySpec spec = new PBEKeySpec(password, salt, iterations, HASH_BYTES * Byte.SIZE);
        try {
            return SecretKeyFactory.getInstance(ALGORITHM).generateSecret(spec).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "This Java runtime has no " + ALGORITHM + ", which the option users needs", e);
        } finally {
            spec.clearPassword();
        }
    }

    @Override
    public String toString() {
        return "a password's hash";
    }
}
