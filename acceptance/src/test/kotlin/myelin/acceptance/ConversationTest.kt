package myelin.acceptance

import de.connect2x.trixnity.clientserverapi.client.MatrixClientAuthProviderData
import de.connect2x.trixnity.clientserverapi.client.MatrixClientServerApiClient
import de.connect2x.trixnity.clientserverapi.client.MatrixClientServerApiClientImpl
import de.connect2x.trixnity.clientserverapi.client.UIA
import de.connect2x.trixnity.clientserverapi.client.classicLoginWithPassword
import de.connect2x.trixnity.clientserverapi.client.useApi
import de.connect2x.trixnity.clientserverapi.model.authentication.IdentifierType
import de.connect2x.trixnity.clientserverapi.model.room.CreateRoom
import de.connect2x.trixnity.clientserverapi.model.sync.Sync
import de.connect2x.trixnity.clientserverapi.model.uia.AuthenticationRequest
import de.connect2x.trixnity.core.ErrorResponse
import de.connect2x.trixnity.core.MatrixServerException
import de.connect2x.trixnity.core.model.EventId
import de.connect2x.trixnity.core.model.RoomId
import de.connect2x.trixnity.core.model.UserId
import de.connect2x.trixnity.core.model.events.ClientEvent.RoomEvent
import de.connect2x.trixnity.core.model.events.m.ReactionEventContent
import de.connect2x.trixnity.core.model.events.m.ReceiptEventContent
import de.connect2x.trixnity.core.model.events.m.ReceiptType
import de.connect2x.trixnity.core.model.events.m.RelatesTo
import de.connect2x.trixnity.core.model.events.m.TypingEventContent
import de.connect2x.trixnity.core.model.events.m.room.Membership
import de.connect2x.trixnity.core.model.events.m.room.MemberEventContent
import de.connect2x.trixnity.core.model.events.m.room.RedactionEventContent
import de.connect2x.trixnity.core.model.events.m.room.RoomMessageEventContent.TextBased.Text
import io.ktor.http.Url
import java.nio.file.Path
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.io.TempDir

/** Two people talk through Trixnity, a client library of others. */
class ConversationTest {
    @BothDatabases
    fun peopleTalkThroughTrixnity(storage: Storage, @TempDir folder: Path) {
        ServerProcess.start(folder, storage).use { server ->
            runBlocking {
                withTimeout(60.seconds) {
                    val address = Url(server.address().toString())
                    asPerson(address, "alice") { alice ->
                        asPerson(address, "bob") { bob -> Conversation(alice, bob).converse() }
                    }
                }
            }
        }
    }

    private suspend fun asPerson(address: Url, name: String, block: suspend (Person) -> Unit) {
        val password = "secret of $name"
        val userId = register(address, name, password)
        MatrixClientAuthProviderData
            .classicLoginWithPassword(address, IdentifierType.User(name), password, "PHONE")
            .getOrThrow()
            .useApi { api ->
                val self = api.authentication.whoAmI().getOrThrow()
                assertThat(self.userId).isEqualTo(userId)
                assertThat(self.deviceId).isEqualTo("PHONE")
                val person = Person(api, userId)
                block(person)
                person.logOut()
            }
    }

    private suspend fun register(address: Url, name: String, password: String): UserId =
        MatrixClientServerApiClientImpl(address).use { api ->
            val asked =
                api.authentication.register(name, password, inhibitLogin = true).getOrThrow()
            val answered =
                (asked as UIA.Step).authenticate(AuthenticationRequest.Dummy).getOrThrow()
            (answered as UIA.Success).value.userId
        }
}

/** What two people do in a room, each step seen by the other one. */
private class Conversation(private val alice: Person, private val bob: Person) {
    suspend fun converse() {
        val room = inviteAndJoin()
        val hello = say(alice, bob, room, Text("hello"))
        val answer = say(bob, alice, room, Text("hi"))
        edit(room, hello)
        reactAndRedact(room, hello)
        read(room, answer)
        type(room)
        leave(room)
    }

    private suspend fun inviteAndJoin(): RoomId {
        val preset = CreateRoom.Request.Preset.PRIVATE
        val room = alice.api.room
            .createRoom(name = "Talk", preset = preset, invite = setOf(bob.userId))
            .getOrThrow()
        bob.until { it.room?.invite?.get(room) }
        assertThat(bob.api.room.joinRoom(room).getOrThrow()).isEqualTo(room)
        alice.untilTold(room) { isJoinOfBob(it) }
        return room
    }

    private fun isJoinOfBob(event: RoomEvent<*>) =
        event.sender == bob.userId && membership(event) == Membership.JOIN

    private fun membership(event: RoomEvent<*>) = (event.content as? MemberEventContent)?.membership

    private suspend fun say(from: Person, to: Person, room: RoomId, content: Text): EventId {
        val id = from.api.room.sendMessageEvent(room, content).getOrThrow()
        val told = to.untilTold(room) { it.id == id }
        assertThat(told.sender).isEqualTo(from.userId)
        assertThat((told.content as Text).body).isEqualTo(content.body)
        return id
    }

    private suspend fun edit(room: RoomId, hello: EventId) {
        val edit = Text("* hello, Bob", relatesTo = RelatesTo.Replace(hello, Text("hello, Bob")))
        val id = alice.api.room.sendMessageEvent(room, edit).getOrThrow()
        val told = bob.untilTold(room) { it.id == id }.content as Text
        assertThat((told.relatesTo as RelatesTo.Replace).eventId).isEqualTo(hello)
    }

    private suspend fun reactAndRedact(room: RoomId, hello: EventId) {
        val content = ReactionEventContent(RelatesTo.Annotation(hello, "👍"))
        val reaction = bob.api.room.sendMessageEvent(room, content).getOrThrow()
        assertThat(alice.untilTold(room) { it.id == reaction }.content).isEqualTo(content)

        val redaction = bob.api.room.redactEvent(room, reaction, "a slip").getOrThrow()
        val told = alice.untilTold(room) { it.id == redaction }.content as RedactionEventContent
        assertThat(told.redacts).isEqualTo(reaction)
        val redacted = alice.api.room.getEvent(room, reaction).getOrThrow()
        assertThat(redacted.content).isNotEqualTo(content)
    }

    private suspend fun read(room: RoomId, answer: EventId) {
        alice.api.room.setReceipt(room, answer).getOrThrow()
        bob.untilShown<ReceiptEventContent>(room) {
            it.events[answer]?.get(ReceiptType.Read)?.contains(alice.userId) == true
        }
    }

    private suspend fun type(room: RoomId) {
        bob.api.room.setTyping(room, bob.userId, true, 20_000).getOrThrow()
        alice.untilShown<TypingEventContent>(room) { it.users == setOf(bob.userId) }
        bob.api.room.setTyping(room, bob.userId, false).getOrThrow()
        alice.untilShown<TypingEventContent>(room) { it.users.isEmpty() }
    }

    private suspend fun leave(room: RoomId) {
        bob.api.room.leaveRoom(room).getOrThrow()
        bob.until { it.room?.leave?.get(room) }
        alice.untilTold(room) { membership(it) == Membership.LEAVE }
    }
}

/** Somebody with a client which syncs whenever the person waits for something. */
private class Person(val api: MatrixClientServerApiClient, val userId: UserId) {
    private var since: String? = null

    /** Syncs until [find] returns something. */
    suspend fun <T : Any> until(find: (Sync.Response) -> T?): T {
        while (true) {
            val response = api.sync.sync(since = since, timeout = 10.seconds).getOrThrow()
            since = response.nextBatch
            find(response)?.let { return it }
        }
    }

    /** Syncs until the room's timeline has an event that fits. */
    suspend fun untilTold(room: RoomId, fits: (RoomEvent<*>) -> Boolean): RoomEvent<*> =
        until { it.room?.join?.get(room)?.timeline?.events?.find(fits) }

    /** Syncs until the room has an ephemeral event of this kind that fits. */
    suspend inline fun <reified C> untilShown(room: RoomId, crossinline fits: (C) -> Boolean) {
        until { response ->
            val shown = response.room?.join?.get(room)?.ephemeral?.events.orEmpty()
            shown.find { event -> (event.content as? C)?.let(fits) ?: false }
        }
    }

    /** Logs out, after which the access token is worth nothing. */
    suspend fun logOut() {
        api.authentication.logout().getOrThrow()
        val refusal = api.authentication.whoAmI().exceptionOrNull()
        assertThat((refusal as MatrixServerException).errorResponse)
            .isInstanceOf(ErrorResponse.UnknownToken::class.java)
    }
}
