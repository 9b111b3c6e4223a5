package myelin.core.json;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Turns JSON objects into records and records into JSON objects, component by component.
///
/// The component `originServerTs` is the key `origin_server_ts`, unless [JsonName] says otherwise.
/// Types: `String`, `long`, `int`, `boolean` and their boxes, [Json] and its kinds, enums (constants in
/// lower case), identifiers, records, and `List<X>` and `Map<K, X>` of these, where `K` is `String` or an
/// identifier. Unknown keys are ignored. A `@Nullable` component may be absent or JSON null, and is
/// then null; any other must be there. Numbers must be integers: `1.0` is refused.
///
/// What a record is made of is found out once for each class. Any thread may enter.
public final class Records {
    private static final ClassValue<Records> PLANS =
            new ClassValue<>() {
                @Override
                protected Records computeValue(Class<?> type) {
                    return new Records(type);
                }
            };

    private record Component(String key, boolean optional, Codec codec, MethodHandle accessor) {}

    private final Component[] components;
    private final MethodHandle constructor;

    private Records(Class<?> type) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            RecordComponent[] parts = type.getRecordComponents();
            components = new Component[parts.length];
            for (int i = 0; i < parts.length; i++) {
                components[i] = component(lookup, parts[i]);
            }
            Class<?>[] types =
                    Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
            Constructor<?> canonical = accessible(type.getDeclaredConstructor(types));
            constructor =
                    lookup.unreflectConstructor(canonical)
                            .asSpreader(Object[].class, parts.length)
                            .asType(MethodType.methodType(Object.class, Object[].class));
        } catch (ReflectiveOperationException impossible) {
            throw new LinkageError("cannot read the record " + type.getName(), impossible);
        }
    }

    private static Component component(MethodHandles.Lookup lookup, RecordComponent part)
            throws ReflectiveOperationException {
        JsonName name = part.getAnnotation(JsonName.class);
        boolean optional = part.getAnnotatedType().isAnnotationPresent(Nullable.class);
        Method accessor = accessible(part.getAccessor());
        return new Component(
                name == null ? snakeCase(part.getName()) : name.value(),
                optional,
                Codec.of(part.getGenericType()),
                lookup.unreflect(accessor)
                        .asType(MethodType.methodType(Object.class, Object.class)));
    }

    private static <T extends AccessibleObject> T accessible(T member) {
        member.setAccessible(true);
        return member;
    }

    private static String snakeCase(String camelCase) {
        return camelCase.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    /// Reads `json` as a record of `type`.
    ///
    /// @throws BadJson if a component is missing or has the wrong type, or if the record's constructor
    ///     refuses the values with an `IllegalArgumentException` (or a `BadJson` of its own)
    public static <R extends Record> R read(JsonObject json, Class<R> type) {
        return type.cast(readAny(json, type));
    }

    static Object readAny(JsonObject json, Class<?> type) {
        Records plan = PLANS.get(type);
        @Nullable Object[] arguments = new Object[plan.components.length];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = argument(json, plan.components[i]);
        }
        try {
            return (Object) plan.constructor.invokeExact(arguments);
        } catch (BadJson refused) {
            throw refused;
        } catch (IllegalArgumentException refused) {
            throw BadJson.wrong("", String.valueOf(refused.getMessage()));
        } catch (RuntimeException | Error bug) {
            throw bug;
        } catch (Throwable checked) {
            throw new LinkageError("a record's constructor threw a checked exception", checked);
        }
    }

    private static @Nullable Object argument(JsonObject json, Component component) {
        Json value = json.find(component.key());
        if (value == null) {
            if (component.optional()) {
                return null;
            }
            throw BadJson.missing(component.key());
        }
        if (value == JsonNull.INSTANCE && component.optional()) {
            return null;
        }
        try {
            return component.codec().read(value);
        } catch (BadJson inner) {
            throw inner.within(component.key());
        }
    }

    /// Writes a record as a JSON object; components that are null are left out.
    public static JsonObject write(Record object) {
        JsonObject.Builder json = JsonObject.builder();
        for (Component component : PLANS.get(object.getClass()).components) {
            Object value = component(object, component);
            if (value != null) {
                json.put(component.key(), component.codec().write(value));
            }
        }
        return json.build();
    }

    private static @Nullable Object component(Record object, Component component) {
        try {
            return (Object) component.accessor().invokeExact((Object) object);
        } catch (RuntimeException | Error bug) {
            throw bug;
        } catch (Throwable checked) {
            throw new LinkageError("a record's accessor threw a checked exception", checked);
        }
    }
}
