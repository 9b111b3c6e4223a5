package myelin.core.push;

import myelin.core.filter.Glob;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonDecimal;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonString;
import org.jspecify.annotations.Nullable;

/// One condition of a push rule, ready to be asked of events.
///
/// [Spec](https://spec.matrix.org/v1.19/client-server-api/#conditions-1)
sealed interface Condition {
    /// Whether it holds for the event.
    ///
    /// @param recipient the owner of the rules
    boolean holds(PushEvent event, PushRecipient recipient);

    /// Reads a condition; what is not understood never holds.
    static Condition of(Json json) {
        if (!(json instanceof JsonObject condition)) {
            return new Never();
        }
        String key = condition.string("key").orElse(null);
        Json value = condition.value("value").orElse(null);
        return switch (condition.string("kind").orElse("")) {
            case "event_match" -> {
                String pattern = condition.string("pattern").orElse(null);
                yield key == null || pattern == null ? new Never() : match(key, pattern);
            }
            case "event_property_is" ->
                    key == null || value == null || isCompound(value)
                            ? new Never()
                            : new PropertyIs(EventProperty.parse(key), value);
            case "event_property_contains" ->
                    key == null || value == null || isCompound(value)
                            ? new Never()
                            : new PropertyContains(EventProperty.parse(key), value);
            case "contains_display_name" -> new ContainsDisplayName();
            case "room_member_count" -> MemberCount.of(condition.string("is").orElse(""));
            case "sender_notification_permission" ->
                    key == null ? new Never() : new SenderMayNotify(key);
            case "im.nheko.msc3664.related_event_match" -> related(condition, key);
            case "io.element.msc4306.thread_subscription" ->
                    condition.bool("subscribed").isPresent()
                            ? new ThreadIs(
                                    condition.bool("subscribed").get()
                                            ? PushRecipient.Subscription.SUBSCRIBED
                                            : PushRecipient.Subscription.UNSUBSCRIBED)
                            : new Never();
            default -> new Never();
        };
    }

    /// Without a key any related event will do; a key needs a pattern.
    private static Condition related(JsonObject condition, @Nullable String key) {
        String relType = condition.string("rel_type").orElse(null);
        String pattern = condition.string("pattern").orElse(null);
        if (relType == null || (key != null && pattern == null)) {
            return new Never();
        }
        Condition inner = key == null || pattern == null ? new Always() : match(key, pattern);
        return new OfRelated(relType, condition.bool("include_fallbacks").orElse(false), inner);
    }

    /// The pattern stands somewhere in the body, ending at word boundaries on both sides.
    static Condition inBody(String pattern) {
        return new WordsInBody(Glob.words(Glob.fold(pattern)));
    }

    private static Condition match(String key, String pattern) {
        EventProperty property = EventProperty.parse(key);
        // "As a special case, if `key` is `content.body`, then `pattern` must instead match any
        // substring of the value of the property which starts and ends at a word boundary."
        if (property.isBody()) {
            return inBody(pattern);
        }
        String folded = Glob.fold(pattern);
        boolean plain = folded.indexOf('*') < 0 && folded.indexOf('?') < 0;
        return plain && property.isType()
                ? new TypeIs(folded)
                : new PropertyMatches(property, Glob.whole(folded));
    }

    /// "non-compound canonical JSON values: strings, integers, booleans, and null"
    private static boolean isCompound(Json value) {
        return value instanceof JsonObject
                || value instanceof JsonArray
                || value instanceof JsonDecimal;
    }

    /// What most predefined rules ask first.
    record TypeIs(String foldedType) implements Condition {
        @Override
        public boolean holds(PushEvent event, PushRecipient recipient) {
            return event.foldedType().equals(foldedType);
        }
    }

    record WordsInBody(Glob words) implements Condition {
        @Override
        public boolean holds(PushEvent event, PushRecipient recipient) {
            String body = event.foldedBody();
            return body != null && words.matches(body);
        }
    }

    record PropertyMatches(EventProperty property, Glob glob) implements Condition {
        @Override
        public boolean holds(PushEvent event, PushRecipient recipient) {
            // "If the property is completely absent from the event, or does not have a string
            // value,
            // then the condition will not match, even if pattern is *."
            return property.in(event.pdu()).orElse(null) instanceof JsonString(String text)
                    && glob.matches(Glob.fold(text));
        }
    }

    record PropertyIs(EventProperty property, Json value) implements Condition {
        @Override
        public boolean holds(PushEvent event, PushRecipient recipient) {
            Json found = property.in(event.pdu()).orElse(null);
            return found != null && found.equals(value);
        }
    }

    record PropertyContains(EventProperty property, Json value) implements Condition {
        @Override
        public boolean holds(PushEvent event, PushRecipient recipient) {
            return property.in(event.pdu()).orElse(null) instanceof JsonArray array
                    && array.stream().anyMatch(value::equals);
        }
    }

    record ContainsDisplayName() implements Condition {
        @Override
        public boolean holds(PushEvent event, PushRecipient recipient) {
            String displayName = recipient.displayName();
            // An empty name would stand in every text.
            if (displayName == null || displayName.isEmpty()) {
                return false;
            }
            String body = event.foldedBody();
            return body != null && Glob.literalWords(Glob.fold(displayName)).matches(body);
        }
    }

    record SenderMayNotify(String notification) implements Condition {
        @Override
        public boolean holds(PushEvent event, PushRecipient recipient) {
            return event.senderMayNotify(notification);
        }
    }

    /// The condition `room_member_count`: the number of joined members lies in a range.
    ///
    /// @param least the smallest number that holds
    /// @param most the largest number that holds
    record MemberCount(long least, long most) implements Condition {
        /// Reads "a decimal integer optionally prefixed by one of, ==, <, >, >= or <=".
        static Condition of(String is) {
            int digits = 0;
            while (digits < is.length() && "=<>".indexOf(is.charAt(digits)) >= 0) {
                digits++;
            }
            String number = is.substring(digits);
            // Eighteen digits are more members than there will be, and fit.
            if (number.isEmpty()
                    || number.length() > 18
                    || !number.chars().allMatch(MemberCount::isDigit)) {
                return new Never();
            }
            long count = Long.parseLong(number);
            return switch (is.substring(0, digits)) {
                case "", "==" -> new MemberCount(count, count);
                case "<" -> new MemberCount(0, count - 1);
                case "<=" -> new MemberCount(0, count);
                case ">" -> new MemberCount(count + 1, Long.MAX_VALUE);
                case ">=" -> new MemberCount(count, Long.MAX_VALUE);
                default -> new Never();
            };
        }

        @Override
        public boolean holds(PushEvent event, PushRecipient recipient) {
            return least <= event.memberCount() && event.memberCount() <= most;
        }

        private static boolean isDigit(int c) {
            return c >= '0' && c <= '9';
        }
    }

    /// Something holds for the event to which this one relates.
    ///
    /// @param fallbacks whether a relation counts that is there for clients without threads
    record OfRelated(String relType, boolean fallbacks, Condition inner) implements Condition {
        @Override
        public boolean holds(PushEvent event, PushRecipient recipient) {
            PushEvent related = event.related(relType, fallbacks).orElse(null);
            return related != null && inner.holds(related, recipient);
        }
    }

    /// The event is in a thread which is this to the user.
    record ThreadIs(PushRecipient.Subscription thread) implements Condition {
        @Override
        public boolean holds(PushEvent event, PushRecipient recipient) {
            return recipient.thread() == thread;
        }
    }

    record Always() implements Condition {
        @Override
        public boolean holds(PushEvent event, PushRecipient recipient) {
            return true;
        }
    }

    record Never() implements Condition {
        @Override
        public boolean holds(PushEvent event, PushRecipient recipient) {
            return false;
        }
    }
}
