package myelin.core.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/// Bytes of compact JSON which grow as they are written. Not for several threads.
final class Utf8Output {
    private static final byte[] HEX = "0123456789abcdef".getBytes(UTF_8);

    private byte[] bytes = new byte[512];
    private int size;

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    String toText() {
        return new String(bytes, 0, size, UTF_8);
    }

    void put(char ascii) {
        room(1);
        bytes[size++] = (byte) ascii;
    }

    void putAscii(String text) {
        room(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[size++] = (byte) text.charAt(i);
        }
    }

    /// Writes what is UTF-8 already.
    void putBytes(byte[] utf8) {
        room(utf8.length);
        System.arraycopy(utf8, 0, bytes, size, utf8.length);
        size += utf8.length;
    }

    /// Writes a string in quotes with the fewest and shortest escapes, as canonical JSON demands.
    void putString(String text) {
        int length = text.length();
        room(length + 2);
        byte[] out = bytes; // locals make the loop quicker
        int at = size;
        out[at++] = '"';
        int i = 0;
        while (i < length) {
            char c = text.charAt(i);
            if (c >= 0x80 || c < 0x20 || c == '"' || c == '\\') {
                break;
            }
            out[at++] = (byte) c;
            i++;
        }
        size = at;
        if (i < length) {
            putRest(text, i);
        }
        put('"');
    }

    private void putRest(String text, int from) {
        // Six bytes is the longest that one UTF-16 unit becomes: an escaped control character.
        room(6 * (text.length() - from) + 1);
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                putAsciiCharacter(c);
            } else if (c < 0x800) {
                bytes[size++] = (byte) (0xC0 | (c >> 6));
                bytes[size++] = (byte) (0x80 | (c & 0x3F));
            } else if (!Character.isSurrogate(c)) {
                bytes[size++] = (byte) (0xE0 | (c >> 12));
                bytes[size++] = (byte) (0x80 | ((c >> 6) & 0x3F));
                bytes[size++] = (byte) (0x80 | (c & 0x3F));
            } else if (i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1))) {
                i++;
                putPair(Character.toCodePoint(c, text.charAt(i)));
            } else {
                bytes[size++] = '?';
            }
        }
    }

    private void putAsciiCharacter(char c) {
        if (c >= 0x20 && c != '"' && c != '\\') {
            bytes[size++] = (byte) c;
            return;
        }
        bytes[size++] = '\\';
        int letter = "\b\t\n\f\r\"\\".indexOf(c);
        if (letter >= 0) {
            bytes[size++] = (byte) "btnfr\"\\".charAt(letter);
            return;
        }
        bytes[size++] = 'u';
        bytes[size++] = '0';
        bytes[size++] = '0';
        bytes[size++] = HEX[c >> 4];
        bytes[size++] = HEX[c & 0xF];
    }

    private void putPair(int codePoint) {
        bytes[size++] = (byte) (0xF0 | (codePoint >> 18));
        bytes[size++] = (byte) (0x80 | ((codePoint >> 12) & 0x3F));
        bytes[size++] = (byte) (0x80 | ((codePoint >> 6) & 0x3F));
        bytes[size++] = (byte) (0x80 | (codePoint & 0x3F));
    }

    /// Makes room for `more` bytes.
    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
