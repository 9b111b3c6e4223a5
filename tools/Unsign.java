import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/// Takes the signatures out of jars. The start-up cache holds no class of a signed jar, so the JVM would check the
/// signature of all of Bouncy Castle at each start, which takes half as long as all the rest of it. Maven has compared
/// the jars with their checksums before; only Oracle's JDK wants cryptographic providers to be signed.
///
/// `java tools/Unsign.java server/target/lib`
final class Unsign {

    private Unsign() {}

    public static void main(String[] arguments) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
            for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                unsign(jar);
            }
        }
    }

    private static void unsign(Path jar) throws IOException {
        try (FileSystem content = FileSystems.newFileSystem(jar)) {
            Path folder = content.getPath("META-INF");
            List<Path> signatures = signatures(folder);
            if (signatures.isEmpty()) {
                return;
            }
            for (Path signature : signatures) {
                Files.delete(signature);
            }
            dropDigests(folder.resolve("MANIFEST.MF"));
        }
    }

    private static List<Path> signatures(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().matches(".*\\.(SF|RSA|DSA|EC)")).toList();
        }
    }

    /// The digests of single files: without the signature they say nothing, but are read.
    private static void dropDigests(Path file) throws IOException {
        Manifest manifest;
        try (InputStream in = Files.newInputStream(file)) {
            manifest = new Manifest(in);
        }
        manifest.getEntries().values()
                .forEach(entry -> entry.keySet().removeIf(key -> key.toString().endsWith("-Digest")));
        manifest.getEntries().values().removeIf(entry -> entry.isEmpty());
        try (OutputStream out = Files.newOutputStream(file)) {
            manifest.write(out);
        }
    }
}
