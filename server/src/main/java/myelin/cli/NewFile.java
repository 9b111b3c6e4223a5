package myelin.cli;

import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Files that did not exist before; nothing is ever overwritten.
final class NewFile {
    private static final Set<OpenOption> NEW =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    private NewFile() {}

    /// Makes a file that its owner may write and its group read, as it may hold secrets.
    ///
    /// @return false when there was one already
    /// @throws CommandFailed when it cannot be made
    static boolean write(Path path, String text) {
        Path folder = path.toAbsolutePath().getParent();
        try {
            if (folder != null) {
                Files.createDirectories(folder);
            }
            var mode =
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-r-----"));
            try (Writer out =
                    Channels.newWriter(
                            Files.newByteChannel(path, NEW, mode), StandardCharsets.UTF_8)) {
                out.write(text);
            }
            return true;
        } catch (FileAlreadyExistsException _) {
            return false;
        } catch (IOException e) {
            throw new CommandFailed(path + " cannot be written: " + e.getMessage());
        }
    }
}
