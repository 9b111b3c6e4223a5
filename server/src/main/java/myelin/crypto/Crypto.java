package myelin.crypto;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Provider;
import java.security.Security;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes Ed25519 quick. Every event is signed, and the JDK's own implementation takes thirty times as
/// long as a native one: the Amazon Corretto provider where it has one for this machine, else Bouncy
/// Castle's.
public final class Crypto {

    private static final Logger log = LoggerFactory.getLogger(Crypto.class);

    /// Behind the JDK's first provider, whose SHA-256 the processor does itself.
    private static final int POSITION = 2;

    private Crypto() {}

    /// Installs the provider; a second call changes nothing.
    public static synchronized void install() {
        Provider provider = fastest();
        if (Security.getProvider(provider.getName()) == null) {
            Security.insertProviderAt(provider, POSITION);
            log.debug("cryptographic provider installed name={}", provider.getName());
        }
    }

    /// The casts are for the start-up cache. Without them the JVM, before it trusts this class, would load both
    /// providers at the start of every command, and check the signatures of their jars: a tenth of a second.
    private static Provider fastest() {
        AmazonCorrettoCryptoProvider nativeOne = AmazonCorrettoCryptoProvider.INSTANCE;
        if (nativeOne.getLoadingError() == null) {
            return Provider.class.cast(nativeOne);
        }
        log.info("no native cryptography for this machine, taking Bouncy Castle's");
        return Provider.class.cast(new BouncyCastleProvider());
    }
}
