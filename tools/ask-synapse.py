#!/usr/bin/env python3
"""Asks Synapse what it thinks of the rooms of our simulation.

    make simulate seeds=1-24000 write=/tmp/rooms.jsonl
    <venv with matrix-synapse>/bin/python tools/ask-synapse.py /tmp/rooms.jsonl core/src/test/resources/synapse/rooms.txt

Each line of the input is a room: its seed, its version, and its events in the order in which they were made. For each event
Synapse itself computes the id, the content hash and what redaction leaves, resolves the states after its previous events,
and asks its authorization rules. What came out becomes eight characters for each room, in the order of the seeds, ten
rooms on a line: enough to see that we differ, and the seed says where. With --explain SEED it shows the lines behind the
characters, to be compared with those of `make simulate seeds=SEED explain=yes`.

Synapse is asked through its own functions, as they are. Where it is known to differ from the specification (see
docs/not-bugs.md) it is asked in the way of the specification: `as_specified`.
"""

import base64
import hashlib
import json
import sys
from collections import Counter

from canonicaljson import encode_canonical_json
from synapse import event_auth
from synapse.api.room_versions import KNOWN_ROOM_VERSIONS
from synapse.crypto.event_signing import compute_content_hash
from synapse.events import make_event_from_dict
from synapse.events.utils import prune_event
from synapse.state import v1, v2
from synapse.storage.databases.main.event_federation import StateDifference

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


class Room:
    def __init__(self, version, events):
        self.version = KNOWN_ROOM_VERSIONS[version]
        self.events = {}
        self.after = {}
        self.resolved = {}
        self.lines = [self.judge(event) for event in events]

    # What the functions of Synapse ask of a store.

    async def get_events(self, event_ids, **_):
        return {i: self.events[i] for i in event_ids if i in self.events}

    async def get_auth_chain_difference(self, *_):
        # All events are given to the resolution as new ones, so it looks at their chains itself.
        return StateDifference(set(), set())

    def judge(self, pdu):
        event = make_event_from_dict(pdu, self.version)
        before = self.state_after(event.prev_event_ids())
        rejected = self.is_rejected(event, before)
        if rejected:
            event = make_event_from_dict(pdu, self.version, rejected_reason="rules")
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
                digest(encode_canonical_json(redacted(event))),
                digest("\n".join(sorted("\0".join((*k, v)) for k, v in before.items())).encode()),
                "rejected" if rejected else "accepted",
            ]
        )

    def state_after(self, prev_events):
        states = [self.after[i] for i in prev_events]
        if not states:
            return {}
        if all(state == states[0] for state in states):
            return states[0]
        key = frozenset(frozenset(state.items()) for state in states)
        if key not in self.resolved:
            self.resolved[key] = dict(self.resolve(states))
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
            done(event_auth.check_state_independent_auth_rules(self, event))
            cited = [self.events[i] for i in event.auth_event_ids()]
            event_auth.check_state_dependent_auth_rules(event, cited)
            event_auth.check_state_dependent_auth_rules(
                event, [self.events[i] for i in before.values()]
            )
            return False
        except Exception as refusal:
            complaints[type(refusal).__name__ + " " + self.version.identifier] += 1
            return True


def redacted(event):
    pdu = prune_event(event).get_pdu_json()
    pdu.pop("unsigned", None)
    return pdu


def cites_create(event):
    """Since version 12 that breaks the resolution of Synapse, which drops such events earlier."""
    try:
        event.auth_event_ids()
        return False
    except RuntimeError:
        return True


def as_specified(check):
    """Where `m.federate` is false, the rules ask for the domain of the sender; Synapse also asks for that of the target."""

    def checked(event, auth_events):
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


event_auth.check_state_dependent_auth_rules = as_specified(
    event_auth.check_state_dependent_auth_rules
)


def encoded(data):
    return base64.b64encode(data).decode().rstrip("=")


def digest(data):
    return encoded(hashlib.sha256(data).digest())


def main(rooms, output):
    with open(rooms, encoding="utf-8") as lines, open(output, "w", encoding="utf-8") as out:
        for count, line in enumerate(lines, 1):
            room = json.loads(line)
            assert room["seed"] == count, "the seeds begin at 1, and none is missing"
            answer = digest("\n".join(Room(room["version"], room["events"]).lines).encode())
            out.write(answer[:8] + ("\n" if count % 10 == 0 else ""))
    print(dict(complaints))


def explain(rooms, seed):
    with open(rooms, encoding="utf-8") as lines:
        for line in lines:
            room = json.loads(line)
            if room["seed"] == seed:
                print("\n".join(Room(room["version"], room["events"]).lines))


if __name__ == "__main__":
    if sys.argv[2] == "--explain":
        explain(sys.argv[1], int(sys.argv[3]))
    else:
        main(sys.argv[1], sys.argv[2])
