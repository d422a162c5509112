"""Somebody who practises: gets a link, talks, hangs up, and reads what came of it."""

import json
from urllib.parse import urlsplit

from realtime.agents import base as agents
from realtime.roleplay.records import PracticeCall
from tests.handlers.conftest import token
from tests.waiting import until

#: Enough to be scored.
TURNS = (
    "Hi Marta, how many people handle your stock today, and since when do you do it that way?",
    "And what goes wrong most often when someone counts by hand at the end of the month?",
    "What does it cost you when the count is wrong and a customer's order can't go out?",
    "Let's meet on Tuesday at ten with your manager, and I'll bring the calculation.",
)


def answer(text, sound=bytes(6_400)):
    return (agents.ReplyText(text), agents.ReplyAudio(sound), agents.TurnDone())


class Seller:
    def __init__(self, server, user=7, **claims):
        self._server = server
        self._headers = {"Authorization": f"Bearer {token(user, **claims)}"}

    async def call(self, method, path, body=None, **headers):
        """The answer, and what it says."""
        told = await self._server.fetch(
            path,
            method=method,
            headers=self._headers | headers,
            body=body if isinstance(body, str | bytes | None) else json.dumps(body),
            allow_nonstandard_methods=True,
        )
        is_json = told.headers.get("Content-Type", "").startswith("application/json")
        return told, json.loads(told.body) if is_json else told.body

    async def get(self, path):
        told, body = await self.call("GET", path)
        assert told.code == 200, body
        return body

    async def link(self, role_play_id=2):
        """What follows the path of the socket's address."""
        _, link = await self.call("POST", f"/role_plays/{role_play_id}/get_agent_link", "")
        return "?" + urlsplit(link["signed_url"]).query

    async def begin(self, role_play_id=2):
        """A call, once the buyer has said the first words."""
        talker = await self._server.connect(await self.link(role_play_id))
        await talker.start()
        await talker.until("response_end")
        return talker

    async def talk(self, talker, turns=TURNS, replies=()):
        """Types these turns; each is answered."""
        for at, turn in enumerate(turns):
            reply = replies[at] if at < len(replies) else "I see. Go on."
            self._server.agent.script = answer(reply)
            talker.send("text", text=turn)
            await talker.until("response_end")

    async def hang_up(self, talker):
        """The call's id."""
        talker.socket.close()
        await talker.closed()
        return talker.session_id

    async def practise(self, role_play_id=2, **talked):
        """A whole call; its id."""
        talker = await self.begin(role_play_id)
        await self.talk(talker, **talked)
        return await self.hang_up(talker)

    async def result(self, call_id):
        """Once it is there."""
        calls = self._server.store.table(PracticeCall)
        await until(lambda: calls.get(call_id).status != "calling")
        await until(lambda: not self._server.sessions._ending)
        await self._server.practice.marking._waiting.join()
        result = await self.get(f"/sessions/{call_id}")
        assert result["status"] != "processing"
        return result
