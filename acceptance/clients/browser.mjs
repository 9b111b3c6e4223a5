// Two people talk through Cinny, each in a browser: node browser.mjs CINNY BASE_URL
//
// CINNY is the folder that the build of Cinny 4.2 leaves (`dist`). CHROMIUM names the browser; PICTURES a folder for a
// picture of what both saw last. Ends with status 0 when everything could be seen and no request failed that must not.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, resolve, sep } from "node:path";
import { chromium } from "playwright-core";

const [cinny, baseUrl] = process.argv.slice(2);
const patienceMs = 20_000;
const run = Math.random().toString(36).slice(2, 10);
const password = "secret of a browser";

/** What a client asks for and does not get yet, or is told by an error, as it expects. */
const expected = [
    [401, "POST", /\/register$/],
    [404, "GET", /\/\.well-known\/matrix\/client$/],
    [404, "POST", /\/keys\/(upload|query)$/],
    [404, "GET", /\/room_keys\/version$/],
    [404, "GET", /\/media\/v3\/config$/],
];
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm" };

/** Serves the client; every path that is no file is a page of it. Answers its address. */
async function serveCinny() {
    const root = resolve(cinny);
    const config = JSON.stringify({ defaultHomeserver: 0, homeserverList: [baseUrl], allowCustomHomeservers: true });
    const server = createServer((request, response) => {
        const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
        const wanted = path.endsWith("/olm.wasm") ? "/olm.wasm" : path;
        const found = join(root, wanted);
        const isFile = found.startsWith(root + sep) && existsSync(found) && extname(found) !== "";
        const file = isFile ? found : join(root, "index.html");
        response.setHeader("Content-Type", types[extname(file)] ?? "application/octet-stream");
        response.end(path === "/config.json" ? config : readFileSync(file));
    });
    await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
    return `http://localhost:${server.address().port}`;
}

/** All requests to the homeserver that were answered. */
const answered = [];

async function open(name, url) {
    const profile = mkdtempSync(join(tmpdir(), "browser-"));
    const browser = await chromium.launchPersistentContext(profile, {
        executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
        args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
    });
    process.on("exit", () => rmSync(profile, { recursive: true, force: true }));
    browser.on("requestfinished", async (request) => {
        const response = await request.response().catch(() => null);
        if (request.url().startsWith(baseUrl) && response) {
            const { pathname } = new URL(request.url());
            answered.push({ status: response.status(), method: request.method(), path: pathname });
        }
    });
    const page = browser.pages()[0];
    page.setDefaultTimeout(patienceMs);
    await page.goto(url);
    return page;
}

const button = (page, name) => page.getByRole("button", { name, exact: true });
const field = (page, name) => page.locator(`input[name=${name}Input]`);
const seen = (page, text) => page.getByText(text).last().waitFor();

/** Writes into the editor of the room, or of a message that is changed. */
async function write(page, text) {
    await page.locator("[data-slate-editor=true]").first().click();
    await page.keyboard.press("Control+A");
    await page.keyboard.type(text, { delay: 20 });
}

async function say(page, text) {
    await write(page, text);
    await page.keyboard.press("Enter");
}

/** Chooses from the menu of a message. */
async function choose(page, message, item) {
    await page.getByText(message).last().click({ button: "right" });
    await page.getByText(item, { exact: true }).last().click();
}

async function account(name) {
    const register = (auth) =>
        fetch(`${baseUrl}/_matrix/client/v3/register`, {
            method: "POST",
            body: JSON.stringify({ username: name, password, inhibit_login: true, auth }),
        });
    const { session } = await (await register()).json();
    assert.equal((await register({ type: "m.login.dummy", session })).status, 200);
}

const steps = {
    async "register"(scene) {
        scene.alice = await open("alice", `${scene.url}/register/`);
        await field(scene.alice, "username").fill(`alice-${run}`);
        await field(scene.alice, "password").fill(password);
        await field(scene.alice, "confirmPassword").fill(password);
        await button(scene.alice, "Register").click();
        await seen(scene.alice, "You do not have any rooms yet.");
    },

    async "log in"(scene) {
        await account(`bob-${run}`);
        scene.bob = await open("bob", `${scene.url}/login/`);
        await field(scene.bob, "username").fill(`bob-${run}`);
        await field(scene.bob, "password").fill(password);
        await button(scene.bob, "Login").click();
        await seen(scene.bob, "You do not have any rooms yet.");
    },

    async "make a room without encryption"({ alice }) {
        await button(alice, "Create Room").click();
        await alice.locator(".toggle").first().click();
        await alice.locator("input").last().fill("Hall");
        await button(alice, "Create").click();
        await seen(alice, "Send a message...");
    },

    async "invite and join"({ alice, bob, url }) {
        await button(alice, "Invite Member").click();
        const server = await alice.evaluate(() => localStorage.getItem("cinny_user_id").split(":")[1]);
        await alice.locator("input").last().fill(`@bob-${run}:${server}`);
        await alice.keyboard.press("Enter");
        await button(alice, "Invite").click();
        await seen(alice, "Invited");
        await bob.goto(`${url}/inbox/invites/`);
        await button(bob, "Accept").click();
        await seen(bob, "Send a message...");
        await alice.goto(`${url}/home/`);
        await alice.getByText("Hall", { exact: true }).first().click();
    },

    async "talk"(scene) {
        const { alice, bob } = scene;
        await say(alice, "hello from alice");
        await seen(bob, "hello from alice");
        await say(bob, "hello from bob");
        await seen(alice, "hello from bob");
    },

    async "see who types"({ alice, bob }) {
        await write(bob, "not sent");
        await seen(alice, "is typing...");
        await bob.keyboard.press("Control+A");
        await bob.keyboard.press("Backspace");
    },

    async "edit"({ alice, bob }) {
        await choose(alice, "hello from alice", "Edit Message");
        await write(alice, "good morning from alice");
        await alice.keyboard.press("Enter");
        await seen(bob, "good morning from alice");
        await seen(bob, "(edited)");
    },

    async "react"({ alice, bob }) {
        await choose(bob, "good morning from alice", "Add Reaction");
        await bob.locator("button:has-text('👍')").first().click();
        await alice.locator("button:has-text('👍')").first().waitFor();
    },

    async "reply"({ alice, bob }) {
        await choose(bob, "good morning from alice", "Reply");
        await say(bob, "the same to you");
        await seen(alice, "the same to you");
    },

    async "delete"({ alice, bob }) {
        await choose(bob, "hello from bob", "Delete");
        await button(bob, "Delete").last().click();
        await seen(alice, "This message has been deleted");
    },

    async "come back after a reload"({ bob }) {
        await bob.reload();
        await seen(bob, "the same to you");
        await seen(bob, "This message has been deleted");
    },

    async "log out"({ alice, url }) {
        await alice.goto(`${url}/home/`);
        await seen(alice, "ROOMS");
        await alice.locator("button").filter({ hasText: /^a$/i }).first().click();
        await alice.getByText("Logout").click();
        await button(alice, "Logout").last().click();
        await seen(alice, "Do not have an account?");
    },

    async "no failures"() {
        const isExpected = ({ status, method, path }) =>
            expected.some(([known, of, where]) => known === status && of === method && where.test(path));
        const failures = answered.filter((answer) => answer.status >= 400 && !isExpected(answer));
        assert.deepEqual(failures, []);
        assert.ok(answered.length > 50);
    },
};

const scene = { url: await serveCinny() };
for (const [name, step] of Object.entries(steps)) {
    try {
        await step(scene);
    } catch (error) {
        console.error(`Cinny: ${name}:`, error);
        for (const who of ["alice", "bob"].filter((it) => process.env.PICTURES && scene[it])) {
            await scene[who].screenshot({ path: join(process.env.PICTURES, `${who}.png`) });
        }
        process.exit(1);
    }
}
console.log(`Cinny: ${Object.keys(steps).join(", ")}`);
process.exit(0);
