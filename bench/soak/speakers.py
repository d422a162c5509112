"""People at the voice socket, who speak, interrupt, vanish and come back (part of bench/soak).

Each has a microphone that is never off: frames that were encoded once for all go out in real time,
a room's noise where nothing is said. Who talks with agent `silent` says long sentences with pauses;
who talks with the embedded one asks it things, waits for the answer or talks into it.
"""

import asyncio
import json
from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

from bench.clips import speak
from bench.soak.account import Account, token_of
from bench.sounds import room
from bench.talkers import Talker, audio_frames
from bench.voices import conversation

CHUNK_BYTES = 4_096
CHUNK_S = CHUNK_BYTES / 32_000
_ROOM_S, _CONVERSATION_S = 20.0, 60.0
_VOICES = ("en-us", "en-us+f3")
_ASKED = (
    "how much is the bicycle",
    "do you have a camera",
    "tell me about the lamp",
    "what do you have",
    "thank you",
)
#: How a connection ends, and how often.
_ENDS = {"hangs up": 0.3, "vanishes and comes back": 0.6, "vanishes": 0.1}
_SPEAKS_S, _AWAY_S, _RESTS_S = 40.0, 4.0, 2.0
#: Nobody is away longer: the server forgets after two minutes.
_LONGEST_AWAY_S = 60.0
#: Who has spoken so long was heard to speak.
_SURELY_HEARD_S = 12.0
_PATIENCE_S = 20.0
_COUNTED = frozenset(
    {
        "interruption",
        "interruption_dismissed",
        "speech_started",
        "speech_stopped",
        "transcription",
        "response_start",
    }
)


class Sounds:
    """Frames for all speakers, encoded once."""

    def __init__(self, conversation_s: float = _CONVERSATION_S) -> None:
        self.quiet = audio_frames(room(_ROOM_S), CHUNK_BYTES)
        self.conversation = audio_frames(conversation(conversation_s), CHUNK_BYTES)
        asked = speak([(text, voice) for text in _ASKED for voice in _VOICES])
        self.asked = [audio_frames(each.pcm, CHUNK_BYTES) for each in asked]


class Speaker:
    """`asks`: the embedded agent, in place of listening to itself before `silent`."""

    def __init__(self, number: int, account: Account, sounds: Sounds, *, asks: bool) -> None:
        self.lead_id = f"caller-{number}"
        self._token = token_of(number, leads=(self.lead_id,))
        self._account = account
        self._sounds = sounds
        self._asks = asks
        self._microphone = self._asking() if asks else self._telling()
        #: What `session_start` said; empty without a session.
        self._session: dict[str, object] = {}
        self._started = asyncio.Event()
        self._heard = 0

    async def speak(self) -> None:
        """One session after the other, until it is over."""
        while not self._account.is_over:
            try:
                await self._hold_session()
            except (OSError, TimeoutError) as error:
                self._account.blame("a voice session failed", f"{error!r}")
                self._session = {}
            await self._pause(_RESTS_S)

    async def _hold_session(self) -> None:
        how = "vanishes and comes back"
        while how == "vanishes and comes back":
            talker = await self._connect()
            await self._speak_for(talker)
            how = "hangs up" if self._account.is_over else self._chosen_end()
            if how == "hangs up":
                talker.hang_up()
                await talker.ended.wait()
            else:
                talker.transport.abort()
                await self._pause(_AWAY_S)
            self._account.done[f"voice: {how}"] += 1
        self._session = {}

    def _chosen_end(self) -> str:
        return self._account.chance.choices(list(_ENDS), list(_ENDS.values()))[0]

    async def _pause(self, mean_s: float) -> None:
        await asyncio.sleep(self._account.some(mean_s, _LONGEST_AWAY_S))

    async def _connect(self) -> Talker:
        """In the session there is, or a new one."""
        before = self._session
        query = {"agent": "marketplace-en" if self._asks else "silent", "lead_id": self.lead_id}
        if before:
            query = {key: str(before[key]) for key in ("session_id", "resume_token")}
        self._started.clear()
        path = f"/ws/voice-chat?{urlencode(query)}"
        async with asyncio.timeout(_PATIENCE_S):
            talker = await Talker.open(self._account.port, path, self._note, self._token)
            try:
                await self._started.wait()
            except BaseException:
                talker.transport.abort()
                raise
        if before and self._session["session_id"] != before["session_id"]:
            self._account.blame("another session was resumed", self._session)
        if bool(before) != self._session["resumed"]:
            self._account.blame("a session wasn't resumed as it was asked", self._session)
        self._account.done["voice sessions resumed" if before else "voice sessions begun"] += 1
        return talker

    async def _speak_for(self, talker: Talker) -> None:
        loop, account = asyncio.get_running_loop(), self._account
        until = loop.time() + account.some(_SPEAKS_S)
        self._heard = sent = 0
        due = loop.time()
        while loop.time() < until and not account.is_over and not talker.ended.is_set():
            due += CHUNK_S
            await asyncio.sleep(due - loop.time())
            talker.transport.write(next(self._microphone))
            sent += 1
        account.done["voice: chunks sent"] += sent
        if talker.ended.is_set() and not account.is_over:
            account.blame("the server ended a voice session", talker.close_code)
        elif not self._asks and sent * CHUNK_S > _SURELY_HEARD_S and not self._heard:
            account.blame("a speaker wasn't heard", self._session["session_id"])

    # The microphone

    def _telling(self) -> Iterator[bytes]:
        frames = self._sounds.conversation
        at = self._account.chance.randrange(len(frames))
        while True:
            yield frames[at % len(frames)]
            at += 1

    def _asking(self) -> Iterator[bytes]:
        """The silences are such that one asks before, in and after the answer."""
        chance = self._account.chance
        while True:
            yield from self._of_room(chance.uniform(0.5, 9.0))
            yield from chance.choice(self._sounds.asked)

    def _of_room(self, seconds: float) -> Sequence[bytes]:
        return self._sounds.quiet[: round(seconds / CHUNK_S)]

    # What the server says

    def _note(self, message: bytes, now: float) -> None:
        if message.startswith(b'{"type":"audio_response"'):
            self._account.done["voice: frames of replies"] += 1
            return
        told = json.loads(message)
        kind, data = told["type"], told["data"]
        if kind in _COUNTED:
            self._account.done[f"voice: {kind}"] += 1
            self._heard += kind == "speech_started"
        elif kind == "session_start":
            self._session = data
            self._started.set()
        elif kind == "turn_metrics":
            self._note_turn(data["speech_end_to_first_audio_ms"])
        elif kind == "error":
            self._account.blame("an error on the voice socket", data)

    def _note_turn(self, first_audio_ms: float | None) -> None:
        self._account.done["voice: turns answered"] += 1
        if first_audio_ms is not None:
            self._account.answers_s.append(first_audio_ms / 1000)
