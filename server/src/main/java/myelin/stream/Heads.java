package myelin.stream;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/// A position in each stream: a moment in the life of the server. As text it is the token of `/sync`.
///
/// Who has read everything up to these heads misses nothing that is at or before them, ever.
public final class Heads {
    /// Before everything.
    public static final Heads ZERO = new Heads(new long[Stream.values().length]);

    private static final Pattern TOKEN = Pattern.compile("m\\d{1,18}(_\\d{1,18}){0,31}");

    private final long[] positions;

    private Heads(long[] positions) {
        this.positions = positions;
    }

    /// Reads a token. One from before a stream existed is at that stream's beginning.
    public static Optional<Heads> parse(String token) {
        if (!TOKEN.matcher(token).matches()) {
            return Optional.empty();
        }
        long[] positions = new long[ZERO.positions.length];
        String[] numbers = token.substring(1).split("_");
        for (int i = 0; i < Math.min(numbers.length, positions.length); i++) {
            positions[i] = Long.parseLong(numbers[i]);
        }
        return Optional.of(new Heads(positions));
    }

    public long of(Stream stream) {
        return positions[stream.number()];
    }

    /// These heads with another position in one stream.
    public Heads with(Stream stream, long position) {
        long[] changed = positions.clone();
        changed[stream.number()] = position;
        return new Heads(changed);
    }

    /// In each stream the later one of both.
    public Heads max(Heads other) {
        long[] later = positions.clone();
        for (int i = 0; i < later.length; i++) {
            later[i] = Math.max(later[i], other.positions[i]);
        }
        return new Heads(later);
    }

    /// In each stream the earlier one of both.
    public Heads min(Heads other) {
        long[] earlier = positions.clone();
        for (int i = 0; i < earlier.length; i++) {
            earlier[i] = Math.min(earlier[i], other.positions[i]);
        }
        return new Heads(earlier);
    }

    /// Whether these are later in any stream.
    public boolean isAfter(Heads other) {
        for (int i = 0; i < positions.length; i++) {
            if (positions[i] > other.positions[i]) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Heads heads && Arrays.equals(positions, heads.positions);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(positions);
    }

    /// The token.
    @Override
    public String toString() {
        StringBuilder token = new StringBuilder("m");
        for (int i = 0; i < positions.length; i++) {
            token.append(i == 0 ? "" : "_").append(positions[i]);
        }
        return token.toString();
    }
}
