package myelin.hostile;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// Values which nobody sends who means well.
final class Poison {
    /// JSON that stands where other JSON was meant; some of it is none.
    static final List<String> JSON =
            List.of(
                    "null",
                    "true",
                    "0",
                    "-1",
                    "-0",
                    "1.5",
                    "1e400",
                    "-1e-400",
                    "2147483648",
                    "9007199254740991",
                    "9007199254740993",
                    "-9223372036854775809",
                    "9".repeat(900),
                    "NaN",
                    "\"\"",
                    "\" \"",
                    "\"7\"",
                    "\"\\u0000\"",
                    "\"a\\u0000b\"",
                    "\"\\ud800\"",
                    "\"\\udc00\\ud800\"",
                    "\"\ufffe\uffff\"",
                    "\"\u202e\u0301\u200b\ud83d\udc69\u200d\ud83d\udc69\"",
                    "\"\u0130\u0131\u00df\ufb03\"",
                    "\"" + "\u0301".repeat(1000) + "\"",
                    "\"" + "x".repeat(300) + "\"",
                    "\"" + "x".repeat(70_000) + "\"",
                    "\"@:test\"",
                    "\"@a:\"",
                    "\"@\\u0000:test\"",
                    "\"@" + "u".repeat(300) + ":test\"",
                    "\"@a:elsewhere.invalid\"",
                    "\"!\"",
                    "\"!:\"",
                    "\"!gone:test\"",
                    "\"$\"",
                    "\"$gone\"",
                    "\"#:test\"",
                    "\"#a:b:c:d\"",
                    "\"a*a*a*a*a*a*a*a*b\"",
                    "\"(a+)+$\"",
                    "\"'\\\" OR 1=1 --\"",
                    "\"%00%ff\"",
                    "\"../../..\"",
                    "\"mxc://\"",
                    "[]",
                    "{}",
                    "[null]",
                    "[[]]",
                    "[{}]",
                    "[\"a\",\"a\",7]",
                    "[0,0]",
                    "{\"\":\"\"}",
                    "{\"\\u0000\":null}",
                    "{\"\\ud800\":1}",
                    "{\"a\":1,\"a\":2}",
                    "{\"$lazy\":{\"__proto__\":[]}}",
                    "{\"" + "k".repeat(5000) + "\":{}}",
                    many(2000, "\"@u:test\""),
                    many(2000, "{}"),
                    many(2000, "[0,99]"),
                    wide(2000),
                    nested("[", 120, "]"),
                    nested("{\"a\":", 120, "}", "1"),
                    nested("[", 100_000, "]"),
                    nested("{\"a\":", 100_000, "}", "1"),
                    "[",
                    "}",
                    "\"");

    /// What stands in an address for a parameter.
    static final List<String> ADDRESS =
            List.of(
                    "",
                    "%00",
                    "a%00b",
                    "%ff",
                    "%ed%a0%80",
                    "%",
                    "%zz",
                    "%2F",
                    "..",
                    "%2e%2e",
                    "+",
                    "%20",
                    "%0a",
                    "-1",
                    "0",
                    "00",
                    "1.5",
                    "1e9",
                    "NaN",
                    "2147483648",
                    "9223372036854775807",
                    "9223372036854775808",
                    "-9223372036854775808",
                    "9".repeat(400),
                    "true",
                    "TRUE",
                    "null",
                    "undefined",
                    "%22",
                    "%27%20OR%201=1--",
                    "%25",
                    "_",
                    "*",
                    "a*a*a*a*a*a*a*b",
                    "(a%2B)%2B$",
                    "%F0%9F%91%A9%E2%80%8D",
                    "%C4%B0%CC%81",
                    "x".repeat(300),
                    "x".repeat(8000),
                    "!",
                    "!:",
                    "!gone:test",
                    "!gone:elsewhere.invalid",
                    "@",
                    "@:test",
                    "@a:",
                    "@a:elsewhere.invalid",
                    "@" + "u".repeat(300) + ":test",
                    "%24",
                    "$gone",
                    "$" + "e".repeat(300),
                    "%23",
                    "%23:test",
                    "%23a:elsewhere.invalid",
                    "s1_2_3",
                    "t1-2_3",
                    "m-1",
                    "m9223372036854775807",
                    "m1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1",
                    "{}",
                    "[]",
                    "%7B",
                    "%7B%22room%22:7%7D",
                    "%5B".repeat(2000),
                    "a&a=b",
                    "a&a");

    /// Bodies that are no JSON object.
    static final List<byte[]> BODIES =
            List.of(
                    bytes(""),
                    bytes(" "),
                    bytes("null"),
                    bytes("7"),
                    bytes("\"text\""),
                    bytes("[]"),
                    bytes("[{}]"),
                    bytes("{"),
                    bytes("{}{}"),
                    bytes("{\"a\":}"),
                    bytes("{'a':1}"),
                    bytes("\ufeff{}"),
                    bytes("<xml/>"),
                    bytes("a=b&c=d"),
                    bytes("session=%00&token=%zz"),
                    bytes("token=%00&token=" + "t".repeat(5_000)),
                    bytes("{\"a\":\"\u0000\"}"),
                    bytes(nested("[", 200_000, "]")),
                    bytes(nested("{\"a\":", 200_000, "")),
                    "{}".getBytes(UTF_16),
                    new byte[] {'{', '"', (byte) 0xc3, '"', ':', '1', '}'},
                    new byte[] {
                        '{', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', ':', '1', '}'
                    },
                    new byte[] {0, 0, 0, 0});

    private Poison() {}

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String many(int count, String item) {
        return "[" + String.join(",", Collections.nCopies(count, item)) + "]";
    }

    private static String wide(int count) {
        List<String> members =
                IntStream.range(0, count).mapToObj(i -> "\"key" + i + "\":{}").toList();
        return "{" + String.join(",", members) + "}";
    }

    private static String nested(String open, int depth, String close) {
        return nested(open, depth, close, "");
    }

    private static String nested(String open, int depth, String close, String innermost) {
        return open.repeat(depth) + innermost + close.repeat(depth);
    }
}
