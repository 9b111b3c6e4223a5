#!/usr/bin/env python3
"""Asks Synapse what it thinks of the rooms of our simulation.

    make simulate seeds=1-12000 write=/tmp/rooms.jsonl
    <venv with matrix-synapse>/bin/python tools/ask-synapse.py /tmp/rooms.jsonl core/src/test/resources/synapse/rooms.txt

Each line of the input is a room: its seed, its version, and its events in the order in which they were made. For each event
Synapse itself finds out whether it is one, checks signatures and hash where the room has keys, computes the id, the content
hash and what redaction leaves, resolves the states after its previous events, and asks its authorization rules. What came
out becomes eight characters for each room, in the order of the seeds, ten rooms on a line: enough to see that we differ,
and the seed says where. With --explain SEED it shows the lines behind the characters, to be compared with those of
`make simulate seeds=SEED explain=yes`.

With --vectors VERSION it writes joins of forks in rooms of that version whose outcome was on no fork, as the tests of state
resolution read them.

Synapse is asked through its own functions, as they are. Where it is known to differ from the specification (see
docs/not-bugs.md) it is asked in the way of the specification: the second half of this file.
"""

import base64
import hashlib
import json
import sys
from collections import Counter

from canonicaljson import encode_canonical_json
from signedjson.key import decode_verify_key_bytes
from signedjson.sign import verify_signed_json
from synapse import event_auth
from synapse.api.errors import AuthError, EventSizeError
from synapse.api.room_versions import KNOWN_ROOM_VERSIONS
from synapse.crypto.event_signing import check_event_content_hash, compute_content_hash
from synapse.events import make_event_from_dict
from synapse.events.utils import prune_event
from synapse.federation import federation_base
from synapse.handlers.federation_event import FederationEventHandler
from synapse.state import v1, v2
from synapse.storage.databases.main.event_federation import StateDifference
from synapse.types import UserID, get_domain_from_id
from synapse.util.stringutils import parse_and_validate_server_name

complaints = Counter()


def done(coroutine):
    """The result of a coroutine which never really waits."""
    try:
        coroutine.send(None)
    except StopIteration as finished:
        return finished.value
    raise RuntimeError("it waits")


class Clock:
    async def sleep(self, duration):
        pass


class Keyring:
    """The keys of all servers, which everybody has."""

    def __init__(self, keys):
        self.keys = keys

    async def verify_event_for_server(self, server, event, valid_at):
        signed = prune_event(event).get_pdu_json()
        for key_id in signed["signatures"][server]:
            key = decode_verify_key_bytes(key_id, decoded(self.keys[server][key_id]))
            verify_signed_json(signed, server, key)


class Dropped(Exception):
    pass


class Room:
    def __init__(self, room):
        self.version = KNOWN_ROOM_VERSIONS[room["version"]]
        self.keyring = Keyring(room["keys"]) if room["keys"] else None
        self.events = {}
        self.after = {}
        self.resolved = {}
        self.merges = []
        self.elsewhere = {
            event.event_id: event
            for event in (make_event_from_dict(pdu, self.version) for pdu in room["elsewhere"])
        }
        self.lines = [self.judge(pdu) for pdu in room["events"]]

    # What the functions of Synapse ask of a store.

    async def get_events(self, event_ids, **_):
        known = {**self.elsewhere, **self.events}
        return {i: known[i] for i in event_ids if i in known}

    async def get_auth_chain_difference(self, *_):
        # All events are given to the resolution as new ones, so it looks at their chains itself.
        return StateDifference(set(), set())

    def judge(self, pdu):
        try:
            event, vouched = self.receive(pdu)
        except Dropped:
            return "dropped"
        before = self.state_after(event.prev_event_ids())
        rejected = not vouched or self.is_rejected(event, before)
        if rejected:
            event = make_event_from_dict(event.get_dict(), self.version, rejected_reason="rules")
        if not cites_create(event):
            self.events[event.event_id] = event
        after = dict(before)
        if event.is_state() and not rejected:
            after[(event.type, event.state_key)] = event.event_id
        self.after[event.event_id] = after
        return " ".join(
            [
                event.event_id,
                encoded(compute_content_hash(event.get_pdu_json(), hashlib.sha256)[1]),
                digest(encode_canonical_json(without_unsigned(prune_event(event)))),
                digest("\n".join(sorted("\0".join((*k, v)) for k, v in before.items())).encode()),
                "rejected" if rejected else "accepted",
            ]
        )

    def receive(self, pdu):
        """The event as it is kept, and whether those have signed it who permit it."""
        try:
            event = event_from(pdu, self.version)
            if not cites_create(event):
                FederationEventHandler._sanity_check_event(None, event)
            event_auth._check_size_limits(event)
        except EventSizeError as excess:
            if excess.unpersistable:
                raise Dropped from excess
        except Exception as refusal:
            complaints["dropped: " + type(refusal).__name__ + " " + self.version.identifier] += 1
            raise Dropped from refusal
        return self.verified(event) if self.keyring else (event, True)

    def verified(self, event):
        try:
            version = WithoutVouching(self.version)
            done(federation_base._check_sigs_on_pdu(self.keyring, version, event))
        except Exception as refusal:
            complaints["unsigned " + self.version.identifier] += 1
            raise Dropped from refusal
        if not check_event_content_hash(event):
            event = prune_event(event)
        return event, is_vouched(event, self.version, self.keyring)

    def state_after(self, prev_events):
        states = [self.after[i] for i in prev_events]
        if not states:
            return {}
        if all(state == states[0] for state in states):
            return states[0]
        key = frozenset(frozenset(state.items()) for state in states)
        if key not in self.resolved:
            self.resolved[key] = dict(self.resolve(states))
            self.merges.append((states, self.resolved[key]))
        return self.resolved[key]

    def resolve(self, states):
        room = next(iter(self.events.values())).room_id
        if self.version.identifier == "1":
            return done(
                v1.resolve_events_with_store(
                    room, self.version, states, dict(self.events), self.get_events
                )
            )
        return done(
            v2.resolve_events_with_store(
                Clock(), room, self.version, states, dict(self.events), self
            )
        )

    def is_rejected(self, event, before):
        try:
            event_auth._check_size_limits(event)
            done(event_auth.check_state_independent_auth_rules(self, event))
            cited = list(done(self.get_events(event.auth_event_ids())).values())
            event_auth.check_state_dependent_auth_rules(event, cited)
            event_auth.check_state_dependent_auth_rules(
                event, [self.events[i] for i in before.values()]
            )
            return False
        except Exception as refusal:
            complaints[type(refusal).__name__ + " " + self.version.identifier] += 1
            return True


def without_unsigned(event):
    pdu = event.get_pdu_json()
    pdu.pop("unsigned", None)
    return pdu


def cites_create(event):
    """Since version 12 that breaks the resolution of Synapse, which drops such events earlier."""
    try:
        event.auth_event_ids()
        return False
    except RuntimeError:
        return True


# Where Synapse differs from the specification, and we follow that: docs/not-bugs.md has the sentences.


def event_from(pdu, version):
    """Before version 6 depths end at 2^63 - 1, and Synapse drops those beyond 2^53 - 1. Since version 12 it drops events
    that cite the create event, which the rules reject."""
    lenient = dict(pdu)
    if not version.strict_canonicaljson and 0 <= pdu["depth"] < 2**63:
        lenient["depth"] = 0
    if version.msc4291_room_ids_as_hashes:
        lenient["auth_events"] = []
    federation_base.event_from_pdu_json(lenient, version)
    return make_event_from_dict(pdu, version)


def is_invite_to_address(event):
    """The rules reject a member event without a membership; Synapse fails over it."""
    return (
        event.type == "m.room.member"
        and event.content.get("membership") == "invite"
        and "third_party_invite" in event.content
    )


federation_base._is_invite_via_3pid = is_invite_to_address


class WithoutVouching:
    """A version in which nobody vouches for joins: Synapse drops what lacks such a signature."""

    restricted_join_rule = False

    def __init__(self, version):
        self.version = version

    def __getattr__(self, name):
        return getattr(self.version, name)


def is_vouched(event, version, keyring):
    """Who permits a join must have signed the member event, whatever the membership is; otherwise it is rejected."""
    key = "join_authorised_via_users_server"
    if not version.restricted_join_rule or event.type != "m.room.member" or key not in event.content:
        return True
    try:
        done(keyring.verify_event_for_server(get_domain_from_id(event.content[key]), event, 0))
        return True
    except Exception:
        return False


def is_user(text):
    """Synapse takes anything for a user's id that has a sigil and a colon."""
    try:
        parse_and_validate_server_name(UserID.from_string(text).domain)
        return True
    except Exception:
        return False


def as_specified(check):
    """Where `m.federate` is false, the rules ask for the domain of the sender; Synapse also asks for that of the target."""

    def checked(event, auth_events):
        if event.type == "m.room.member" and not is_user(event.get_state_key() or ""):
            raise AuthError(403, "nobody is a member")
        auth_events = list(auth_events)
        create = next((e for e in auth_events if e.type == "m.room.create"), event)
        original = event_auth._can_federate
        if create.sender.split(":", 1)[1] == event.sender.split(":", 1)[1]:
            event_auth._can_federate = lambda *_: True
        try:
            check(event, auth_events)
        finally:
            event_auth._can_federate = original

    return checked


def levels_as_specified(check):
    """Power levels with a state key are compared with those in force; Synapse compares them with those of that key."""

    def checked(version, event, auth_events):
        if not all(is_user(user) for user in event.content.get("users", {})):
            raise AuthError(403, "nobody has a level")
        in_force = auth_events.get(("m.room.power_levels", ""))
        auth_events = {**auth_events, ("m.room.power_levels", event.state_key): in_force}
        check(version, event, auth_events)

    return checked


def redaction_as_specified(check):
    """A redaction of nothing has no domain that could match, so that in versions 1 and 2 it is rejected."""

    def checked(version, event, auth_events):
        may_redact = check(version, event, auth_events)
        if may_redact is False and not isinstance(event.redacts, str):
            level = event_auth.get_user_power_level(event.sender, auth_events)
            if level < event_auth.get_named_level(auth_events, "redact", 50):
                raise AuthError(403, "nothing is redacted")
        return may_redact

    return checked


event_auth.check_state_dependent_auth_rules = as_specified(
    event_auth.check_state_dependent_auth_rules
)
event_auth._check_power_levels = levels_as_specified(event_auth._check_power_levels)
event_auth.check_redaction = redaction_as_specified(event_auth.check_redaction)


def encoded(data):
    return base64.b64encode(data).decode().rstrip("=")


def decoded(text):
    return base64.b64decode(text + "=" * (-len(text) % 4))


def digest(data):
    return encoded(hashlib.sha256(data).digest())


def read(rooms):
    with open(rooms, encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def main(rooms, output):
    with open(output, "w", encoding="utf-8") as out:
        for count, room in enumerate(read(rooms), 1):
            assert room["seed"] == count, "the seeds begin at 1, and none is missing"
            answer = digest("\n".join(Room(room).lines).encode())
            out.write(answer[:8] + ("\n" if count % 10 == 0 else ""))
    print(dict(complaints))


def explain(rooms, seed):
    print("\n".join(line for room in read(rooms) if room["seed"] == seed for line in Room(room).lines))


def vectors(rooms, version, cases=2, most_events=18):
    """The joins of most forks that differ in most, among those of which little has to be known."""
    found = []
    for room in read(rooms):
        if room["version"] == version and not room["keys"]:
            asked = Room(room)
            for forks, resolved in asked.merges:
                events = chain(asked, [i for state in [*forks, resolved] for i in state.values()])
                if resolved not in forks and len(events) <= most_events:
                    keys = {key for state in forks for key in state}
                    differing = [k for k in keys if len({state.get(k) for state in forks}) > 1]
                    hardness = len(differing) + len(forks)
                    found.append((hardness, room["seed"], events, forks, resolved))
    found.sort(key=lambda case: case[:2], reverse=True)
    best = {case[1]: case for case in reversed(found)}
    written = sorted(best.values(), key=lambda case: case[:2], reverse=True)[:cases]
    print('{"cases":[\n' + ",\n".join(map(vector, written)) + "\n]}")


def chain(room, starts):
    """The events and all that they cite, in the order in which they were made."""
    reached, todo = set(), list(starts)
    while todo:
        event_id = todo.pop()
        if event_id not in reached:
            reached.add(event_id)
            todo.extend(room.events[event_id].auth_event_ids())
    return [event for event_id, event in room.events.items() if event_id in reached]


def vector(case):
    _, _, events, forks, resolved = case
    merge = {"forks": [entries(state) for state in forks], "resolved": entries(resolved)}
    pdus = ",\n".join(compact(without_unsigned(event)) for event in events)
    return f'{{"events":[\n{pdus}],\n"merges":[\n{compact(merge)}]}}'


def entries(state):
    return sorted([*key, event_id] for key, event_id in state.items())


def compact(value):
    return encode_canonical_json(value).decode()


if __name__ == "__main__":
    if sys.argv[2] == "--explain":
        explain(sys.argv[1], int(sys.argv[3]))
    elif sys.argv[2] == "--vectors":
        vectors(sys.argv[1], sys.argv[3])
    else:
        main(sys.argv[1], sys.argv[2])
