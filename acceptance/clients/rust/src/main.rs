//! Two people talk; one of them through the room list of matrix-rust-sdk, as Element X does:
//! conversation BASE_URL
//!
//! Ends with status 0 when everything arrived, and with the step that did not otherwise.

use std::{future::Future, process, time::Duration};

use anyhow::{Context, Result, anyhow};
use matrix_sdk::{
    Client, Room, RoomState,
    room::MessagesOptions,
    ruma::{
        OwnedRoomId,
        api::client::{
            account::register::v3::Request as Registration,
            room::create_room::v3::Request as CreateRoom,
            uiaa::{AuthData, Dummy},
        },
        assign,
        events::room::message::RoomMessageEventContent,
    },
};
use matrix_sdk_ui::{
    sync_service::SyncService,
    timeline::{RoomExt, Timeline},
};

const PATIENCE: Duration = Duration::from_secs(30);
const STEP: Duration = Duration::from_millis(50);

#[tokio::main]
async fn main() -> Result<()> {
    let base_url = std::env::args().nth(1).context("usage: conversation BASE_URL")?;
    let alice = register(&base_url, "alice").await?;
    let bob = register(&base_url, "bob").await?;

    let service = SyncService::builder(alice.clone()).build().await?;
    service.start().await;
    let list = service.room_list_service();

    let room = invitation(&alice, &bob).await?;
    let id = room.room_id().to_owned();
    let invited = known(&alice, &id, RoomState::Invited).await?;
    // The client knows the room a moment before it knows what is said of it.
    until("the invitation names the room", || async {
        invited.display_name().await.is_ok_and(|name| name.to_string() == "The attic")
    })
    .await?;

    invited.join().await?;
    let joined = known(&alice, &id, RoomState::Joined).await?;
    list.subscribe_to_rooms(&[&id]).await;
    let timeline = joined.timeline().await?;
    room.send(RoomMessageEventContent::text_plain("hello alice")).await?;
    until("alice sees the message", || has(&timeline, "hello alice")).await?;
    until("the message is unread", || async { joined.num_unread_messages() > 0 }).await?;

    timeline.send(RoomMessageEventContent::text_plain("hello bob").into()).await?;
    until("bob sees the answer", || read(&room, "hello bob")).await?;
    until("alice sees that it was sent", || has(&timeline, "hello bob")).await?;

    room.set_name("The cellar".to_owned()).await?;
    until("alice sees the new name", || async {
        joined.name().is_some_and(|name| name == "The cellar")
    })
    .await?;

    room.leave().await?;
    until("alice sees that bob has left", || async { joined.joined_members_count() == 1 }).await?;
    joined.leave().await?;
    known(&alice, &id, RoomState::Left).await?;

    service.stop().await;
    Ok(())
}

async fn register(base_url: &str, name: &str) -> Result<Client> {
    let client = Client::builder().homeserver_url(base_url).build().await?;
    let request = assign!(Registration::new(), {
        username: Some(format!("{name}-{}", process::id())),
        password: Some(format!("secret of {name}")),
        auth: Some(AuthData::Dummy(Dummy::new())),
    });
    client.matrix_auth().register(request).await.with_context(|| format!("register {name}"))?;
    Ok(client)
}

async fn invitation(guest: &Client, host: &Client) -> Result<Room> {
    let user = guest.user_id().context("logged in")?.to_owned();
    let request = assign!(CreateRoom::new(), {
        name: Some("The attic".to_owned()),
        invite: vec![user],
    });
    host.create_room(request).await.context("create a room")
}

/// The room, once the client knows it and is this in it.
async fn known(client: &Client, id: &OwnedRoomId, state: RoomState) -> Result<Room> {
    until(&format!("a room in state {state:?}"), || async {
        client.get_room(id).is_some_and(|room| room.state() == state)
    })
    .await?;
    client.get_room(id).context("the room that was just there")
}

async fn has(timeline: &Timeline, text: &str) -> bool {
    timeline.items().await.iter().any(|item| {
        item.as_event()
            .filter(|event| event.event_id().is_some())
            .and_then(|event| event.content().as_message())
            .is_some_and(|message| message.body() == text)
    })
}

async fn read(room: &Room, text: &str) -> bool {
    match room.messages(MessagesOptions::backward()).await {
        Ok(messages) => messages.chunk.iter().any(|event| event.raw().json().get().contains(text)),
        Err(_) => false,
    }
}

/// Waits until something is so.
async fn until<F: Future<Output = bool>>(what: &str, so: impl Fn() -> F) -> Result<()> {
    let look = async {
        while !so().await {
            tokio::time::sleep(STEP).await;
        }
    };
    tokio::time::timeout(PATIENCE, look).await.map_err(|_| anyhow!("did not see: {what}"))
}
