package myelin.observe;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import myelin.observe.LogRotation.ByTime;

/// A log file. Any thread may write; `lock` guards everything. A write that fails is reported once on
/// the standard error stream, and logging goes on: the server must not stop for a full disk of logs.
final class LogFile implements AutoCloseable {
    private final Path path;
    private final LogRotation rotation;
    private final ReentrantLock lock = new ReentrantLock();
    private OutputStream out;
    private long size;
    private Instant end;
    private boolean failing;

    /// Opens the file, and makes its folder.
    ///
    /// @param now the present time; a file that is there has been begun when it was last written to
    LogFile(Path path, LogRotation rotation, Instant now) {
        this.path = path.toAbsolutePath();
        this.rotation = rotation;
        try {
            Files.createDirectories(this.path.getParent());
            Instant begun = Files.exists(path) ? Files.getLastModifiedTime(path).toInstant() : now;
            out = open();
            size = Files.size(path);
            end = end(begun);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Appends a line.
    ///
    /// @param time when it was logged
    void write(String line, Instant time) {
        byte[] bytes = line.getBytes(UTF_8);
        lock.lock();
        try {
            if (isFull(bytes.length, time)) {
                turnOver(time);
            }
            out.write(bytes);
            size += bytes.length;
            failing = false;
        } catch (IOException e) {
            report(e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            out.close();
        } catch (IOException e) {
            report(e);
        } finally {
            lock.unlock();
        }
    }

    private void report(IOException e) {
        if (!failing) {
            failing = true;
            System.err.println("cannot write to " + path + ": " + e);
        }
    }

    private OutputStream open() throws IOException {
        return Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private Instant end(Instant begun) {
        return rotation instanceof ByTime byTime ? byTime.end(begun) : Instant.MAX;
    }

    private boolean isFull(int more, Instant time) {
        return switch (rotation) {
            case LogRotation.Never() -> false;
            case LogRotation.BySize(long maxBytes, _) -> size > 0 && size + more > maxBytes;
            case ByTime _ -> !time.isBefore(end);
        };
    }

    private void turnOver(Instant time) throws IOException {
        out.close();
        try {
            putAside();
        } finally {
            out = open();
            size = Files.size(path);
            end = end(time);
        }
    }

    private void putAside() throws IOException {
        switch (rotation) {
            case LogRotation.Never() -> {}
            case LogRotation.BySize(_, int backups) -> {
                for (int i = backups - 1; i >= 1; i--) {
                    move(sibling("." + i), sibling("." + (i + 1)));
                }
                move(path, sibling(".1"));
            }
            case ByTime byTime -> {
                move(path, sibling("." + byTime.suffix(end)));
                deleteOldest(byTime.backups());
            }
        }
    }

    private Path sibling(String suffix) {
        return path.resolveSibling(path.getFileName() + suffix);
    }

    private static void move(Path from, Path to) throws IOException {
        if (Files.exists(from)) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void deleteOldest(int backups) throws IOException {
        if (backups == 0) {
            return;
        }
        String prefix = path.getFileName() + ".";
        List<Path> old;
        try (Stream<Path> files = Files.list(path.getParent())) {
            old =
                    files.filter(file -> isOld(file.getFileName().toString(), prefix))
                            .sorted()
                            .toList();
        }
        for (Path file : old.subList(0, Math.max(0, old.size() - backups))) {
            Files.deleteIfExists(file);
        }
    }

    private static boolean isOld(String name, String prefix) {
        return name.startsWith(prefix)
                && name.substring(prefix.length()).matches("\\d{4}-\\d\\d-\\d\\d[-_\\d]*");
    }
}
