package myelin.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.DirectMethodHandleDesc;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which method handles which route, as the compiled classes of `server` tell: a method that makes routes names a path,
/// then perhaps how it is called, then the handler, and gives that to `Route.Draft.to`.
final class EndpointSources {

    private final List<Found> found = new ArrayList<>();

    private EndpointSources() {}

    /// @param method the method of the route; null when a helper of the class chose it
    private record Found(@Nullable String method, String path, String handler) {}

    /// Reads all classes of `server`.
    static EndpointSources scan() {
        EndpointSources sources = new EndpointSources();
        try (Stream<Path> files = Files.walk(classes())) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).sorted().toList()) {
                sources.read(ClassFile.of().parse(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sources;
    }

    /// The handler of a route as `package.Class#method`; only the class where it is a lambda; empty when it can't be told.
    Optional<String> handler(Route route) {
        String method = route.method().name().toLowerCase(Locale.ROOT);
        return found.stream()
                .filter(one -> one.path().equals(route.path()))
                .filter(one -> method.equals(one.method()))
                .findFirst()
                .or(() ->
                        found.stream()
                                .filter(one -> one.path().equals(route.path()))
                                .filter(one -> one.method() == null)
                                .findFirst())
                .map(Found::handler);
    }

    private void read(ClassModel type) {
        for (MethodModel method : type.methods()) {
            method.code().ifPresent(code -> new Scan().read(code.elementList()));
        }
    }

    private static Path classes() {
        try {
            return Path.of(Route.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private final class Scan {
        private @Nullable String path;
        private @Nullable String method;
        private @Nullable String handler;

        private void read(List<CodeElement> code) {
            for (CodeElement element : code) {
                switch (element) {
                    case ConstantInstruction constant
                            when constant.constantValue() instanceof String text
                                    && text.startsWith("/") -> {
                        path = path == null ? text : path;
                    }
                    case InvokeDynamicInstruction dynamic ->
                            handler = handler(dynamic).orElse(handler);
                    case InvokeInstruction call -> call(call);
                    default -> {}
                }
            }
        }

        private void call(InvokeInstruction call) {
            String owner = call.owner().asInternalName();
            if (owner.equals("myelin/http/Route") && !call.name().equalsString("<init>")) {
                method = call.name().stringValue();
            }
            if (owner.equals("myelin/http/Route$Draft") && call.name().equalsString("to")) {
                if (path != null && handler != null) {
                    found.add(new Found(method, path, handler));
                }
                path = null;
                method = null;
                handler = null;
            }
        }

        private static Optional<String> handler(InvokeDynamicInstruction dynamic) {
            if (!dynamic.typeSymbol()
                    .returnType()
                    .descriptorString()
                    .equals("Lmyelin/http/Handler;")) {
                return Optional.empty();
            }
            DirectMethodHandleDesc target = (DirectMethodHandleDesc) dynamic.bootstrapArgs().get(1);
            String descriptor = target.owner().descriptorString();
            String owner =
                    descriptor
                            .substring(1, descriptor.length() - 1)
                            .replace('/', '.')
                            .replaceFirst("^myelin\\.", "");
            return Optional.of(
                    target.methodName().startsWith("lambda$")
                            ? owner
                            : owner + "#" + target.methodName());
        }
    }
}
