package myelin.core.json;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import myelin.core.id.Identifier;
import myelin.core.id.InvalidId;
import org.jspecify.annotations.Nullable;

/// Reads and writes the values of one Java type that a component of a record may have.
interface Codec {
    /// @throws BadJson with a path relative to `json`
    Object read(Json json);

    Json write(Object value);

    /// The codec for a type.
    ///
    /// @throws IllegalArgumentException if [Records] does not know the type, which is a mistake in the record
    static Codec of(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == List.class) {
                return new OfList(of(arguments[0]));
            }
            if (generic.getRawType() == Map.class) {
                return new OfMap(of(arguments[0]), of(arguments[1]));
            }
        }
        if (type instanceof Class<?> plain) {
            return of(plain);
        }
        throw new IllegalArgumentException("no JSON stands for " + type);
    }

    private static Codec of(Class<?> type) {
        if (type == String.class) {
            return new OfValue(Codec::string);
        }
        if (type == long.class || type == Long.class) {
            return new OfValue(Codec::number);
        }
        if (type == int.class || type == Integer.class) {
            return new OfValue(Codec::smallNumber);
        }
        if (type == boolean.class || type == Boolean.class) {
            return new OfValue(Codec::flag);
        }
        if (type == Json.class) {
            return new OfValue(json -> json);
        }
        if (Json.class.isAssignableFrom(type)) {
            return new OfValue(json -> kind(json, type));
        }
        if (Identifier.class.isAssignableFrom(type)) {
            return new OfIdentifier(OfIdentifier.parser(type));
        }
        if (type.isEnum()) {
            return OfEnum.of(type);
        }
        if (type.isRecord()) {
            return new OfRecord(type);
        }
        throw new IllegalArgumentException("no JSON stands for " + type.getName());
    }

    private static String string(Json json) {
        if (json instanceof JsonString(String value)) {
            return value;
        }
        throw BadJson.wrong("", "must be a string");
    }

    private static Long number(Json json) {
        if (json instanceof JsonInteger(long value)) {
            return value;
        }
        throw BadJson.wrong("", "must be an integer");
    }

    private static Integer smallNumber(Json json) {
        long value = number(json);
        if (value == (int) value) {
            return (int) value;
        }
        throw BadJson.wrong("", "must be an integer within 32 bits");
    }

    private static Boolean flag(Json json) {
        if (json instanceof JsonBoolean(boolean value)) {
            return value;
        }
        throw BadJson.wrong("", "must be true or false");
    }

    private static JsonObject object(Json json) {
        if (json instanceof JsonObject object) {
            return object;
        }
        throw BadJson.wrong("", "must be an object");
    }

    private static JsonArray array(Json json) {
        if (json instanceof JsonArray array) {
            return array;
        }
        throw BadJson.wrong("", "must be an array");
    }

    private static Object kind(Json json, Class<?> type) {
        if (type == JsonObject.class) {
            return object(json);
        }
        if (type == JsonArray.class) {
            return array(json);
        }
        if (type.isInstance(json)) {
            return json;
        }
        throw BadJson.wrong("", "must be a " + type.getSimpleName());
    }

    /// A value which [Json#of] can write.
    record OfValue(Function<Json, Object> reader) implements Codec {
        @Override
        public Object read(Json json) {
            return reader.apply(json);
        }

        @Override
        public Json write(Object value) {
            return Json.of(value);
        }
    }

    record OfIdentifier(MethodHandle parser) implements Codec {
        static MethodHandle parser(Class<?> type) {
            try {
                return MethodHandles.lookup()
                        .findStatic(type, "parse", MethodType.methodType(type, String.class))
                        .asType(MethodType.methodType(Object.class, String.class));
            } catch (ReflectiveOperationException missing) {
                throw new LinkageError(type.getName() + " has no parse(String)", missing);
            }
        }

        @Override
        public Object read(Json json) {
            try {
                return (Object) parser.invokeExact(string(json));
            } catch (InvalidId invalid) {
                throw BadJson.wrong("", String.valueOf(invalid.getMessage()));
            } catch (RuntimeException | Error bug) {
                throw bug;
            } catch (Throwable checked) {
                throw new LinkageError("parse(String) threw a checked exception", checked);
            }
        }

        @Override
        public Json write(Object value) {
            return Json.of(value);
        }
    }

    record OfEnum(Map<String, Object> constants, Map<Object, String> names) implements Codec {
        static OfEnum of(Class<?> type) {
            Map<String, Object> constants = new LinkedHashMap<>();
            Map<Object, String> names = new HashMap<>();
            for (Object constant : type.getEnumConstants()) {
                String name = name(type, (Enum<?>) constant);
                constants.put(name, constant);
                names.put(constant, name);
            }
            return new OfEnum(constants, names);
        }

        private static String name(Class<?> type, Enum<?> constant) {
            try {
                @Nullable JsonName name =
                        type.getField(constant.name()).getAnnotation(JsonName.class);
                return name == null ? constant.name().toLowerCase(Locale.ROOT) : name.value();
            } catch (NoSuchFieldException impossible) {
                throw new LinkageError("an enum constant without its field", impossible);
            }
        }

        @Override
        public Object read(Json json) {
            Object constant = constants.get(string(json));
            if (constant == null) {
                throw BadJson.wrong("", "must be one of " + String.join(", ", constants.keySet()));
            }
            return constant;
        }

        @Override
        public Json write(Object value) {
            return new JsonString(names.getOrDefault(value, value.toString()));
        }
    }

    record OfRecord(Class<?> type) implements Codec {
        @Override
        public Object read(Json json) {
            return Records.readAny(object(json), type);
        }

        @Override
        public Json write(Object value) {
            return Records.write((Record) value);
        }
    }

    record OfList(Codec item) implements Codec {
        @Override
        public Object read(Json json) {
            JsonArray array = array(json);
            List<Object> items = new ArrayList<>(array.size());
            for (int i = 0; i < array.size(); i++) {
                try {
                    items.add(item.read(array.at(i)));
                } catch (BadJson inner) {
                    throw inner.within("[" + i + "]");
                }
            }
            return List.copyOf(items);
        }

        @Override
        public Json write(Object value) {
            return JsonArray.from(((List<?>) value).stream().map(item::write).toList());
        }
    }

    /// A map in the order of the JSON object's keys, that is, by code point.
    record OfMap(Codec key, Codec value) implements Codec {
        @Override
        public Object read(Json json) {
            Map<Object, Object> members = new LinkedHashMap<>();
            for (Map.Entry<String, Json> member : object(json).entries()) {
                try {
                    members.put(
                            key.read(new JsonString(member.getKey())),
                            value.read(member.getValue()));
                } catch (BadJson inner) {
                    throw inner.within(member.getKey());
                }
            }
            return Collections.unmodifiableMap(members);
        }

        @Override
        public Json write(Object map) {
            JsonObject.Builder json = JsonObject.builder();
            ((Map<?, ?>) map)
                    .forEach((name, member) -> {
                        if (key.write(name) instanceof JsonString(String text)) {
                            json.put(text, value.write(member));
                        }
                    });
            return json.build();
        }
    }
}
