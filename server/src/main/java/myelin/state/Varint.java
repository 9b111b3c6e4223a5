package myelin.state;

import java.nio.ByteBuffer;

/// Whole numbers in as few bytes as they need: seven bits in each, the lowest first.
final class Varint {

    /// The most bytes that one number takes.
    static final int MOST_BYTES = 10;

    private Varint() {}

    /// Writes a number that is not negative in one byte below 128, in two below 16,384, and so on.
    static void write(ByteBuffer out, long number) {
        long rest = number;
        while ((rest & ~0x7FL) != 0) {
            out.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    static long read(ByteBuffer in) {
        long number = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            number |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return number;
            }
        }
    }

    /// Writes a number of either sign, which takes few bytes when it is near zero.
    static void writeSigned(ByteBuffer out, long number) {
        write(out, (number << 1) ^ (number >> 63));
    }

    static long readSigned(ByteBuffer in) {
        long number = read(in);
        return (number >>> 1) ^ -(number & 1);
    }
}
