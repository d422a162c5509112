"""One call, from its opening to its end: takes a turn for it, answers it, and meets its fault.

What is the same however the messages travel; a subclass reads them. A fault is met at named points.
"""

import asyncio
from contextlib import suppress
from dataclasses import replace
from typing import Any

from tests.dialogflow_emulator import dialogue
from tests.dialogflow_emulator.answers import Answer, answer_to
from tests.dialogflow_emulator.faults import (
    Abort,
    CutAfterPartial,
    EndOkWithoutFinal,
    Fault,
    Garbage,
    GoAway,
    Latency,
    NeverRead,
    QuotaAtOpen,
    Silence,
)
from tests.dialogflow_emulator.house import House
from tests.dialogflow_emulator.judge import Refused, judge_length, judge_tool_result
from tests.dialogflow_emulator.ledger import Call
from tests.dialogflow_emulator.sessions import Session
from tests.dialogflow_emulator.turn import Turn


async def forever() -> None:
    """Until grpc cancels the call."""
    await asyncio.get_running_loop().create_future()


async def pause(seconds: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await forever()


class Serving:
    def __init__(self, house: House, call: Call, context: Any) -> None:
        self._house = house
        self._call = call
        self._fault: Fault | None = call.fault
        self._context = context
        self._session: Session | None = None
        #: The turn was written down by the test; else the dialogue made it.
        self._is_scripted = False

    # Its points

    async def _opened(self) -> None:
        match self._fault:
            case QuotaAtOpen(details=details):
                raise Refused("RESOURCE_EXHAUSTED", details)
            case NeverRead():
                await forever()
        await self._wait("open")
        await self._count()

    async def _was_read(self) -> None:
        """A message came; it may be the one that goes wrong."""
        self._call.messages += 1
        await self._count()

    async def _count(self) -> None:
        match self._fault:
            case Abort(after_messages=count) | GoAway(after_messages=count):
                if count == self._call.messages:
                    await self._break()

    async def _all_was_read(self) -> None:
        """At the latest it goes wrong now: fewer messages came than the fault waits for."""
        self._call.half_closed = True
        match self._fault:
            case Abort() | GoAway():
                await self._break()
            case Silence(transcribes=False):
                await forever()
            case EndOkWithoutFinal(transcribes=False):
                return
        await self._wait("transcript")

    async def _break(self) -> None:
        match self._fault:
            case Abort(code=code, details=details):
                raise Refused(code, details)
            case GoAway(is_for_good=is_for_good):
                self._house.go_away_soon(is_for_good=is_for_good)
                await forever()

    async def _wait(self, stage: str) -> None:
        if stage == "answer" and self._house.latency_s:
            await pause(self._house.latency_s)
        match self._fault:
            case Latency(stage=wanted, gate=gate, seconds=seconds) if wanted == stage:
                if gate is not None:
                    await gate.wait()
                await pause(seconds)

    # Its turn

    def _begin(self, first: Any) -> Turn:
        """With a message that was judged. Raises Refused."""
        call, house = self._call, self._house
        call.first = first
        call.input = str(first.query_input.WhichOneof("input"))
        call.text = _text_of(first.query_input)
        others = [each for each in house.open if each is not call]
        call.overlapped = any(each.session == call.session for each in others)
        session = self._session = house.sessions.open(call.session, now=house.now())
        if first.query_params.HasField("session_ttl"):
            session.ttl_s = first.query_params.session_ttl.ToTimedelta().total_seconds()
        call.turn = self._next_turn(first.query_input, session)
        return call.turn

    def _next_turn(self, query: Any, session: Session) -> Turn:
        call = self._call
        if call.input == "tool_call_result":
            judge_tool_result(query.tool_call_result, session)
            told = call.tool_result
            return session.after_tool or dialogue.after_tool(told, language=call.language)
        if self._house.turns:
            self._is_scripted = True
            return self._house.turns.pop(0)
        if call.input == "audio":
            return self._made_up(self._house.hears)
        return self._made_up(call.text)

    def _typed_after_all(self, text: str) -> None:
        """In mid-stream: the audio was for nothing."""
        self._call.input, self._call.text = "text", text
        if not self._is_scripted:
            self._call.turn = self._made_up(text)

    def _made_up(self, text: str) -> Turn:
        return dialogue.answer(text, language=self._call.language, agent=self._call.agent)

    # Its answer

    async def _answer(self, *, with_partials: bool) -> Any:
        """Sends the PARTIALs, if any; returns the FINAL, or None where there is to be none."""
        match self._fault:
            case Silence():
                await forever()
            case EndOkWithoutFinal():
                return None
        if self._house.text_limit is not None:
            judge_length(self._call, self._house.text_limit)
        await self._wait("answer")
        answer = self._made(with_partials)
        if with_partials:
            for response in answer.partials():
                await self._send_partial(response)
        if isinstance(self._fault, CutAfterPartial):
            raise Refused(self._fault.code, self._fault.details)
        await self._wait("final")
        assert self._session is not None, "it began"
        self._house.sessions.answered(self._session, answer.turn)
        self._call.sent.append("FINAL")
        return answer.final(partials_too=not with_partials)

    def _made(self, with_partials: bool) -> Answer:
        turn, session = self._call.turn, self._session
        assert turn is not None and session is not None, "it began"
        session.parameters |= self._call.parameters
        if isinstance(self._fault, CutAfterPartial) and with_partials and not turn.partials:
            text = " ".join(turn.texts)
            turn = replace(turn, partials=(text[: len(text) // 2 + 1],), texts=())
        garbage = self._fault.audio if isinstance(self._fault, Garbage) else None
        parameters = {**session.parameters, **turn.parameters}
        return answer_to(self._call, turn, parameters=parameters, garbage=garbage)

    async def _send_partial(self, response: Any) -> None:
        self._call.sent.append("PARTIAL")
        await self._send(response)
        if isinstance(self._fault, CutAfterPartial):
            raise Refused(self._fault.code, self._fault.details)

    async def _send(self, response: Any) -> None:
        raise NotImplementedError

    def close(self) -> None:
        """It is over. A turn that its fault kept from being heard of is still to come."""
        call, house = self._call, self._house
        has_fault = self._fault is not None and not isinstance(self._fault, Latency | Garbage)
        is_still_to_come = (has_fault or call.was_cut) and not call.sent
        if self._is_scripted and call.turn is not None and is_still_to_come:
            house.turns.insert(0, call.turn)


def _text_of(query: Any) -> str:
    match query.WhichOneof("input"):
        case "text":
            return str(query.text.text)
        case "event":
            return str(query.event.event)
        case "intent":
            return str(query.intent.intent)
        case "dtmf":
            return str(query.dtmf.digits)
    return ""
