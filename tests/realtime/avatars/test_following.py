import pytest

from realtime.avatars.complaints import Complaint
from realtime.avatars.following import Followed
from realtime.avatars.vendor import Vendor, VendorFailed
from realtime.conversations.selection import EVERYTHING
from state.contract import MAX_CONTENT_CHARACTERS
from state.errors import Conflict, StoreFailed
from tests.heygen_fake import WRONG_SHAPES, LiveAvatarFake, LiveAvatarFaults, Refuse
from tests.heygen_fake.clients import Clock, LiveClient
from tests.kept import conversations_over, kept_in
from tests.realtime.avatars.at_heygen import LIVE_KEY, Pauses

KEY = {"X-API-KEY": LIVE_KEY}


@pytest.fixture
async def fake():
    fake = LiveAvatarFake(key=LIVE_KEY, now=Clock())
    await fake.listen()
    yield fake
    await fake.close()


@pytest.fixture
async def session_id(fake):
    client = LiveClient(fake)
    session_id, _ = await client.started()
    await client.close()
    return session_id


@pytest.fixture
async def store(tmp_path):
    async with kept_in(tmp_path) as (store, _):
        yield store


@pytest.fixture
async def conversations(store):
    conversations = conversations_over(store)
    yield conversations
    await conversations.stream.close()


@pytest.fixture
async def vendor(fake):
    vendor = Vendor("liveavatar", fake.url, Pauses())
    yield vendor
    vendor.close()


@pytest.fixture
def follow(vendor, conversations, session_id):
    """Of the one session, as a run of the server does."""

    def follow():
        return Followed(vendor, conversations, session_id, user=7, lead_id="lead-7")

    return follow


@pytest.fixture
def said(conversations):
    def said():
        if conversations.log.find("lead-7") is None:
            return []
        found = conversations.log.thread("lead-7", before=None, limit=100)
        return [(each.role, each.content) for each in reversed(found)]

    return said


def transcript(*lines, **more):
    """An answer with these lines: role, text, stamp."""
    names = ("role", "transcript", "absolute_timestamp")
    told = [dict(zip(names, line, strict=True)) for line in lines]
    data = {"session_active": True, "transcript_data": told, "next_timestamp": None, **more}
    return Refuse(200, {"code": 1000, "data": data, "message": "ok"})


async def test_what_was_said_becomes_messages_of_who_said_it(
    fake, session_id, follow, said, conversations
):
    fake.say(session_id, "user", "Olá")
    fake.say(session_id, "avatar", "Bom dia")
    assert await follow().read(KEY)
    assert said() == [("user", "Olá"), ("assistant", "Bom dia")]
    conversation = conversations.log.find("lead-7")
    assert (conversation.channel, conversation.owner) == ("avatar", 7)


async def test_a_conversation_that_was_there_keeps_its_channel_and_its_owner(
    fake, session_id, follow, said, conversations
):
    conversations.post("lead-7", id="m", role="user", content="Hi", channel="chat", owner=8)
    fake.say(session_id, "avatar", "Bom dia")
    await follow().read(KEY)
    assert said() == [("user", "Hi"), ("assistant", "Bom dia")]
    conversation = conversations.log.find("lead-7")
    assert (conversation.channel, conversation.owner) == ("chat", 8)


async def test_each_look_brings_what_is_new(fake, session_id, follow, said):
    followed = follow()
    for number in range(3):
        fake.say(session_id, "user", str(number))
        await followed.read(KEY)
        await followed.read(KEY)
    assert said() == [("user", str(number)) for number in range(3)]


async def test_the_same_words_said_twice_are_two_messages(fake, session_id, follow, said):
    fake.say(session_id, "user", "Yes")
    fake.say(session_id, "user", "Yes")
    await follow().read(KEY)
    assert said() == [("user", "Yes")] * 2


async def test_after_a_restart_it_is_read_from_its_beginning_and_nothing_comes_twice(
    fake, session_id, follow, said
):
    fake.say(session_id, "user", "one")
    await follow().read(KEY)
    fake.say(session_id, "avatar", "two")
    await follow().read(KEY)
    assert said() == [("user", "one"), ("assistant", "two")]


@pytest.mark.logs("a line is left out")
async def test_of_a_line_that_changes_the_first_wording_stays(fake, session_id, follow, said):
    fake.faults["transcript"] += [
        transcript(("user", "I wa", 1)),
        transcript(("user", "I want it", 1), ("avatar", "Good", 2)),
    ]
    followed = follow()
    await followed.read(KEY)
    await followed.read(KEY)
    assert said() == [("user", "I wa"), ("assistant", "Good")]


@pytest.mark.logs("a line is left out")
async def test_what_was_said_is_not_logged(fake, follow, caplog):
    fake.faults["transcript"] += [
        transcript(("user", "abracadabra", 1)),
        transcript(("user", "hocuspocus", 1)),
    ]
    followed = follow()
    caplog.set_level("DEBUG")
    await followed.read(KEY)
    await followed.read(KEY)
    assert "abracadabra" not in caplog.text and "hocuspocus" not in caplog.text


async def test_a_line_is_no_longer_than_a_message_may_be(fake, follow, said):
    fake.faults["transcript"] += [transcript(("user", "a" * (MAX_CONTENT_CHARACTERS + 1), 1))] * 2
    await follow().read(KEY)
    await follow().read(KEY)
    assert said() == [("user", "a" * MAX_CONTENT_CHARACTERS)]


async def test_what_is_no_line_is_left_out(fake, follow, said):
    fake.faults["transcript"].append(
        transcript(("user", "", 1), ("narrator", "They talk", 2), ("avatar", "Hi", 3))
    )
    await follow().read(KEY)
    assert said() == [("assistant", "Hi")]


@pytest.mark.parametrize("stamp", [1, 1.5, "2026-01-01T00:00:00Z"], ids=str)
async def test_the_vendor_may_count_time_as_it_likes(fake, follow, said, stamp):
    fake.faults["transcript"] += [transcript(("user", "Hi", stamp), next_timestamp=stamp)] * 2
    followed = follow()
    await followed.read(KEY)
    await followed.read(KEY)
    assert said() == [("user", "Hi")]


async def test_two_sessions_of_one_lead_may_have_the_same_stamps(
    fake, vendor, conversations, said, follow
):
    fake.faults["transcript"] += [transcript(("user", "Hi", 1)), transcript(("user", "Again", 1))]
    await follow().read(KEY)
    await Followed(vendor, conversations, "another", user=7, lead_id="lead-7").read(KEY)
    assert said() == [("user", "Hi"), ("user", "Again")]


async def test_the_last_look_brings_the_last_words(fake, session_id, follow, said):
    fake.say(session_id, "avatar", "Bye")
    fake.end(session_id, "AGENT_HANG_UP")
    assert not await follow().read(KEY)
    assert said() == [("assistant", "Bye")]


async def test_a_session_that_the_vendor_has_no_more_is_gone(fake, vendor, conversations):
    followed = Followed(vendor, conversations, "none", user=7, lead_id="lead-7")
    with pytest.raises(VendorFailed) as failed:
        await followed.read(KEY)
    assert failed.value.complaint is Complaint.GONE


@pytest.mark.logs("liveavatar: /v1/sessions/")
@pytest.mark.parametrize(
    "fault", [*WRONG_SHAPES, LiveAvatarFaults.server_error()], ids=lambda each: str(each.body)[:30]
)
async def test_a_transcript_that_cannot_be_read_changes_nothing(
    fake, session_id, follow, said, fault
):
    fake.say(session_id, "user", "Hi")
    fake.always["transcript"] = fault
    followed = follow()
    with pytest.raises(VendorFailed) as failed:
        await followed.read(KEY)
    assert failed.value.complaint is Complaint.BROKEN and said() == []
    fake.always.clear()
    await followed.read(KEY)
    assert said() == [("user", "Hi")]


async def test_what_could_not_be_kept_comes_again(
    fake, session_id, follow, said, store, monkeypatch
):
    fake.say(session_id, "user", "Hi")
    followed = follow()

    def check():
        raise StoreFailed("full")

    with monkeypatch.context() as patch:
        patch.setattr(store, "check", check)
        with pytest.raises(StoreFailed):
            await followed.read(KEY)
    await followed.read(KEY)
    assert said() == [("user", "Hi")]


async def test_nobody_can_speak_in_the_avatars_place(follow, conversations):
    conversations.post("lead-7", id="m", role="user", content="Hi", owner=7)
    followed = follow()
    followed.join()
    with pytest.raises(Conflict):
        conversations.post("lead-7", id="n", role="human", content="Hello")
    with pytest.raises(Conflict):
        conversations.change("lead-7", is_ai_active=False, reach=EVERYTHING)
    assert conversations.owner_of_call("lead-7") == 7
    followed.leave()
    conversations.post("lead-7", id="n", role="human", content="Hello")


async def test_two_lines_of_one_moment_are_two(fake, follow, said):
    fake.always["transcript"] = transcript(("user", "yes", 5), ("user", "please", 5))
    for _ in range(2):
        await follow().read(KEY)
    assert said() == [("user", "yes"), ("user", "please")]
