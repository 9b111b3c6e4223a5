package myelin.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Reads what is percent-encoded in paths and queries.
///
/// A NUL is refused: no identifier of Matrix has one, and no database column takes it.
final class PercentCoding {

    private PercentCoding() {}

    /// One segment of a path; `+` stands for itself.
    ///
    /// @throws MatrixError `M_INVALID_PARAM` when it is not percent-encoded UTF-8
    static String path(String segment) {
        return decode(segment, false);
    }

    /// A name or value of a query; `+` stands for a space.
    ///
    /// @throws MatrixError `M_INVALID_PARAM` when it is not percent-encoded UTF-8
    static String query(String text) {
        return decode(text, true);
    }

    private static String decode(String text, boolean plusIsSpace) {
        if (isPlain(text, plusIsSpace)) {
            return text;
        }
        byte[] source = text.getBytes(StandardCharsets.UTF_8);
        byte[] target = new byte[source.length];
        int length = 0;
        for (int i = 0; i < source.length; i++) {
            byte next = source[i];
            if (next == '%') {
                next = escaped(source, i);
                i += 2;
            } else if (next == '+' && plusIsSpace) {
                next = ' ';
            }
            if (next == 0) {
                throw MatrixError.invalidParam("The address contains a NUL");
            }
            target[length++] = next;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(target, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw notEncoded();
        }
    }

    private static boolean isPlain(String text, boolean plusIsSpace) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%' || c == 0 || c > 0x7e || (c == '+' && plusIsSpace)) {
                return false;
            }
        }
        return true;
    }

    private static byte escaped(byte[] source, int at) {
        if (at + 2 >= source.length) {
            throw notEncoded();
        }
        int high = Character.digit(source[at + 1], 16);
        int low = Character.digit(source[at + 2], 16);
        if (high < 0 || low < 0) {
            throw notEncoded();
        }
        return (byte) (high * 16 + low);
    }

    private static MatrixError notEncoded() {
        return MatrixError.invalidParam("The address is not percent-encoded UTF-8");
    }
}
