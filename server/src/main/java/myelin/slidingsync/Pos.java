package myelin.slidingsync;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import myelin.stream.Heads;

/// Where a client stands on a connection: the token `pos`.
///
/// @param connection the number of the connection; 0: nothing about rooms has been sent on it
/// @param state the number of the connection's state; where there is no connection, the mark of its owner
/// @param answer the number of the answer that gave this out
/// @param heads up to where the streams have been told
record Pos(long connection, long state, long answer, Heads heads) {

    private static final Pattern TOKEN =
            Pattern.compile("p(\\d{1,18})-(\\d{1,18})-(\\d{1,18})/(m[\\d_]{1,700})");

    static Optional<Pos> parse(String text) {
        Matcher token = TOKEN.matcher(text);
        if (!token.matches()) {
            return Optional.empty();
        }
        return Heads.parse(token.group(4))
                .map(heads -> new Pos(number(token, 1), number(token, 2), number(token, 3), heads));
    }

    private static long number(Matcher token, int group) {
        return Long.parseLong(token.group(group));
    }

    @Override
    public String toString() {
        return "p" + connection + "-" + state + "-" + answer + "/" + heads;
    }
}
