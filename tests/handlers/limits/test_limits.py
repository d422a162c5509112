"""Who asks for too much is refused, over real sockets; everybody else isn't."""

import asyncio
import json

import pytest

from handlers.limits.limits import LimitsSettings
from tests.handlers.conftest import SECRET, serving, token
from tests.handlers.talker import talking, types_of
from tests.waiting import until

JOIN, STATUS = "/api/consultoria/queue/join/", "/api/consultoria/queue/status/"
STREAM = "/backend/conversations/stream"
PROXY = {"trusted_proxies": ("127.0.0.1",)}


@pytest.fixture
def limited(serve):
    """Starts a server for others, with these limits."""

    def start(**limits):
        return serve(development=False, limits=LimitsSettings(**limits))

    return start


def bearer(user=7, **claims):
    return {"Authorization": f"Bearer {token(user, **claims)}"}


async def codes_of(server, times, path="/", **options):
    return [(await server.fetch(path, **options)).code for _ in range(times)]


def refusal_of(answer):
    """What a refusal says; it says when to come back, and looks like all errors."""
    assert answer.code == 429 and int(answer.headers["Retry-After"]) >= 1
    body = json.loads(answer.body)
    assert body["error"] == "too_many_requests"
    return body["message"]


# Requests


async def test_a_user_has_so_many_requests_and_others_have_theirs(limited):
    server = limited(user_requests_a_minute=6)
    assert await codes_of(server, 10, STATUS, headers=bearer(1)) == [404] * 10
    answer = await server.fetch(STATUS, headers=bearer(1))
    assert not any(letter.isdigit() for letter in refusal_of(answer))
    assert answer.headers["Retry-After"] == "10"
    assert (await server.fetch(STATUS, headers=bearer(2))).code == 404
    assert (await server.fetch(STATUS, headers=bearer("1"))).code == 404  # somebody else
    assert server.limits.refused["requests of a user"] == 1


async def test_a_request_counts_once_however_often_it_looks_at_the_caller(limited):
    server = limited(user_requests_a_minute=6)
    asked = {"method": "POST", "body": '{"case_setup_id": 1}', "headers": bearer()}
    assert await codes_of(server, 10, "/role_plays_session/get_agent_link", **asked) == [200] * 10


async def test_an_address_has_so_many_with_and_without_a_user(limited):
    server = limited(address_requests_a_minute=60)
    assert await codes_of(server, 10) == [200] * 10
    # Held back until it is its turn, each of those that follow is let in.
    assert await codes_of(server, 1) == [200]
    server.limits.hold_s = lambda address, now: 0.0
    refusal_of(await server.fetch("/"))
    refusal_of(await server.fetch(STATUS, headers=bearer()))
    refusal_of(await server.fetch("/nothing"))
    refusal_of(await server.fetch(JOIN, method="POST", body='{"agent_type": "gestao"}'))


@pytest.mark.parametrize(
    ("early", "status"),
    [
        (b"FOO / HTTP/1.1\r\n\r\n", b"405"),
        (b"GET /role_plays/%ff HTTP/1.1\r\n\r\n", b"400"),
        (
            b"POST / HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=x\r\n"
            b"Content-Length: 1\r\n\r\nx",
            b"400",
        ),
    ],
)
async def test_what_is_refused_before_anything_else_counts_like_all_requests(
    limited, early, status
):
    server = limited(address_requests_a_minute=1)
    server.limits.hold_s = lambda address, now: 0.0
    assert await statuses_of(server, early, 11) == [status] * 10 + [b"429"]
    refusal_of(await server.fetch("/"))


async def statuses_of(server, request, times):
    """How each of so many is answered."""
    head, _, rest = request.partition(b"\r\n")
    named, statuses = head + b"\r\nHost: 127.0.0.1\r\n" + rest, []
    for _ in range(times):
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(named)
        answer = await reader.readuntil(b"\r\n\r\n")
        statuses.append(answer.split()[1])
        writer.close()
        await writer.wait_closed()
    return statuses


async def test_health_is_not_held_back_beside_a_flood_of_its_address(limited):
    server, asked = limited(address_requests_a_minute=60), []
    hold_s = server.limits.hold_s

    def note(address, now):
        asked.append(address)
        return hold_s(address, now=now)

    server.limits.hold_s = note
    for path in ("/health", "/health/", "/health?x=1", "/health/ready"):
        await server.fetch(path)
    assert not asked
    await server.fetch("/")
    assert asked


async def test_preflights_count_and_what_is_counted_counts_once(limited):
    server = limited(address_requests_a_minute=1)
    server.limits.hold_s = lambda address, now: 0.0
    assert await codes_of(server, 5, STATUS, method="OPTIONS") == [204] * 5
    assert await codes_of(server, 5, "/nothing") == [404] * 5
    refusal_of(await server.fetch("/"))


async def test_health_and_preflights_are_never_refused(limited):
    server = limited(address_requests_a_minute=1)
    server.limits.hold_s = lambda address, now: 0.0
    assert await codes_of(server, 10) == [200] * 10
    refusal_of(await server.fetch("/"))
    assert (await server.fetch("/health")).code == 200
    assert (await server.fetch(STATUS, method="OPTIONS")).code == 204


async def test_a_page_of_another_origin_can_read_when_to_come_back(limited):
    server = limited(user_requests_a_minute=1)
    await codes_of(server, 10, STATUS, headers=bearer())
    page = {"Origin": "http://localhost:3000", **bearer()}
    answer = await server.fetch(STATUS, headers=page)
    refusal_of(answer)
    assert answer.headers["Access-Control-Allow-Origin"] == "http://localhost:3000"
    assert "Retry-After" in answer.headers["Access-Control-Expose-Headers"]


async def test_who_is_behind_a_proxy_has_a_limit_of_their_own(limited):
    server = limited(address_requests_a_minute=1, **PROXY)
    server.limits.hold_s = lambda address, now: 0.0

    def by(client):
        return {"headers": {"X-Forwarded-For": client}}

    assert await codes_of(server, 10, **by("203.0.113.9")) == [200] * 10
    refusal_of(await server.fetch("/", **by("203.0.113.9")))
    refusal_of(await server.fetch("/", **by("192.0.2.1, 203.0.113.9")))
    assert (await server.fetch("/", **by("192.0.2.1"))).code == 200


@pytest.mark.logs("limits.trusted_proxies lacks 127.0.0.1")
async def test_who_comes_by_itself_cannot_be_somebody_else(limited):
    server = limited(address_requests_a_minute=1)
    server.limits.hold_s = lambda address, now: 0.0
    made_up = [f"203.0.113.{number}" for number in range(11)]
    *let_in, last = [await server.fetch("/", headers={"X-Forwarded-For": one}) for one in made_up]
    assert [each.code for each in let_in] == [200] * 10
    refusal_of(last)


@pytest.mark.parametrize(
    ("said", "origin", "scheme"),
    [
        ("https", None, "wss"),
        ("http", "https://127.0.0.1", "ws"),  # what the proxy says
        ("https", "http://127.0.0.1", "wss"),
        ("gopher", None, "ws"),
        (None, "https://127.0.0.1", "wss"),
    ],
)
async def test_the_scheme_of_sockets_is_the_trusted_proxy_s(limited, said, origin, scheme):
    given = {"X-Forwarded-Proto": said, "Origin": origin}
    headers = {name: value for name, value in given.items() if value is not None}
    answer = await limited(**PROXY).fetch("/", headers=headers)
    assert json.loads(answer.body)["websocket_endpoint"].startswith(f"{scheme}://")


async def test_anybody_s_word_about_the_scheme_counts_for_nothing(limited):
    answer = await limited().fetch("/", headers={"X-Forwarded-Proto": "https"})
    assert json.loads(answer.body)["websocket_endpoint"].startswith("ws://")


async def test_in_development_mode_nobody_is_counted(serve):
    server = serve(limits=LimitsSettings(address_requests_a_minute=1, user_requests_a_minute=1))
    assert await codes_of(server, 30, STATUS, headers=bearer()) == [404] * 30


# Credentials


async def test_where_many_tokens_are_wrong_only_known_ones_are_looked_at(limited):
    server = limited(address_failures_a_minute=1)
    assert (await server.fetch(STATUS, headers=bearer(1))).code == 404
    wrong = {"Authorization": f"Bearer {token(secret=SECRET + ' not')}"}
    assert await codes_of(server, 10, STATUS, headers=wrong) == [401] * 10
    refusal_of(await server.fetch(STATUS, headers=wrong))
    refusal_of(await server.fetch(STATUS, headers=bearer(2)))  # it may be the right guess
    assert (await server.fetch(STATUS, headers=bearer(1))).code == 404
    assert (await server.fetch("/")).code == 200
    assert (await server.fetch(STATUS)).code == 401


async def test_a_token_that_has_expired_is_no_guess(limited):
    server = limited(address_failures_a_minute=1)
    assert await codes_of(server, 20, STATUS, headers=bearer(exp=1_000)) == [401] * 20
    assert await codes_of(server, 20, STATUS) == [401] * 20
    assert (await server.fetch(STATUS, headers=bearer())).code == 404


async def test_wrong_tickets_are_guesses_too(limited):
    server = limited(address_failures_a_minute=1)
    assert await codes_of(server, 10, f"{STREAM}?ticket=wrong") == [401] * 10
    refusal_of(await server.fetch(STATUS, headers=bearer()))
    for path in (
        f"{STREAM}?ticket=wrong",
        "/api/consultoria/queue/stream/?ticket=wrong",
        "/sessions/1/recording?link=wrong",
    ):
        refusal_of(await server.fetch(path))
    for query in ("?ticket=wrong", "?link=wrong"):
        refusal_of(await refused_socket(server, query))


# The queue


async def test_one_user_joins_so_often(limited):
    server = limited(user_joins_a_minute=6)
    join = {"method": "POST", "body": '{"agent_type": "gestao"}'}
    joined = await codes_of(server, 10, JOIN, headers=bearer(1), **join)
    assert joined == [200] + [403] * 9
    message = refusal_of(await server.fetch(JOIN, headers=bearer(1), **join))
    assert not any(letter.isdigit() for letter in message)
    assert (await server.fetch(STATUS, headers=bearer(1))).code == 200
    assert (await server.fetch(JOIN, headers=bearer(2), **join)).code == 200


# Streams and sockets


async def refused_socket(server, query="", **headers):
    """Why a socket wasn't opened."""
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version": "13",
    }
    return await server.fetch(f"/ws/voice-chat{query}", headers={**upgrade, **headers})


async def test_a_user_has_so_many_voice_sockets_and_gets_each_back(limited):
    server = limited(user_sockets=2)
    talkers = [await talking(server, **bearer(1)) for _ in range(2)]
    assert "too many voice sockets" in refusal_of(await refused_socket(server, **bearer(1)))
    await talking(server, **bearer(2))
    talkers[0].socket.close()
    await talkers[0].closed()
    await until(lambda: len(server.sessions) == 2)
    await talking(server, **bearer(1))
    assert await talkers[1].is_alive()


async def test_an_address_has_so_many_voice_sockets(limited):
    server = limited(address_sockets=2)
    talkers = [await talking(server, **bearer(user)) for user in (1, 2)]
    assert "your network" in refusal_of(await refused_socket(server, **bearer(3)))
    assert all([await talker.is_alive() for talker in talkers])


async def test_a_user_begins_so_many_sessions_and_resumes_as_often_as_need_be(limited):
    server = limited(user_sessions_a_minute=6)
    for _ in range(9):
        talker = await talking(server, **bearer(1))
        talker.socket.close()
    talker = await server.connect(**bearer(1))
    start = await talker.start()
    refusal_of(await refused_socket(server, **bearer(1)))
    for _ in range(12):
        talker.vanish()
        resume = f"?session_id={talker.session_id}&resume_token={start['resume_token']}"
        talker = await server.connect(resume, **bearer(1))
        start = await talker.start()
    assert await talker.is_alive()


@pytest.mark.parametrize(
    "full", [{"user_sockets": 1}, {"address_sockets": 1}, {"sockets": 1}, {"voice_sessions": 1}]
)
async def test_a_resumed_session_needs_no_place_but_that_of_the_socket_it_takes_over(limited, full):
    server = limited(**full)
    talker = await server.connect(**bearer(1))
    start = await talker.start()
    for _ in range(3):  # no old socket has gone by then
        resume = f"?session_id={talker.session_id}&resume_token={start['resume_token']}"
        talker = await server.connect(resume, **bearer(1))
        start = await talker.start()
    assert await talker.is_alive()
    assert (await refused_socket(server, **bearer(1))).code in (429, 503)


async def test_a_resumed_session_frees_nothing_of_another_address_s(limited):
    server = limited(address_sockets=1, **PROXY)
    there, here = ({"X-Forwarded-For": f"203.0.113.{n}", **bearer(1)} for n in (1, 2))
    talker = await server.connect(**there)
    start = await talker.start()
    await talking(server, **here)
    resume = f"?session_id={talker.session_id}&resume_token={start['resume_token']}"
    assert "your network" in refusal_of(await refused_socket(server, resume, **here))
    assert "your network" in refusal_of(await refused_socket(server, **there))
    assert await talker.is_alive()


async def test_a_user_has_so_many_sessions_with_those_that_wait_to_be_resumed(limited):
    server = limited(user_voice_sessions=2)
    for _ in range(2):
        talker = await server.connect(**bearer(1))
        start = await talker.start()
        talker.vanish()
    assert "too many voice sessions" in refusal_of(await refused_socket(server, **bearer(1)))
    assert await (await talking(server, **bearer(2))).is_alive()
    resume = f"?session_id={talker.session_id}&resume_token={start['resume_token']}"
    talker = await talking(server, resume, **bearer(1))
    talker.socket.close()
    await talker.closed()
    await until(lambda: server.sessions.count_of(1) == 1)
    assert await (await talking(server, **bearer(1))).is_alive()


async def test_a_user_who_begins_too_many_sessions_spends_nothing_of_the_address_s(limited):
    server = limited(user_sessions_a_minute=6, address_sessions_a_minute=66)
    for _ in range(10):
        talker = await talking(server, **bearer(1))
        talker.socket.close()
    for _ in range(10):
        assert "your network" not in refusal_of(await refused_socket(server, **bearer(1)))
    assert await (await talking(server, **bearer(2))).is_alive()


@pytest.mark.parametrize("full", [LimitsSettings(voice_sessions=2), LimitsSettings(sockets=2)])
@pytest.mark.parametrize("development", [False, True])
async def test_a_full_server_sheds_new_sessions_and_keeps_those_it_has(serve, full, development):
    server = serve(development=development, limits=full)
    talkers = [await talking(server, **bearer(user)) for user in (1, 2)]
    answer = await refused_socket(server, **bearer(3))
    assert answer.code == 503 and answer.headers["Retry-After"] == "10"
    assert json.loads(answer.body)["error"] == "server_full"
    assert all([await talker.is_alive() for talker in talkers])
    assert (await server.fetch("/health")).code == 200
    talkers[0].socket.close()
    await talkers[0].closed()
    await until(lambda: len(server.sessions) == 1)
    assert await (await talking(server, **bearer(3))).is_alive()


async def test_a_session_that_waits_to_be_resumed_has_its_place_still(limited):
    server = limited(voice_sessions=1)
    talker = await server.connect(**bearer(1))
    start = await talker.start()
    talker.vanish()
    await until(lambda: not server.limits.connections.waiting)
    assert (await refused_socket(server, **bearer(2))).code == 503
    resume = f"?session_id={talker.session_id}&resume_token={start['resume_token']}"
    assert await (await talking(server, resume, **bearer(1))).is_alive()


async def test_what_the_last_run_left_has_its_place_until_its_time_is_over(tmp_path):
    limits = LimitsSettings(voice_sessions=2, user_voice_sessions=1)
    async with serving(tmp_path) as serve:
        server = serve(development=False, limits=limits)
        starts = []
        for user in (1, 2):
            talker = await server.connect(**bearer(user))
            starts.append(await talker.start() | {"session_id": talker.session_id})
        await server.close()
        again = serve(development=False, limits=limits, time=server.time)
        assert (await refused_socket(again, **bearer(3))).code == 503
        resume = "?session_id={session_id}&resume_token={resume_token}".format_map(starts[0])
        assert await (await talking(again, resume, **bearer(1))).is_alive()
        assert len(again.sessions) == 2 and again.sessions.count_of(2) == 1
        await again.sessions.end_asleep()
        assert len(again.sessions) == 1 and again.sessions.count_of(2) == 0
        assert "too many voice" in refusal_of(await refused_socket(again, **bearer(1)))
        assert await (await talking(again, **bearer(2))).is_alive()


async def test_a_user_has_so_many_streams_and_gets_each_back(limited):
    server = limited(user_streams=1)
    reader = bearer(1, scope="conversations")
    came: list[bytes] = []
    stream = server.fetch(STREAM, headers=reader, streaming_callback=came.append)
    following = server.loop.create_task(stream)
    await until(lambda: came)
    assert "streams" in refusal_of(await server.fetch(STREAM, headers=reader))
    other = bearer(2, scope="conversations")
    assert (await server.fetch(STREAM, method="HEAD", headers=other)).code == 200
    await server.conversations.stream.close()
    await following
    server.limits.check_stream(1)


# Messages


async def test_one_types_so_fast_and_the_session_goes_on(limited):
    talker = await talking(limited(texts_a_minute=6), **bearer())
    for _ in range(11):
        talker.send("text", text="hello")
    # The first few are answered meanwhile, here by errors of an agent that has nothing to say.
    while (error := await talker.next("error"))["data"]["error"] != "message_processing_error":
        pass
    assert "too fast" in error["data"]["message"]
    assert await talker.is_alive()


async def test_who_sends_too_much_is_read_more_slowly_and_loses_nothing(limited):
    server = limited(socket_messages_a_second=1)
    talker = await talking(server, **bearer())
    pauses = paused(server)
    for _ in range(200):
        talker.send_raw('{"type":"ping"}')
    talker.send("start_speaking")
    assert types_of(await talker.until("speech_started")) == ["pong", "speech_started"]
    assert pauses


async def test_errors_slow_their_sender_down_and_the_session_lives_on(limited):
    server = limited(socket_messages_a_second=1)
    talker = await talking(server, **bearer())
    pauses = paused(server)
    for _ in range(40):
        talker.send_raw("garbage")
    assert await talker.is_alive()
    assert pauses


def paused(server):
    """The pauses that a server's only socket is to make, which are noted instead."""
    [session] = server.sessions._live.values()
    protocol, pauses = session.client._protocol, []
    pace = protocol.pace

    def note(*done):
        pause = pace(*done)
        if pause:
            pauses.append(pause)
        return 0.0

    protocol.pace = note
    return pauses


async def test_in_development_mode_nobody_is_slowed_down(serve):
    limits = LimitsSettings(socket_messages_a_second=1, texts_a_minute=1)
    server = serve(limits=limits)
    talker = await talking(server)
    pauses = paused(server)
    for _ in range(200):
        talker.send("ping")
    for _ in range(20):
        talker.send("text", text="hello")
    assert await talker.is_alive() and not pauses
