"""Runs one voice session: its timer, its agent's turns, its clock, what is kept of it.

Joins the core (session.py) to the loop. Performs what the core returns, in order: events go to
whoever is attached, commands start and cancel the task that pulls the agent's answer. What a client
is told after a change of the records waits until that change is safe (state/store.py), so nobody
ever hears of something that a crash undoes. No rule of a conversation lives here.

Conversations tells it whether the agent answers and what people say (it is a Caller); it tells them
when the agent thinks: on changes, and once all that was said before is safe and told.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from contextvars import Context
from typing import Any

import msgspec

from realtime.agents.base import AgentEvent, AgentSession, Audio, ReplyAudio
from realtime.voice import metrics
from realtime.voice.commands import AskAgent, DropTurn, Keep, LetPersonAnswer, Output, Say
from realtime.voice.companions import Companion
from realtime.voice.events import Configured, Event, Problem
from realtime.voice.kept import Kept
from realtime.voice.messages import Configuration
from realtime.voice.outbox import Outbox
from realtime.voice.records import SessionRecord, User
from realtime.voice.session import VoiceSession
from state.context import context_about
from state.contract import LET_GO_SECONDS, SAMPLE_BYTES, SAMPLE_RATE_HZ, SLICE_SECONDS
from state.errors import AgentFailed, NotPermitted, ServiceError, StoreFailed

logger = logging.getLogger(__name__)

_SLICE_BYTES = int(SLICE_SECONDS * SAMPLE_RATE_HZ) * SAMPLE_BYTES


def _as_wanted(configured: Configured) -> Configuration:
    return msgspec.convert(configured, Configuration, from_attributes=True)


class VoiceDriver:
    """One session alive. Whoever is attached gets its events; end() ends it."""

    can_be_taken_over = True

    def __init__(
        self,
        kept: Kept,
        core: VoiceSession,
        agent: AgentSession,
        wall_clock: Callable[[], float],
        companion: Companion | None = None,
    ) -> None:
        self.companion = companion
        self._kept = kept
        self._core = core
        self._agent = agent
        self._wall_clock = wall_clock
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._armed_for = 0.0  # only while there is a timer
        self._abandonment: asyncio.TimerHandle | None = None
        self._ending: asyncio.Task[None] | None = None
        # A person who writes to the caller moves it, too: what follows isn't about their request.
        self._context = context_about(
            session_id=kept.record.id, conversation_id=kept.record.lead_id
        )
        self._outbox = Outbox(failed=self._give_up, emptied=self._all_told)
        self._answers = _Answers(self, core, agent, self._outbox, self._context)

    @property
    def record(self) -> SessionRecord:
        return self._kept.record

    @property
    def session_id(self) -> str:
        return self.record.id

    @property
    def user(self) -> User:
        return self.record.user

    # The client

    def attach(self, send: Callable[[Event], None]) -> None:
        """Events go to `send` from now on."""
        self._outbox.attach(send)
        if self._abandonment is not None:
            self._abandonment.cancel()
        self.settle(self._core.come_back(now=self._loop.time()))

    def tell(self, event: Event) -> None:
        """Send one event, after all that came before it."""
        self.settle([event])

    def detach(self, *, then: Callable[[], None] | None = None, after_s: float = 0.0) -> None:
        """The client is gone: its turn and its reply are over. What it said is still recognised.

        `then` is called unless somebody attaches within `after_s` seconds.
        """
        self._outbox.detach()
        self.settle(self._core.lose(now=self._loop.time()))
        if then is not None:
            self._abandonment = self._loop.call_later(after_s, then)

    @property
    def sends_binary_audio(self) -> bool:
        return self._core.configuration.binary_audio

    def receive(self, pcm: bytes) -> None:
        """Up to SLICE_SECONDS of audio."""
        if self.companion is not None:
            self.companion.hear(pcm)
        self.settle(self._core.receive(pcm, now=self._loop.time()))

    @staticmethod
    def is_long(pcm: bytes) -> bool:
        """Whether receive_long must take it."""
        return len(pcm) > _SLICE_BYTES

    async def receive_long(self, pcm: bytes) -> None:
        """Any amount of audio, letting the loop go on between slices."""
        client = self._outbox.send
        for at in range(0, len(pcm), _SLICE_BYTES):
            if self._outbox.send is not client:
                return  # gone in the meantime; whoever has the session now speaks for itself
            self.receive(pcm[at : at + _SLICE_BYTES])
            await asyncio.sleep(0)

    def start_speaking(self) -> None:
        self.settle(self._core.start_speaking(now=self._loop.time()))

    def stop_speaking(self) -> None:
        self.settle(self._core.stop_speaking(now=self._loop.time()))

    def barge_in(self) -> None:
        self.settle(self._core.barge_in(now=self._loop.time()))

    def read(self, text: str) -> None:
        self.settle(self._core.read(text, now=self._loop.time()))

    def greet(self, text: str) -> None:
        """The agent opens the conversation."""
        outputs = self._core.greet(text)
        self.save()  # no other turn gets its number, whatever becomes of it
        self.settle(outputs)

    def configure(self, wanted: Configuration) -> None:
        """Raises StoreFailed, and then all is as it was."""
        before = _as_wanted(self._core.configuration)
        outputs = self._core.configure(wanted)
        try:
            self.save(configuration=_as_wanted(self._core.configuration))
        except StoreFailed:
            self._core.configure(before)
            raise
        self.settle(outputs)

    # The conversation

    def set_ai_active(self, is_active: bool) -> None:
        if self._kept.may_post:
            self.settle(self._core.set_ai_active(is_active, now=self._loop.time()))

    def say(self, message_id: str, content: str) -> None:
        # What is said to somebody else's lead isn't for this one's ears.
        if self._kept.may_post:
            self.settle(self._core.say(message_id, content, now=self._loop.time()))

    def _tell_typing(self) -> None:
        is_thinking = self._core.is_thinking
        if is_thinking is not self._kept.is_typing and self._outbox.is_empty:
            self._kept.type(is_typing=is_thinking)

    def _all_told(self) -> None:
        self._answers.go_on()
        self._tell_typing()

    # Its end

    def end(self, *, then: Callable[["VoiceDriver"], Awaitable[None]]) -> None:
        """Let go of timers, the turn and the agent; then, with all of it gone, `then`. Once."""
        assert self._ending is None, "a session ends once"
        self.detach()
        for timer in (self._timer, self._abandonment):
            if timer is not None:
                timer.cancel()
        self._ending = self._loop.create_task(self._let_go(then), context=self._context.copy())

    async def ended(self) -> None:
        """Waits until what end() began is done."""
        assert self._ending is not None, "end() comes first"
        await asyncio.wait([self._ending])

    async def _let_go(self, then: Callable[["VoiceDriver"], Awaitable[None]]) -> None:
        await self._answers.finish()
        try:
            async with asyncio.timeout(LET_GO_SECONDS):
                await self._agent.close()
        except Exception:
            logger.exception("session %s: the agent can't be let go", self.session_id)
        await then(self)
        # Sessions end often: nothing of them should wait for the collector, which holds the loop.
        self._outbox.close()
        self._answers.close()

    # The records

    def save(self, **changed: Any) -> None:
        """Keep what `changed` of the record, if anything did.

        What is told from now on waits for it. Once the session has ended, nothing is: it is being
        put away. Raises StoreFailed.
        """
        changed["memory"] = self._agent.memory
        if self._ending is not None or not self._kept.is_news(**changed):
            return  # a turn of which nothing came isn't worth a sync
        self._outbox.check()
        self._outbox.wait_for(self._kept.save(turns=self._core.turn, **changed))

    def _keep(self, said: Keep) -> None:
        self._outbox.check()
        is_refused = said.is_final and not self._kept.may_post
        changed = {"memory": self._agent.memory, "turns": self._core.turn}
        clocks = (self._wall_clock(), self._loop.time())
        self._outbox.wait_for(self._kept.say(said, clocks=clocks, **changed))
        if is_refused:
            refusal = NotPermitted("this lead's conversation is somebody else's by now")
            self._outbox.tell(Problem(refusal))

    def _give_up(self, error: StoreFailed) -> None:
        """The turn is lost: what it said can't be kept, and isn't told."""
        self._outbox.clear()
        silenced = self._core.give_up(now=self._loop.time())
        self.settle([output for output in silenced if not isinstance(output, Keep)])
        self._answers.cancel_all()
        self._outbox.tell(Problem(error))
        if self._outbox.is_attached:
            self.settle(self._core.come_back(now=self._loop.time()))

    # The core

    def settle(self, outputs: list[Output]) -> None:
        try:
            for output in outputs:
                # Sending the output before this one may have ended the session: what was heard by
                # then is kept all the same. And so are its last words, when they are recognised.
                if self._ending is None or isinstance(output, Keep | DropTurn):
                    self._perform(output)
        except StoreFailed as error:
            self._give_up(error)
        self._answers.go_on()
        if outputs or self._kept.is_typing:
            self._tell_typing()
        self._arm()

    def _perform(self, output: Output) -> None:
        match output:
            case AskAgent() | Say():
                self._answers.begin(output)
            case DropTurn():
                self._answers.cancel(output.turn)
            case Keep():
                self._keep(output)
            case LetPersonAnswer():
                self._kept.hand_over()
            case _:
                metrics.see(output, self.record)
                if self.companion is not None:
                    self.companion.see(output)
                self._outbox.tell(output)

    def _arm(self) -> None:
        deadline = self._core.next_deadline()
        if deadline is None or self._ending is not None:
            return
        # A timer that would fire too early is left alone: with a turn open the deadline moves
        # with every audio message, and firing for nothing now and then costs less than
        # cancelling fifty times a second.
        if self._timer is not None and self._armed_for <= deadline:
            return
        if self._timer is not None:
            self._timer.cancel()
        # Kept beside it: uvloop's handle of what is due at once has no when().
        self._timer = self._loop.call_at(deadline, self._on_timer, deadline, context=self._context)
        self._armed_for = deadline

    def _on_timer(self, armed_for: float) -> None:
        self._timer = None
        # The loop may wake a hair early; the core must not see a time before its own deadline.
        self.settle(self._core.expire(now=max(armed_for, self._loop.time())))


def _ignore(*_: object) -> None:
    pass


class _Answers:
    """The tasks that pull a session's answers out of its agent."""

    def __init__(
        self,
        driver: VoiceDriver,
        core: VoiceSession,
        agent: AgentSession,
        outbox: Outbox,
        context: Context,
    ) -> None:
        self._settle: Callable[[list[Output]], None] = driver.settle
        self._save: Callable[[], None] = driver.save
        self._session_id = driver.session_id
        self._core = core
        self._agent = agent
        self._outbox = outbox
        self._context = context
        self._loop = asyncio.get_running_loop()
        # By turn; two while it is open whether a new turn is but a noise over a reply.
        self._tasks: dict[int, asyncio.Task[None]] = {}
        # Cancelled ones that haven't let go of their agent yet.
        self._leaving: set[asyncio.Task[None]] = set()
        # Audio for the agent, or room for its answer: each task looks for what it waits for.
        self._came = asyncio.Event()

    def begin(self, asked: AskAgent | Say) -> None:
        work = self._answer(asked)
        self._tasks[asked.turn] = self._loop.create_task(work, context=self._context.copy())

    def go_on(self) -> None:
        """There may be audio for the agent, or room for its answer."""
        if self._tasks:
            self._came.set()

    def cancel(self, turn: int) -> None:
        """At once: what its agent is at work on won't be asked for."""
        task = self._tasks.pop(turn, None)
        if task is not None:
            self._leaving.add(task)
            task.add_done_callback(self._leaving.discard)
            task.cancel()

    def cancel_all(self) -> None:
        for turn in tuple(self._tasks):
            self.cancel(turn)

    def close(self) -> None:
        """Whoever hasn't left by now is heard by nobody."""
        self._settle, self._save = _ignore, _ignore

    async def finish(self) -> None:
        """Waits for what the client said last, then for the cancelled ones; not for ever."""
        if self._tasks:
            await asyncio.wait(tuple(self._tasks.values()), timeout=LET_GO_SECONDS)
        self.cancel_all()
        if self._leaving:
            await asyncio.wait(self._leaving, timeout=LET_GO_SECONDS)

    async def _answer(self, asked: AskAgent | Say) -> None:
        turn = asked.turn
        try:
            async with aclosing(self._events_of(asked)) as answer:
                async for event in answer:
                    if not isinstance(event, ReplyAudio) and isinstance(asked, AskAgent):
                        self._save()
                    await self._wait_until_told()
                    self._take(turn, event)
                    if turn not in self._tasks:
                        return  # let go by that: its agent mustn't even begin with what follows
                    await self._wait_for_room(turn)
            error: ServiceError = AgentFailed("the agent stopped in the middle of its answer")
        except ServiceError as refused:
            error = refused
        except Exception:
            logger.exception("session %s: the agent broke", self._session_id)
            error = AgentFailed("the agent failed; say it again")
        self._tasks.pop(turn, None)
        # After TurnDone this is too late to mean anything, and the core knows.
        self._take(turn, error)

    def _take(self, turn: int, said: AgentEvent | ServiceError) -> None:
        self._settle(self._core.answer(turn, said, now=self._loop.time()))

    def _events_of(self, asked: AskAgent | Say) -> AsyncGenerator[AgentEvent, None]:
        if isinstance(asked, Say):
            return self._agent.say(asked.text)
        if asked.text is None:
            return self._agent.listen(self._audio_of(asked.turn))
        return self._agent.read(asked.text)

    async def _audio_of(self, turn: int) -> Audio:
        while (heard := self._core.take_audio(turn)) is not None:
            if heard:
                yield heard
            else:
                self._came.clear()
                await self._came.wait()

    async def _wait_until_told(self) -> None:
        # A reply that began behind a slow disk would count as heard before it was sent.
        while not self._outbox.is_empty:
            self._came.clear()
            await self._came.wait()

    async def _wait_for_room(self, turn: int) -> None:
        while not self._core.has_room(turn):
            self._came.clear()
            await self._came.wait()
