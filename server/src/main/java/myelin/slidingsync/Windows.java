package myelin.slidingsync;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import myelin.core.id.RoomId;
import myelin.core.room.Membership;
import myelin.history.Stays;
import myelin.members.RoomMember;
import myelin.roomlists.ListFacts;
import myelin.roomlists.ListedRoom;
import myelin.roomlists.RoomFilter;
import myelin.stream.Stream;
import myelin.sync.Sources;

/// Finds the rooms in which a client is interested: those in the windows of its lists, and those to
/// which it subscribes. Made for one answer, by its thread.
final class Windows {

    private final SlidingRequest.Asked asked;
    private final Moment moment;
    private final ConnectionState state;
    private final ListFacts facts;
    private final Stays stays;

    /// What each rule, list or subscription, wants of its rooms.
    private final List<RoomConfig> rules = new ArrayList<>();

    /// The name of the list that each is; empty: it is a subscription.
    private final List<Optional<String>> names = new ArrayList<>();

    private final Map<RoomId, Match> matches = new LinkedHashMap<>();
    private final Map<BitSet, Interest.Room> combined = new HashMap<>();

    /// A room, and the rules that it matches.
    private record Match(ListedRoom room, BitSet rules) {}

    Windows(
            Sources sources,
            SlidingRequest.Asked asked,
            Moment moment,
            ConnectionState state,
            ListFacts facts) {
        this.asked = asked;
        this.moment = moment;
        this.state = state;
        this.facts = facts;
        this.stays = sources.history().stays();
    }

    /// @param order all rooms of the user, that with the newest activity first
    Interest look(List<ListedRoom> order) {
        List<ListedRoom> listed = new ArrayList<>(order.size());
        for (ListedRoom room : order) {
            if (isListed(room)) {
                listed.add(room);
            }
        }
        Map<String, Interest.Seen> lists = new LinkedHashMap<>();
        asked.lists().forEach((name, list) -> lists.put(name, see(name, list, listed)));
        subscribe(order);
        Map<RoomId, Interest.Room> rooms = new LinkedHashMap<>();
        matches.forEach((id, match) -> rooms.put(id, room(match)));
        return new Interest(lists, rooms);
    }

    private Interest.Seen see(String name, ListConfig list, List<ListedRoom> listed) {
        RoomFilter filter = new RoomFilter(list.filters(), facts);
        List<ListedRoom> filtered = listed.stream().filter(filter).toList();
        int rule = addRule(Optional.of(name), list.config());
        List<ListConfig.Window> windows =
                list.windows().isEmpty() ? List.of(ListConfig.Window.WHOLE) : list.windows();
        List<Interest.View> views = new ArrayList<>(windows.size());
        for (ListConfig.Window window : windows) {
            List<RoomId> ids = new ArrayList<>();
            for (ListedRoom room : window.of(filtered)) {
                ids.add(room.id());
                match(room, rule);
            }
            views.add(new Interest.View(window, ids));
        }
        return new Interest.Seen(filtered.size(), views);
    }

    private void subscribe(List<ListedRoom> order) {
        if (asked.subscriptions().isEmpty()) {
            return;
        }
        for (ListedRoom room : order) {
            RoomConfig config = asked.subscriptions().get(room.id());
            if (config != null && maySubscribe(room)) {
                match(room, addRule(Optional.empty(), config));
            }
        }
    }

    private int addRule(Optional<String> list, RoomConfig config) {
        rules.add(config);
        names.add(list);
        return rules.size() - 1;
    }

    private void match(ListedRoom room, int rule) {
        matches.computeIfAbsent(room.id(), none -> new Match(room, new BitSet())).rules().set(rule);
    }

    /// Most rooms match the same rules, which are put together once.
    private Interest.Room room(Match match) {
        Interest.Room same =
                combined.computeIfAbsent(
                        match.rules(),
                        bits ->
                                new Interest.Room(
                                        match.room(),
                                        config(bits),
                                        lists(bits),
                                        bits.stream().anyMatch(this::isSubscription)));
        return new Interest.Room(match.room(), same.config(), same.lists(), same.subscribed());
    }

    private RoomConfig config(BitSet matched) {
        return matched.stream().mapToObj(rules::get).reduce(RoomConfig::or).orElseThrow();
    }

    private List<String> lists(BitSet matched) {
        return matched.stream().mapToObj(names::get).flatMap(Optional::stream).toList();
    }

    private boolean isSubscription(int rule) {
        return names.get(rule).isEmpty();
    }

    /// Rooms that the user has left are told of once, where the client knows them; those from which
    /// somebody else has sent the user away stay.
    private boolean isListed(ListedRoom room) {
        RoomMember member = room.member();
        return switch (member.membership()) {
            case JOIN, INVITE, KNOCK -> true;
            case BAN -> isUntold(room) || wasIn(member);
            case LEAVE ->
                    isUntold(room) || (!member.sender().equals(member.user()) && wasIn(member));
        };
    }

    private boolean maySubscribe(ListedRoom room) {
        Membership membership = room.member().membership();
        boolean gone = membership == Membership.LEAVE || membership == Membership.BAN;
        return isListed(room) || (gone && wasIn(room.member()));
    }

    private boolean isUntold(ListedRoom room) {
        Optional<SentRoom> sent = state.room(room.id());
        return sent.isPresent()
                && room.member().position() > sent.get().events(moment.after(Stream.EVENTS));
    }

    private boolean wasIn(RoomMember member) {
        return stays.end(member).isPresent();
    }
}
