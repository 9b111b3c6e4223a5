package myelin.users;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import myelin.config.people.PasswordConfig;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/// Hashes of passwords: bcrypt over the password in Unicode form NFKC with the server's pepper behind it, of which
/// 72 bytes count, exactly as Synapse makes them, so that its hashes stay good.
///
/// A hash costs a third of a second of a processor. `turns` lets no more run at once than there are processors, and
/// each runs in a thread of the system: on virtual threads a few of them would hold up every other request.
public final class Passwords {

    private static final int MAX_BYTES = 72;
    private static final int SALT_BYTES = 16;
    private static final String VERSION = "2b";

    private final PasswordConfig config;
    private final SecureRandom random = new SecureRandom();
    private final Semaphore turns = new Semaphore(Runtime.getRuntime().availableProcessors(), true);

    /// The hash of nothing anybody knows, against which the passwords of unknown users are tried.
    private volatile Optional<String> decoy = Optional.empty();

    /// @param config with the pepper, and the cost of new hashes
    public Passwords(PasswordConfig config) {
        this.config = config;
    }

    /// The hash to be stored, `$2b$…`.
    public String hash(String password) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] secret = secret(password);
        return inTurn(() -> OpenBSDBCrypt.generate(VERSION, secret, salt, config.bcryptRounds()));
    }

    /// Whether the password fits. Takes as long when there is no hash, so that time does not tell which users exist.
    ///
    /// @param hash what is stored; absent when there is no such user, or one without a password
    public boolean fits(String password, Optional<String> hash) {
        byte[] secret = secret(password);
        String against = hash.orElseGet(this::decoy);
        return inTurn(() -> check(against, secret)) && hash.isPresent();
    }

    private static boolean check(String hash, byte[] secret) {
        try {
            return OpenBSDBCrypt.checkPassword(hash, secret);
        } catch (IllegalArgumentException notBcrypt) {
            return false;
        }
    }

    private String decoy() {
        if (decoy.isEmpty()) {
            decoy =
                    Optional.of(
                            hash(
                                    Long.toHexString(random.nextLong())
                                            + Long.toHexString(random.nextLong())));
        }
        return decoy.orElseThrow();
    }

    private byte[] secret(String password) {
        String whole = Normalizer.normalize(password, Normalizer.Form.NFKC) + config.pepper();
        byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
        return bytes.length > MAX_BYTES ? Arrays.copyOf(bytes, MAX_BYTES) : bytes;
    }

    private <T> T inTurn(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        turns.acquireUninterruptibly();
        try {
            Thread.ofPlatform().daemon().name("bcrypt").start(task);
            return task.get();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while hashing", stopped);
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        } finally {
            turns.release();
        }
    }
}
