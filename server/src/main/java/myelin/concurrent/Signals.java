package myelin.concurrent;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/// Signals of the operating system. Java offers them only in a class that its compiler warns of, so it
/// is called by name. A handler runs in a thread of its own.
public final class Signals {
    private Signals() {}

    /// Calls `action` at each signal.
    ///
    /// @param name without `SIG`, for example `HUP`
    /// @return false when this system has no such signal; then nothing happens
    public static boolean on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Method handle = signal.getMethod("handle", signal, handler);
            Object proxy =
                    Proxy.newProxyInstance(
                            handler.getClassLoader(),
                            new Class<?>[] {handler},
                            (self, method, arguments) -> call(self, method, arguments, action));
            handle.invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
            return true;
        } catch (ReflectiveOperationException _) {
            return false;
        }
    }

    @SuppressWarnings("ReferenceEquality") // what a proxy's equals is
    private static @Nullable Object call(
            Object self, Method method, Object[] arguments, Runnable action) {
        return switch (method.getName()) {
            case "handle" -> {
                action.run();
                yield null;
            }
            case "equals" -> self == arguments[0];
            case "hashCode" -> System.identityHashCode(self);
            default -> "a signal's handler";
        };
    }
}
