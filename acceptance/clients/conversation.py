"""Two people talk through matrix-nio: python conversation.py BASE_URL

Ends with status 0 when everything arrived, and with the step that did not otherwise.
"""

import asyncio
import secrets
import sys

import nio

PATIENCE_SECONDS = 30
RUN = secrets.token_hex(4)


class Person:
    """A client that syncs in the background and keeps what it has seen."""

    def __init__(self, base_url, name):
        self.base_url = base_url
        self.name = f"{name}-{RUN}"
        self.password = f"secret of {name}"
        self.client = nio.AsyncClient(base_url, self.name)
        self.events = {}
        self.invites = set()
        self.changed = asyncio.Condition()
        self.syncing = None

    async def register(self):
        registered = fine(await self.client.register(self.name, self.password))
        self.client.user_id = registered.user_id
        fine(await self.client.logout())
        await self.client.close()
        self.client = nio.AsyncClient(self.base_url, registered.user_id)

    async def log_in(self):
        fine(await self.client.login(self.password, device_name="a script"))
        assert fine(await self.client.whoami()).user_id == self.client.user_id
        self.client.add_response_callback(self.synced, nio.SyncResponse)
        self.syncing = asyncio.create_task(self.client.sync_forever(10_000, full_state=True))

    async def synced(self, response):
        self.invites.update(response.rooms.invite)
        for room, joined in response.rooms.join.items():
            for event in joined.timeline.events:
                self.events[event.event_id] = event
        async with self.changed:
            self.changed.notify_all()

    async def until(self, what, seen):
        """Waits until `seen()` is something, looking again after each sync, and returns that."""

        async def look():
            async with self.changed:
                await self.changed.wait_for(seen)

        try:
            await asyncio.wait_for(look(), PATIENCE_SECONDS)
        except TimeoutError as error:
            raise AssertionError(f"did not see: {what}") from error
        return seen()

    async def send(self, room, content, kind="m.room.message"):
        sent = fine(await self.client.room_send(room, kind, content))
        return sent.event_id

    async def log_out(self):
        self.client.stop_sync_forever()
        self.syncing.cancel()
        token = self.client.access_token
        fine(await self.client.logout())
        self.client.access_token = token
        refused = await self.client.whoami()
        assert getattr(refused, "status_code", None) == "M_UNKNOWN_TOKEN", refused
        await self.client.close()


def fine(response):
    assert not isinstance(response, nio.ErrorResponse), response
    return response


def text(body):
    return {"msgtype": "m.text", "body": body}


async def converse(base_url, step):
    step("register and log in")
    alice, bob = Person(base_url, "alice"), Person(base_url, "bob")
    for person in (alice, bob):
        await person.register()
        await person.log_in()

    step("create a room and invite")
    created = fine(await alice.client.room_create(name="Talk", invite=[bob.client.user_id]))
    room = created.room_id
    await bob.until("the invite", lambda: room in bob.invites)

    step("join")
    fine(await bob.client.join(room))
    await alice.until("the join", lambda: bob.client.user_id in joined(alice, room))
    await bob.until("the room", lambda: room in bob.client.rooms)
    assert bob.client.rooms[room].name == "Talk"

    step("send both ways")
    hello = await alice.send(room, text("hello"))
    assert (await bob.until("alice's message", lambda: bob.events.get(hello))).body == "hello"
    answer = await bob.send(room, text("hi"))
    assert (await alice.until("bob's answer", lambda: alice.events.get(answer))).body == "hi"

    step("edit")
    edit = await alice.send(
        room,
        text("* hello, Bob")
        | {
            "m.new_content": text("hello, Bob"),
            "m.relates_to": {"rel_type": "m.replace", "event_id": hello},
        },
    )
    seen = await bob.until("the edit", lambda: bob.events.get(edit))
    assert seen.source["content"]["m.new_content"]["body"] == "hello, Bob"

    step("react")
    relation = {"rel_type": "m.annotation", "event_id": hello, "key": "👍"}
    reaction = await bob.send(room, {"m.relates_to": relation}, "m.reaction")
    seen = await alice.until("the reaction", lambda: alice.events.get(reaction))
    assert seen.source["content"]["m.relates_to"] == relation

    step("redact")
    redaction = fine(await bob.client.room_redact(room, reaction, "a slip")).event_id
    seen = await alice.until("the redaction", lambda: alice.events.get(redaction))
    assert seen.redacts == reaction
    fetched = fine(await alice.client.room_get_event(room, reaction))
    assert isinstance(fetched.event, nio.RedactedEvent), fetched

    step("messages")
    page = fine(await alice.client.room_messages(room, alice.client.next_batch, limit=50))
    assert {hello, answer, edit, redaction} <= {event.event_id for event in page.chunk}

    step("read receipt")
    fine(await bob.client.room_read_markers(room, hello, hello))
    fine(await alice.client.update_receipt_marker(room, answer))
    await bob.until("the receipt", lambda: read_by(bob, room, alice) == answer)

    step("typing")
    fine(await bob.client.room_typing(room, True, 20_000))
    await alice.until("bob types", lambda: bob.client.user_id in typing(alice, room))
    fine(await bob.client.room_typing(room, False))
    await alice.until("bob stops", lambda: bob.client.user_id not in typing(alice, room))

    step("leave")
    fine(await bob.client.room_leave(room))
    await alice.until("the leave", lambda: bob.client.user_id not in joined(alice, room))

    step("log out")
    for person in (alice, bob):
        await person.log_out()


def joined(person, room):
    known = person.client.rooms.get(room)
    return {user for user, member in known.users.items() if not member.invited} if known else set()


def typing(person, room):
    return person.client.rooms[room].typing_users


def read_by(person, room, reader):
    """The event that `reader` has read last in the main timeline, as `person` knows it."""
    receipts = person.client.rooms[room].threaded_read_receipts
    receipt = receipts.get(reader.client.user_id, {}).get("main")
    return receipt and receipt.event_id


def main():
    steps = []
    try:
        asyncio.run(converse(sys.argv[1], steps.append))
    except Exception:
        print(f"matrix-nio: {steps[-1]}:", file=sys.stderr)
        raise
    print(f"matrix-nio: {', '.join(steps)}")


if __name__ == "__main__":
    main()
