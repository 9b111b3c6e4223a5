package myelin.web;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/// The file of a UNIX socket: taken away when its server has died, and opened to whom the mode says.
final class SocketFile {

    private SocketFile() {}

    /// Removes a socket that nobody listens at any more.
    ///
    /// @throws IOException when somebody does, or when it is a file of another kind
    static void clear(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther()) {
            throw new IOException("There is a file of this name, and it is no socket");
        }
        if (isAlive(path)) {
            throw new IOException("Another program listens there");
        }
        Files.delete(path);
    }

    /// Sets the permission bits, as `0660`.
    static void permit(Path path, int mode) throws IOException {
        PosixFilePermission[] permissions =
                PosixFilePermission.values(); // from the owner's r to the others' x
        Set<PosixFilePermission> granted = EnumSet.noneOf(PosixFilePermission.class);
        for (int i = 0; i < permissions.length; i++) {
            if ((mode & (0400 >> i)) != 0) {
                granted.add(permissions[i]);
            }
        }
        Files.setPosixFilePermissions(path, granted);
    }

    private static boolean isAlive(Path path) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            return false;
        }
    }
}
