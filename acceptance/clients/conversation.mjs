// Two people talk through matrix-js-sdk: node conversation.mjs BASE_URL
//
// Ends with status 0 when everything arrived, and with the step that did not otherwise.
import assert from "node:assert/strict";
import * as sdk from "matrix-js-sdk";

const baseUrl = process.argv[2];
const patienceMs = 30_000;
const run = Math.random().toString(36).slice(2, 10);

async function register(name) {
    const stranger = sdk.createClient({ baseUrl });
    const password = `secret of ${name}`;
    const account = { username: `${name}-${run}`, password, inhibit_login: true };
    const challenge = await stranger.registerRequest(account).then(
        () => assert.fail("registering asks for authentication first"),
        (error) => error,
    );
    assert.equal(challenge.httpStatus, 401);
    assert.ok(challenge.data.flows.some((flow) => flow.stages.includes("m.login.dummy")));
    const auth = { type: "m.login.dummy", session: challenge.data.session };
    const { user_id: userId } = await stranger.registerRequest({ ...account, auth });
    return { userId, password };
}

async function logIn({ userId, password }) {
    const stranger = sdk.createClient({ baseUrl });
    const session = await stranger.loginRequest({
        type: "m.login.password",
        identifier: { type: "m.id.user", user: userId },
        password,
        initial_device_display_name: "a script",
    });
    assert.equal(session.user_id, userId);
    const client = sdk.createClient({
        baseUrl,
        userId,
        deviceId: session.device_id,
        accessToken: session.access_token,
        timelineSupport: true,
    });
    assert.equal((await client.whoami()).device_id, session.device_id);
    return client;
}

/** Resolves with what `find` returns as soon as that is something; looks again after each sync. */
function until(what, client, find) {
    return new Promise((resolve, reject) => {
        const look = () => {
            const found = find();
            if (found) {
                clearTimeout(timer);
                client.off(sdk.ClientEvent.Sync, look);
                resolve(found);
            }
        };
        const timer = setTimeout(() => reject(new Error(`did not see: ${what}`)), patienceMs);
        client.on(sdk.ClientEvent.Sync, look);
        look();
    });
}

async function syncing(client) {
    const ready = until("the first sync", client, () => client.isInitialSyncComplete());
    await client.startClient({ initialSyncLimit: 20, pollTimeout: 10_000 });
    await ready;
}

/** Waits until `client` has an event of the room that fits. */
function arrival(what, client, roomId, fits) {
    const find = () => client.getRoom(roomId)?.getLiveTimeline().getEvents().find(fits);
    return until(what, client, find);
}

const text = (body) => ({ msgtype: "m.text", body });

const steps = {
    async "register and log in"(scene) {
        scene.alice = await logIn(await register("alice"));
        scene.bob = await logIn(await register("bob"));
        await syncing(scene.alice);
        await syncing(scene.bob);
    },

    async "create a room and invite"(scene) {
        const { alice, bob } = scene;
        const invite = [bob.getUserId()];
        const created = await alice.createRoom({ name: "Talk", preset: "private_chat", invite });
        scene.room = created.room_id;
        const invited = () => bob.getRoom(scene.room)?.getMyMembership() === "invite";
        await until("the invite", bob, invited);
    },

    async "join"({ alice, bob, room }) {
        await bob.joinRoom(room);
        const joined = () => alice.getRoom(room)?.getMember(bob.getUserId())?.membership === "join";
        await until("the join", alice, joined);
        assert.equal(alice.getRoom(room).name, "Talk");
    },

    async "send both ways"(scene) {
        const { alice, bob, room } = scene;
        scene.hello = (await alice.sendMessage(room, text("hello"))).event_id;
        await arrival("alice's message", bob, room, (event) => event.getId() === scene.hello);
        scene.answer = (await bob.sendMessage(room, text("hi"))).event_id;
        await arrival("bob's answer", alice, room, (event) => event.getId() === scene.answer);
    },

    async "edit"({ alice, bob, room, hello }) {
        const edit = await alice.sendEvent(room, "m.room.message", {
            ...text("* hello, Bob"),
            "m.new_content": text("hello, Bob"),
            "m.relates_to": { rel_type: "m.replace", event_id: hello },
        });
        const isEdit = (event) => event.getId() === edit.event_id;
        const seen = await arrival("the edit", bob, room, isEdit);
        assert.equal(seen.getContent()["m.new_content"].body, "hello, Bob");
        const message = () => bob.getRoom(room).findEventById(hello).getContent();
        await until("the edited message", bob, () => message().body === "hello, Bob");
    },

    async "react"(scene) {
        const { alice, bob, room, hello } = scene;
        const relation = { rel_type: "m.annotation", event_id: hello, key: "👍" };
        const sent = await bob.sendEvent(room, "m.reaction", { "m.relates_to": relation });
        scene.reaction = sent.event_id;
        const isReaction = (event) => event.getId() === scene.reaction;
        const seen = await arrival("the reaction", alice, room, isReaction);
        assert.deepEqual(seen.getRelation(), relation);
    },

    async "redact"({ alice, bob, room, reaction }) {
        const { event_id } = await bob.redactEvent(room, reaction, undefined, { reason: "a slip" });
        await arrival("the redaction", alice, room, (event) => event.getId() === event_id);
        const fetched = await alice.fetchRoomEvent(room, reaction);
        assert.deepEqual(fetched.content, {});
        assert.equal(fetched.unsigned.redacted_because.event_id, event_id);
    },

    async "read receipt"({ alice, bob, room, hello, answer }) {
        await bob.setRoomReadMarkers(room, hello);
        const event = alice.getRoom(room).findEventById(answer);
        await alice.sendReadReceipt(event);
        const read = () => bob.getRoom(room).hasUserReadEvent(alice.getUserId(), answer);
        await until("the receipt", bob, read);
    },

    async "typing"({ alice, bob, room }) {
        const typing = () => alice.getRoom(room).getMember(bob.getUserId()).typing;
        await bob.sendTyping(room, true, 20_000);
        await until("bob types", alice, typing);
        await bob.sendTyping(room, false, 0);
        await until("bob stops", alice, () => !typing());
    },

    async "leave"({ alice, bob, room }) {
        await bob.leave(room);
        const left = () => alice.getRoom(room).getMember(bob.getUserId()).membership === "leave";
        await until("the leave", alice, left);
    },

    async "log out"({ alice, bob }) {
        for (const client of [alice, bob]) {
            client.stopClient();
            await client.logout();
            await assert.rejects(client.whoami(), { errcode: "M_UNKNOWN_TOKEN" });
        }
    },
};

const scene = {};
for (const [name, step] of Object.entries(steps)) {
    try {
        await step(scene);
    } catch (error) {
        console.error(`matrix-js-sdk: ${name}:`, error);
        process.exit(1);
    }
}
console.log(`matrix-js-sdk: ${Object.keys(steps).join(", ")}`);
process.exit(0);
