package myelin.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import myelin.core.id.EventId;
import myelin.core.id.RoomAlias;
import myelin.core.id.RoomId;
import myelin.core.id.ServerName;
import myelin.core.id.UserId;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonBoolean;
import myelin.core.json.JsonDecimal;
import myelin.core.json.JsonInteger;
import myelin.core.json.JsonNull;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonString;

/// Chance from a seed, and values made by it, for tests that must hold for every value.
///
/// All runs see the same seeds. `-Dgen.seed=…` moves to others, `-Dgen.runs=…` multiplies the runs.
public final class Gen {
    private static final long FIRST_SEED = Long.getLong("gen.seed", 1);
    private static final int MULTIPLIER = Integer.getInteger("gen.runs", 1);
    private static final String BASE64 =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    /// Characters that break naive code: controls, escapes, both sides of each border of UTF-8 and UTF-16.
    private static final int[] NASTY = {
        0, 1, 8, 9, 0xA, 0xC, 0xD, 0x1F, ' ', '"', '/', '\\', ':', '.', 'u', '{', '}', '?', 0x7F,
        0x80, 0x7FF, 0x800, 0x2028, 0xD7FF, 0xE000, 0xFB33, 0xFEFF, 0xFFFD, 0xFFFF, 0x10000,
        0x1F602, 0x10FFFF
    };

    private final Random random;

    public Gen(long seed) {
        // Seeds that follow each other give alike first numbers; this takes them apart.
        this.random = new Random(seed * 0x9E3779B97F4A7C15L);
    }

    /// Runs a property with many seeds. If it fails, the message begins with the seed to give to [#Gen].
    public static void forAll(int runs, Consumer<Gen> property) {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + (long) runs * MULTIPLIER; seed++) {
            try {
                property.accept(new Gen(seed));
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
    }

    /// A number from 0 to `bound` − 1.
    public int below(int bound) {
        return random.nextInt(bound);
    }

    public boolean oneIn(int n) {
        return below(n) == 0;
    }

    public <T> T pick(List<T> from) {
        return from.get(below(from.size()));
    }

    /// Up to `max` things.
    public <T> List<T> list(int max, Supplier<T> thing) {
        List<T> list = new ArrayList<>();
        for (int i = below(max + 1); i > 0; i--) {
            list.add(thing.get());
        }
        return list;
    }

    /// Valid Unicode, full of characters that break naive code.
    public String string() {
        StringBuilder text = new StringBuilder();
        for (int i = oneIn(50) ? below(2000) : below(12); i > 0; i--) {
            text.appendCodePoint(oneIn(3) ? NASTY[below(NASTY.length)] : 'a' + below(26));
        }
        return text.toString();
    }

    public byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /// An integer of canonical JSON, often near a border.
    public long integer() {
        long magnitude = (random.nextLong() & JsonInteger.MAX) >>> below(53);
        long value = oneIn(20) ? JsonInteger.MAX - below(2) : magnitude;
        return oneIn(2) ? -value : value;
    }

    /// A JSON number which is no such integer.
    public JsonDecimal decimal() {
        String sign = oneIn(2) ? "-" : "";
        String digits = Long.toString(Math.abs(integer()));
        return new JsonDecimal(
                switch (below(4)) {
                    case 0 -> sign + digits + "." + below(1000);
                    case 1 -> sign + digits + pick(List.of("e", "E+", "e-")) + below(400);
                    case 2 -> sign + "0." + digits + "E" + below(20);
                    case 3 -> sign + "9007199254740992" + digits;
                    default -> throw new AssertionError();
                });
    }

    /// An object as canonical JSON allows it: without decimals.
    public JsonObject object() {
        return object(4, false);
    }

    /// Any JSON value, decimals included.
    public Json json() {
        return json(4, true);
    }

    private JsonObject object(int depth, boolean decimals) {
        Map<String, Json> members = new HashMap<>();
        for (String key : list(oneIn(20) ? 60 : 6, this::string)) {
            members.put(key, json(depth - 1, decimals));
        }
        return JsonObject.from(members);
    }

    private Json json(int depth, boolean decimals) {
        return switch (below(depth > 0 ? 8 : 5)) {
            case 0 -> JsonNull.INSTANCE;
            case 1 -> JsonBoolean.of(oneIn(2));
            case 2 -> decimals && oneIn(2) ? decimal() : new JsonInteger(integer());
            case 3, 4 -> new JsonString(string());
            case 5 -> JsonArray.from(list(6, () -> json(depth - 1, decimals)));
            default -> object(depth, decimals);
        };
    }

    public ServerName serverName() {
        String host =
                switch (below(4)) {
                    case 0 -> below(256) + ".0.255." + below(256);
                    case 1 ->
                            "[" + Integer.toHexString(below(65536)) + "::1.2.3." + below(256) + "]";
                    default -> "s" + below(5) + ".example.org";
                };
        return ServerName.parse(oneIn(3) ? host + ":" + below(65536) : host);
    }

    public UserId userId() {
        return UserId.of(oneIn(3) ? localpart() : "user" + below(20), serverName());
    }

    public RoomAlias roomAlias() {
        return RoomAlias.of(localpart(), serverName());
    }

    public RoomId roomId() {
        return RoomId.parse("!" + (oneIn(2) ? hash() : localpart() + ":" + serverName()));
    }

    public EventId eventId() {
        return EventId.parse("$" + (oneIn(4) ? "x" + localpart() + ":" + serverName() : hash()));
    }

    private String localpart() {
        String text = string().replace(":", "").replace("\0", "");
        return text.codePoints()
                .limit(40)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private String hash() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 43; i++) {
            text.append(BASE64.charAt(below(BASE64.length())));
        }
        return text.toString();
    }
}
