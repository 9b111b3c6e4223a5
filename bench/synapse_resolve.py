"""Times Synapse's state resolution on the room that `ResolutionRun export FILE` has written.

Usage: python synapse_resolve.py FILE, with a Python that has Synapse. Everything is in memory, and the store answers
at once, so what is measured is resolve_events_with_store itself: first with the difference of the auth chains computed
beforehand, which is more than Synapse ever gets, then with the difference found by a plain walk of the auth chains.
"""

import asyncio
import json
import sys
import time

import synapse.event_auth  # noqa: F401  (first: synapse.state alone does not import)
from synapse.api.room_versions import KNOWN_ROOM_VERSIONS
from synapse.events import make_event_from_dict
from synapse.state import v2

RUNS = 15


class Clock:
    """The only thing that Synapse asks of its clock here is to let others run."""

    async def sleep(self, duration):
        pass


class Store:
    """Holds all events, and answers like synapse.state.StateResolutionStore."""

    def __init__(self, events, difference=None):
        self.events = events
        self.difference = difference

    async def get_events(self, event_ids, allow_rejected=False):
        return {i: self.events[i] for i in event_ids if i in self.events}

    async def get_auth_chain_difference(self, room_id, state_sets, conflicted, additional):
        auth_difference = self.difference
        if auth_difference is None:
            auth_difference = chain_difference(self.events, state_sets)
        return v2.StateDifference(auth_difference=set(auth_difference), conflicted_subgraph=None)


def chain_difference(events, state_sets):
    chains = [chain(events, state_set) for state_set in state_sets]
    return set.union(*chains) - set.intersection(*chains)


def chain(events, start):
    seen = set(start)
    open_ids = list(start)
    while open_ids:
        for auth in events[open_ids.pop()].auth_event_ids():
            if auth not in seen:
                seen.add(auth)
                open_ids.append(auth)
    return seen


def read(path):
    with open(path) as file:
        room = json.load(file)
    version = KNOWN_ROOM_VERSIONS[room["room_version"]]
    events = {}
    for event_json in room["events"]:
        event = make_event_from_dict(event_json, version)
        events[event.event_id] = event
    forks = [{(events[i].type, events[i].state_key): i for i in fork} for fork in room["forks"]]
    return room["room_id"], version, events, forks, set(room["resolved"])


def measure(label, room_id, version, forks, store):
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        state = asyncio.run(
            v2.resolve_events_with_store(Clock(), room_id, version, forks, None, store)
        )
        times.append(time.perf_counter() - start)
    best, median = min(times) * 1000, sorted(times)[RUNS // 2] * 1000
    print(f"Synapse, {label}: best {best:.1f} ms, median {median:.1f} ms, {len(state)} entries")
    return state


def main():
    room_id, version, events, forks, resolved = read(sys.argv[1])
    difference = chain_difference(events, [set(fork.values()) for fork in forks])
    print(f"{len(events)} events, {len(forks)} forks, auth difference {len(difference)}")
    for label, store in [
        ("difference given", Store(events, difference)),
        ("difference walked", Store(events)),
    ]:
        state = measure(label, room_id, version, forks, store)
        assert set(state.values()) == resolved, "another state than Myelin's"


if __name__ == "__main__":
    main()
