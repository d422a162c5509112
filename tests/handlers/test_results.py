"""Results of practice calls over REST: lists, single ones, recordings."""

import json
import re

import pytest

from audio.wav import read_wav
from realtime.agents import base as agents
from realtime.roleplay.records import Figures, Frozen, Met, PracticeCall, Summary, Treated
from realtime.roleplay.settings import RolePlaySettings
from state.archived import Archived
from state.contract import RECORDING_LINK_SECONDS
from state.records import Delete
from tests.handlers.seller import Seller

pytestmark = pytest.mark.usefixtures("forked_workers")

FIGURES = Figures(
    situation=50,
    problem=40,
    implication=30,
    need_payoff=20,
    overall_score=44,
    feedback="Fair.",
    talk_listen_ratio=55.0,
    filler_words=2.0,
    talk_speed=130.0,
    longest_monologue=12.0,
)
SUMMARY = Summary(FIGURES, (Met("Asked", True),), Treated(1, 100.0, 1, 0, "good"))
RESULT: dict[str, object] = {
    "scored": None,
    "transcript": "",
    "lines": [],
    "turns": None,
    "scorer_version": None,
}


@pytest.fixture
async def server(serve):
    server = serve(development=False)
    server.agent.voice = (agents.ReplyAudio(bytes(6_400)),)
    return server


@pytest.fixture
def seller(server):
    return Seller(server)


async def keep(server, archive, number, *, user=7, role_play_id=2, status="ready"):
    """A call that is over."""
    _, frozen = server.practice.catalogue.freeze(role_play_id)
    call = PracticeCall(
        id=f"call-{number}",
        number=number,
        role_play_id=role_play_id,
        version=1,
        user=user,
        began_at=1_000.0 * number,
        ended_at=1_000.0 * number + 90.4,
        ended_by="salesperson",
        status=status,
        summary=SUMMARY if status == "ready" else None,
    )
    server.practice.calls._last = max(server.practice.calls._last, number)
    changes: list[Frozen | PracticeCall] = [*frozen, call]
    if status in ("processing", "calling"):
        await server.store.commit(*changes)
    else:
        data = json.dumps(RESULT).encode()
        await archive.keep("result", call.id, data, owner=user, at=1.0, instead_of=changes)
    return call.id


@pytest.fixture
def kept(server):
    """Keeps a call that is over."""
    archive = server.sessions._archive

    async def keep_one(number, **what):
        return await keep(server, archive, number, **what)

    return keep_one


def ids(results):
    return [result["id"] for result in results]


# Lists


async def test_the_newest_call_comes_first(seller, kept):
    for number in (1, 2, 3):
        await kept(number)
    assert ids(await seller.get("/sessions")) == ["call-3", "call-2", "call-1"]


async def test_a_list_shows_the_scores(seller, kept):
    await kept(1)
    [shown] = await seller.get("/sessions")
    assert shown == {
        "id": "call-1",
        "agent_id": 2,
        "agent_version": 1,
        "title": shown["title"],
        "language": "en",
        "user_name": None,
        "created_at": "1970-01-01T00:16:40Z",
        "duration_seconds": 90,
        "status": "ready",
        "status_reason": None,
        "ended_by": "salesperson",
        "spin_metrics": {
            "situation": 50,
            "problem": 40,
            "implication": 30,
            "needPayoff": 20,
            "overallScore": 44,
            "feedback": "Fair.",
            "talkListenRatio": 55.0,
            "fillerWords": 2.0,
            "talkSpeed": 130.0,
            "longestMonologue": 12.0,
        },
        "rubric_results": [{"criterion": "Asked", "met": True, "must_have": False}],
        "objections": {
            "totalCount": 1,
            "treatmentRate": 100.0,
            "treatedCount": 1,
            "untreatedCount": 0,
            "quality": "good",
        },
    }


@pytest.mark.parametrize("path", ["/sessions?agent_id=2", "/role_plays/2/sessions"])
async def test_a_list_may_be_of_one_role_play(seller, kept, path):
    await kept(1)
    await kept(2, role_play_id=4)
    assert ids(await seller.get(path)) == ["call-1"]


async def test_one_sees_one_s_own(seller, kept):
    await kept(1)
    await kept(2, user=8)
    await kept(3, user="7")
    assert ids(await seller.get("/sessions")) == ["call-1"]


async def test_who_may_read_results_sees_everybody_s(server, kept):
    await kept(1)
    await kept(2, user=8)
    coach = Seller(server, user=9, scope="results:read")
    assert ids(await coach.get("/sessions")) == ["call-2", "call-1"]
    assert ids(await coach.get("/sessions?agent_id=2")) == ["call-2", "call-1"]


async def test_a_list_is_read_in_pages(seller, kept):
    for number in range(1, 6):
        await kept(number)
    path: str | None = "/sessions?agent_id=2&limit=2"
    found = []
    while path:
        told, page = await seller.call("GET", path)
        found.append(ids(page))
        following = re.fullmatch('<(.*)>; rel="next"', told.headers.get("Link", ""))
        path = following[1] if following else None
    assert found == [["call-5", "call-4"], ["call-3", "call-2"], ["call-1"]]


async def test_a_call_that_goes_on_is_in_no_list(seller, kept):
    await kept(1, status="calling")
    await kept(2, status="processing")
    assert ids(await seller.get("/sessions")) == ["call-2"]


async def test_what_retention_removed_is_in_no_list(server, seller, kept):
    await kept(1)
    await kept(2)
    await server.store.commit(Delete(Archived, "result-call-1"))
    assert ids(await seller.get("/sessions")) == ["call-2"]
    told, _ = await seller.call("GET", "/sessions/call-1")
    assert told.code == 404
    await server.practice.tidy()
    assert server.store.table(PracticeCall).get("call-1") is None


@pytest.mark.parametrize("query", ["?agent_id=x", "?cursor=x", "?limit=x", "?agent_id="])
async def test_a_list_that_cannot_be_meant_is_refused(seller, query):
    told, refused = await seller.call("GET", f"/sessions{query}")
    assert (told.code, refused["error"]) == (400, "bad_request")


@pytest.mark.parametrize("path", ["/sessions", "/sessions/x", "/role_plays/2/sessions"])
async def test_everybody_signs_in(server, path):
    assert (await server.fetch(path)).code == 401


# One


async def test_a_result_is_found_under_its_role_play(seller, kept):
    await kept(1)
    assert (await seller.get("/role_plays/2/sessions/call-1"))["id"] == "call-1"
    told, _ = await seller.call("GET", "/role_plays/4/sessions/call-1")
    assert told.code == 404


async def test_while_it_is_scored_one_is_told_when_to_ask_again(seller, kept):
    await kept(1, status="processing")
    told, result = await seller.call("GET", "/sessions/call-1")
    assert told.code == 200 and told.headers["Retry-After"] == "2"
    assert result["status"] == "processing" and result["spin_metrics"] is None


async def test_past_scores_are_the_history_of_the_next_call(seller, kept):
    await kept(1)
    await kept(2, role_play_id=4)
    result = await seller.result(await seller.practise())
    assert result["spin_metrics"]["callHistory"] == [{"date": "1970-01-01T00:16:40Z", "score": 44}]


@pytest.mark.logs("is damaged")
async def test_a_damaged_result_is_not_found(seller, server, kept):
    await kept(1)
    path = server.sessions._archive.path_of("result", "call-1")
    path.write_bytes(b"x" * path.stat().st_size)
    told, _ = await seller.call("GET", "/sessions/call-1")
    assert told.code == 404


# The recording


@pytest.fixture
async def recorded(server, seller, kept):
    """The address of a call's recording, and all of it."""
    call_id, whole = await kept(1), bytes(range(256)) * 400
    archive = server.sessions._archive
    await archive.keep("recording", call_id, whole, owner=7, at=1.0, suffix=".wav")
    result = await seller.get(f"/sessions/{call_id}")
    return result["recording_url"], whole


async def test_a_call_s_recording_is_a_stereo_wav(seller):
    result = await seller.result(await seller.practise())
    _, whole = await seller.call("GET", result["recording_url"])
    assert int.from_bytes(whole[22:24], "little") == 2
    assert read_wav(whole).rate_hz == 16_000 and read_wav(whole).seconds > 0.1


async def test_the_address_of_a_recording_lets_a_player_in(server, recorded):
    url, whole = recorded
    told = await server.fetch(url)  # without a token
    assert told.code == 200 and told.headers["Content-Type"] == "audio/wav"
    assert told.headers["Accept-Ranges"] == "bytes" and told.body == whole


@pytest.mark.parametrize(
    ("wanted", "start", "stop"),
    [
        ("bytes=0-99", 0, 100),
        ("bytes=100-", 100, None),
        ("bytes=-50", -50, None),
        ("bytes=10-9999999", 10, None),
    ],
)
async def test_a_player_reads_a_range(seller, recorded, wanted, start, stop):
    url, whole = recorded
    told, part = await seller.call("GET", url, Range=wanted)
    assert told.code == 206 and part == whole[start:stop]
    first = start % len(whole)
    last = first + len(part) - 1
    assert told.headers["Content-Range"] == f"bytes {first}-{last}/{len(whole)}"


@pytest.mark.parametrize("wanted", ["bytes=99999999-", "bytes=-0"])
async def test_a_range_outside_the_recording_is_refused(seller, recorded, wanted):
    url, whole = recorded
    told, refused = await seller.call("GET", url, Range=wanted)
    assert told.code == 416 and refused["error"] == "range_not_satisfiable"
    assert told.headers["Content-Range"] == f"bytes */{len(whole)}"


@pytest.mark.parametrize("wanted", ["bytes=0-1,3-4", "lines=1-2", "bytes=-", "bytes=5-4", "x"])
async def test_a_range_of_another_kind_is_ignored(seller, recorded, wanted):
    url, whole = recorded
    told, part = await seller.call("GET", url, Range=wanted)
    assert told.code == 200 and part == whole


async def test_the_size_of_a_recording_can_be_asked(seller, recorded):
    url, whole = recorded
    told, _ = await seller.call("HEAD", url)
    assert told.headers["Content-Length"] == str(len(whole))


async def test_the_address_of_a_recording_expires(server, recorded):
    url, _ = recorded
    server.time += RECORDING_LINK_SECONDS
    assert (await server.fetch(url)).code == 401


async def test_the_address_of_a_recording_opens_no_other(server, recorded):
    url, _ = recorded
    query = url.partition("?")[2]
    assert (await server.fetch(f"/sessions/another/recording?{query}")).code == 401


async def test_a_call_without_a_recording_says_so(seller, kept):
    await kept(1)
    assert (await seller.get("/sessions/call-1"))["recording_url"] is None
    told, _ = await seller.call("GET", "/sessions/call-1/recording")
    assert told.code == 404


async def test_a_server_that_records_nothing_scores_all_the_same(serve):
    seller = Seller(serve(development=False, roleplay=RolePlaySettings(records_calls=False)))
    result = await seller.result(await seller.practise(turns=("Hi.",)))
    assert result["recording_url"] is None and result["turns"] is None
