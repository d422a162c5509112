"""The stand-in does what is known of LiveAvatar."""

import re
import uuid

import pytest

from tests.heygen_fake import Refuse
from tests.heygen_fake.liveavatar import AVATAR_ID
from tests.heygen_fake.token_body import SANDBOX_AVATAR

# Credentials


@pytest.mark.parametrize("with_both", [False, True], ids=["alone", "with a key"])
async def test_a_token_makes_no_session(live, with_both):
    fake, client = await live()
    _, token = await client.started()
    key = fake.key if with_both else None
    refused = await client.post("/v1/sessions/token", {}, token=token, key=key)
    assert refused.status_code == 401


async def test_a_key_starts_no_session(live):
    fake, client = await live()
    token = (await client.token()).json()["data"]["session_token"]
    assert (await client.post("/v1/sessions/start", key=fake.key)).status_code == 401
    both = await client.post("/v1/sessions/start", key=fake.key, token=token)
    assert both.status_code == 401
    assert fake.running() == []


@pytest.mark.parametrize(
    "path", ["/v1/sessions?type=active", "/v1/users/credits", f"/v1/sessions/{uuid.UUID(int=1)}"]
)
async def test_what_the_account_has_is_told_for_its_key_alone(live, path):
    _, client = await live()
    assert (await client.call("GET", path, key="another")).status_code == 401


async def test_how_a_credential_is_refused_can_be_said(live):
    refusal = Refuse(403, {"error": "go away"})
    _, client = await live(unauthorized=refusal)
    refused = await client.start("nobody's")
    assert (refused.status_code, refused.json()) == (403, {"error": "go away"})


# Making and starting


async def test_a_session_is_made_with_200_and_started_with_201(live):
    fake, client = await live()
    made = await client.token()
    assert (made.status_code, made.json()["code"]) == (200, 1000)
    data = made.json()["data"]
    started = await client.start(data["session_token"])
    assert (started.status_code, started.json()["code"]) == (201, 1000)
    room = started.json()["data"]
    assert room["session_id"] == data["session_id"] == str(uuid.UUID(data["session_id"]))
    assert room["livekit_url"] and room["livekit_client_token"]
    assert room["max_session_duration"] == 1200
    assert fake.sessions[data["session_id"]].wanted["max_session_duration"] == 1200


async def test_what_is_only_made_costs_nothing(live):
    fake, client = await live()
    await client.token()
    assert fake.running() == []
    assert (await client.listed())["count"] == 0


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"avatar_id": "josh"}, "Input should be a valid UUID"),
        ({"avatar_id": None, "avatar_persona": {"voice_id": "v"}}, "Input should be a valid UUID"),
        ({"avatar_persona": None}, "Provide exactly one of avatar_persona or voice_agent"),
        ({"llm_configuration_id": "mine"}, "Input should be a valid UUID"),
        ({"video_settings": {"quality": "best"}}, "Input should be 'very_high'"),
        ({"max_session_duration": "long"}, "Input should be a valid integer"),
        ({"dynamic_variables": {"name": "x" * 1001}}, "Bad variable"),
    ],
    ids=["avatar", "voice", "persona", "llm", "quality", "duration", "variables"],
)
async def test_what_is_wrong_with_a_body_is_told_as_fastapi_does(live, body, message):
    _, client = await live()
    refused = await client.token(**body)
    assert refused.status_code == 422
    (detail,) = refused.json()["detail"]
    assert message in detail["msg"] and detail["loc"][0] == "body" and detail["type"]


async def test_a_body_that_is_no_json_is_422(live):
    fake, client = await live()
    headers = {"X-API-KEY": fake.key}
    refused = await client._http.post("/v1/sessions/token", content=b"{", headers=headers)
    assert refused.status_code == 422


async def test_an_unknown_llm_fails_at_the_start_and_not_before(live):
    fake, client = await live()
    made = await client.token(llm_configuration_id=str(uuid.UUID(int=7)))
    assert made.status_code == 200
    refused = await client.start(made.json()["data"]["session_token"])
    assert refused.status_code == 400 and "not found in your space" in refused.json()["message"]
    assert fake.running() == []


async def test_an_llm_in_the_persona_is_not_looked_at(live):
    _, client = await live()
    await client.started(avatar_persona={"llm_configuration_id": "whatever"})


async def test_an_unknown_avatar_is_refused_where_avatars_are_known(live):
    _, client = await live(avatars=[AVATAR_ID])
    await client.started()
    assert (await client.token(avatar_id=str(uuid.UUID(int=7)))).status_code == 404


async def test_a_full_house_refuses_the_start_and_not_the_token(live):
    fake, client = await live(limit=1)
    await client.started()
    made = await client.token()
    assert made.status_code == 200
    token = made.json()["data"]["session_token"]
    refused = await client.start(token)
    assert (refused.status_code, refused.json()["code"]) == (403, 4003)
    fake.end(fake.running()[0].id, "USER_DISCONNECTED")
    assert (await client.start(token)).status_code == 201  # the token is good still


async def test_anothers_sessions_take_room(live):
    fake, client = await live(limit=1)
    foreign = fake.foreign_session()
    made = (await client.token()).json()["data"]
    assert (await client.start(made["session_token"])).status_code == 403
    assert [each["id"] for each in (await client.listed())["results"]] == [foreign]


async def test_a_second_start_with_one_token_is_refused_and_counted(live):
    fake, client = await live(second_start=Refuse(409, {}))
    session_id, token = await client.started()
    assert (await client.start(token)).status_code == 409
    assert fake.sessions[session_id].starts == 2
    assert len(fake.running()) == 1


# Stopping


async def test_a_token_stops_its_session_with_no_body(live):
    fake, client = await live()
    session_id, token = await client.started()
    assert (await client.post("/v1/sessions/stop", token=token)).status_code == 200
    assert fake.running() == []
    assert fake.sessions[session_id].end_reason == "USER_CLOSED"


async def test_a_body_without_a_reason_stops_for_no_known_one(live):
    fake, client = await live()
    session_id, token = await client.started()
    await client.post("/v1/sessions/stop", {}, token=token)
    assert fake.sessions[session_id].end_reason == "UNKNOWN"


async def test_a_key_stops_the_session_it_names(live):
    fake, client = await live()
    session_id, _ = await client.started()
    assert (await client.post("/v1/sessions/stop", key=fake.key)).status_code == 422
    assert len(fake.running()) == 1
    body = {"session_id": session_id}
    assert (await client.post("/v1/sessions/stop", body, key=fake.key)).status_code == 200
    assert fake.running() == []


async def test_what_is_unknown_or_over_is_not_found_by_a_stop(live):
    fake, client = await live()
    session_id, token = await client.started()
    await client.post("/v1/sessions/stop", token=token)
    for named in (str(uuid.UUID(int=7)), session_id):
        body = {"session_id": named}
        refused = await client.post("/v1/sessions/stop", body, key=fake.key)
        assert (refused.status_code, refused.json()["message"]) == (404, "Session not found")
    assert fake.sessions[session_id].stops == 2


async def test_what_was_stopped_before_it_started_never_starts(live):
    _, client = await live()
    token = (await client.token()).json()["data"]["session_token"]
    assert (await client.post("/v1/sessions/stop", token=token)).status_code == 200
    assert (await client.start(token)).status_code == 404


async def test_it_can_be_said_that_only_what_started_is_stopped(live):
    _, client = await live(stops_unstarted=False)
    token = (await client.token()).json()["data"]["session_token"]
    assert (await client.post("/v1/sessions/stop", token=token)).status_code == 404
    assert (await client.start(token)).status_code == 201


async def test_deleting_a_session_is_405_and_it_goes_on(live):
    fake, client = await live()
    session_id, _ = await client.started()
    refused = await client.call("DELETE", f"/v1/sessions/{session_id}", key=fake.key)
    assert refused.status_code == 405
    assert len(fake.running()) == 1


async def test_anothers_session_can_be_stopped_by_mistake_and_it_shows(live):
    fake, client = await live()
    foreign = fake.foreign_session()
    await client.post("/v1/sessions/stop", {"session_id": foreign}, key=fake.key)
    assert fake.sessions[foreign].stops == 1 and fake.running() == []


async def test_a_stopped_one_can_take_room_for_a_while(live, clock):
    fake, client = await live(limit=1, frees_after_s=0.8)
    _, token = await client.started()
    await client.post("/v1/sessions/stop", token=token)
    assert fake.running() == []
    other = (await client.token()).json()["data"]["session_token"]
    assert (await client.start(other)).status_code == 403
    clock.now += 0.8
    assert (await client.start(other)).status_code == 201


# What time does


async def test_idle_for_300_s_it_is_ended(live, clock):
    fake, client = await live()
    session_id, _ = await client.started()
    clock.now += 299
    assert len(fake.running()) == 1
    clock.now += 2
    session = fake.sessions[session_id]
    assert fake.running() == [] and session.end_reason == "IDLE_TIMEOUT"
    assert session.lasted(clock.now) == 300


@pytest.mark.parametrize("by", ["key", "token"])
async def test_keeping_alive_puts_off_the_idle_end(live, clock, by):
    fake, client = await live()
    session_id, token = await client.started()
    clock.now += 299
    with_key = ({"session_id": session_id}, {"key": fake.key})
    body, credential = with_key if by == "key" else (None, {"token": token})
    kept = await client.post("/v1/sessions/keep-alive", body, **credential)
    assert kept.status_code == 200
    clock.now += 299
    assert len(fake.running()) == 1 and fake.sessions[session_id].keep_alives == 1


async def test_keeping_alive_does_not_outlast_the_duration_asked_for(live, clock):
    fake, client = await live()
    session_id, token = await client.started(max_session_duration=200)
    clock.now += 199
    await client.post("/v1/sessions/keep-alive", token=token)
    clock.now += 1
    assert fake.running() == []
    assert fake.sessions[session_id].end_reason == "MAX_DURATION_REACHED"
    assert (await client.post("/v1/sessions/keep-alive", token=token)).status_code == 404


async def test_the_plan_bounds_the_duration(live):
    fake, client = await live(plan_duration_s=60)
    session_id, _ = await client.started(max_session_duration=1200)
    assert fake.sessions[session_id].max_duration_s == 60


async def test_the_sandbox_has_one_avatar_for_60_s_and_no_price(live, clock):
    fake, client = await live(credits=0)
    assert (await client.token(is_sandbox=True)).status_code == 400
    session_id, _ = await client.started(is_sandbox=True, avatar_id=SANDBOX_AVATAR)
    clock.now += 60
    assert fake.running() == [] and fake.sessions[session_id].lasted(clock.now) == 60
    assert (await client.entry(session_id))["credits_consumed"] == 0


async def test_each_minute_is_paid_when_it_begins_and_the_last_credit_ends_it(live, clock):
    fake, client = await live(credits=5)
    session_id, _ = await client.started()
    assert fake.terms.credits == 3
    clock.now += 60
    assert len(fake.running()) == 1 and fake.terms.credits == 1
    clock.now += 60
    assert fake.running() == [] and fake.sessions[session_id].end_reason == "NO_CREDITS"
    assert fake.sessions[session_id].lasted(clock.now) == 120


async def test_without_credits_for_a_minute_nothing_starts(live):
    fake, client = await live(credits=1.5, no_credits=Refuse(402, {"message": "no credits"}))
    made = (await client.token()).json()["data"]
    assert (await client.start(made["session_token"])).status_code == 402
    assert (await client.get("/v1/users/credits")).json()["data"] == {"credits_left": "1.5"}
    assert fake.running() == []


async def test_zombies_are_reaped_where_that_is_wanted(live, clock):
    fake, client = await live(zombie_s=194)
    session_id, _ = await client.started()
    clock.now += 194
    assert fake.running() == []
    assert fake.sessions[session_id].end_reason == "ZOMBIE_SESSION_REAP"


async def test_anothers_session_is_kept_alive_by_its_own(live, clock):
    fake, _ = await live(zombie_s=194)
    foreign = fake.foreign_session()
    clock.now += 1000
    assert [each.id for each in fake.running()] == [foreign]


# What it tells


async def test_a_list_must_say_of_which(live):
    _, client = await live()
    refused = await client.get("/v1/sessions")
    assert refused.status_code == 422
    assert refused.json()["detail"][0]["loc"] == ["query", "type"]


async def test_a_list_comes_in_pages(live, clock):
    fake, client = await live(limit=3)
    ids: list[str] = []
    for _ in range(3):
        ids.insert(0, (await client.started())[0])
        clock.now += 1
    first = await client.listed("type=active&page_size=2")
    assert first["count"] == 3 and first["previous"] is None
    second = (await client.get(first["next"].removeprefix(fake.url))).json()["data"]
    assert [each["id"] for each in first["results"] + second["results"]] == ids
    assert second["next"] is None and second["previous"]
    assert (await client.get("/v1/sessions?type=active&page_size=101")).status_code == 422


async def test_a_list_can_be_of_one_avatar_or_context(live):
    _, client = await live()
    context = str(uuid.UUID(int=5))
    session_id, _ = await client.started(avatar_persona={"context_id": context})
    await client.started()
    found = await client.listed(f"type=active&context_id={context}&avatar_id={AVATAR_ID}")
    assert [each["id"] for each in found["results"]] == [session_id]


async def test_what_is_over_is_history_and_says_why(live, clock):
    fake, client = await live()
    session_id, _ = await client.started()
    assert "end_reason" not in await client.entry(session_id)
    clock.now += 61
    fake.end(session_id, "AGENT_HANG_UP")
    (entry,) = (await client.listed("type=historic"))["results"]
    assert entry == await client.entry(session_id)
    assert (entry["id"], entry["end_reason"]) == (session_id, "AGENT_HANG_UP")
    assert entry["duration"] == 61 and entry["credits_consumed"] == 4
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", entry["end_at"])
    assert (await client.listed())["count"] == 0


async def test_a_transcript_goes_on_where_the_last_one_ended(live, clock):
    fake, client = await live()
    session_id, _ = await client.started()
    path = f"/v1/sessions/{session_id}/transcript"
    clock.now += 2
    fake.say(session_id, "user", "hello")
    fake.say(session_id, "avatar", "hi")
    first = (await client.get(path)).json()["data"]
    assert first["session_active"] is True
    heard, said = first["transcript_data"]
    assert (heard["role"], heard["transcript"]) == ("user", "hello")
    assert heard["relative_timestamp"] == 2000 and heard["absolute_timestamp"] == 1_790_000_002_000
    assert said["role"] == "avatar" and said["absolute_timestamp"] > heard["absolute_timestamp"]
    fake.say(session_id, "user", "bye")
    fake.end(session_id, "USER_DISCONNECTED")
    rest = await client.get(f"{path}?start_timestamp={first['next_timestamp']}")
    assert [each["transcript"] for each in rest.json()["data"]["transcript_data"]] == ["bye"]
    assert rest.json()["data"]["session_active"] is False


async def test_deleted_events_are_gone(live):
    fake, client = await live()
    session_id, _ = await client.started()
    fake.say(session_id, "user", "forget this")
    path = f"/v1/sessions/{session_id}/events"
    assert (await client.call("DELETE", path, key=fake.key)).status_code == 200
    transcript = (await client.get(f"/v1/sessions/{session_id}/transcript")).json()["data"]
    assert transcript["transcript_data"] == []


async def test_a_context_is_made_and_named(live):
    fake, client = await live()
    body = {"name": "sales", "prompt": "Sell.", "opening_text": "Hello."}
    made = await client.post("/v1/contexts", body, key=fake.key)
    assert fake.contexts[made.json()["data"]["id"]]["prompt"] == "Sell."
    assert (await client.post("/v1/contexts", {}, key=fake.key)).status_code == 422
