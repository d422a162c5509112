"""StreamingDetectIntent: audio in message by message, what was heard out meanwhile, one FINAL."""

import asyncio
from typing import Any

import grpc

from tests.dialogflow_emulator import answers
from tests.dialogflow_emulator.answers import STREAM_RESPONSE
from tests.dialogflow_emulator.faults import (
    AUDIO_TIMEOUT,
    AudioLimit,
    EndOkBeforeHalfClose,
    EndOkWithoutFinal,
    NoAudio,
)
from tests.dialogflow_emulator.hearing import Heard, Hearing
from tests.dialogflow_emulator.judge import Refused, judge_first, judge_later
from tests.dialogflow_emulator.serving import Serving, pause

#: A client's cancel, and its time limit, look like a half-close at first: only grpc's own
#: CancelledError, a moment later, tells them apart.
SETTLE_S = 0.005


class Stream(Serving):
    _hearing: Hearing | None = None
    _audio_at = 0.0

    async def run(self) -> None:
        await self._opened()
        self._audio_at = asyncio.get_running_loop().time()
        first = await self._next()
        if first is None:
            raise Refused("INVALID_ARGUMENT", "The stream was half-closed without a message.")
        judge_first(first, self._house.location)
        turn = self._begin(first)
        if self._call.input == "audio":
            config = first.query_input.audio.config
            self._hearing = Hearing(
                turn,
                rate_hz=config.sample_rate_hertz,
                encoding=config.audio_encoding,
                single_utterance=config.single_utterance,
                barge_in_s=config.barge_in_config.total_duration.ToTimedelta().total_seconds(),
            )
        message = first
        while message is not None:
            await self._take(message)
            if self._ends_early():
                if self._fault_sends_final():
                    await self._finish()
                return
            message = await self._next()
            if message is not None:
                judge_later(message)
        await self._all_was_read()
        await self._finish()

    async def _next(self) -> Any:
        """The next message; None: the client has half-closed."""
        fault = self._fault
        until = self._audio_at + fault.seconds if isinstance(fault, NoAudio) else None
        try:
            async with asyncio.timeout_at(until):
                message = await self._context.read()
        except TimeoutError:
            raise Refused("OUT_OF_RANGE", AUDIO_TIMEOUT) from None
        if message is grpc.aio.EOF:
            await pause(SETTLE_S)
            return None
        await self._was_read()
        return message

    async def _take(self, message: Any) -> None:
        query = message.query_input
        if query.WhichOneof("input") == "text":
            if message is not self._call.first:
                self._typed_after_all(query.text.text)
            self._hearing = None
        if query.WhichOneof("input") == "audio" and query.audio.audio:
            await self._take_audio(query.audio.audio)

    async def _take_audio(self, audio: bytes) -> None:
        call = self._call
        self._audio_at = asyncio.get_running_loop().time()
        call.audio_bytes += len(audio)
        call.largest_bytes = max(call.largest_bytes, len(audio))
        if self._house.keeps_audio:
            call.audio += audio
        if self._hearing is None:
            return
        for heard in self._hearing.hear(audio):
            await self._tell(heard)
        fault = self._fault
        limit_s = fault.seconds if isinstance(fault, AudioLimit) else self._house.audio_limit_s
        if limit_s is not None and self._hearing.seconds > limit_s:
            details = f"Exceeded maximum allowed stream duration of {limit_s:g} seconds."
            raise Refused("OUT_OF_RANGE", details)

    def _ends_early(self) -> bool:
        fault = self._fault
        return (
            isinstance(fault, EndOkBeforeHalfClose) and self._call.audio_bytes >= fault.after_bytes
        )

    def _fault_sends_final(self) -> bool:
        return isinstance(self._fault, EndOkBeforeHalfClose) and self._fault.final

    async def _finish(self) -> None:
        if isinstance(self._fault, EndOkWithoutFinal) and not self._fault.transcribes:
            return
        if self._hearing is not None:
            for heard in self._hearing.end():
                await self._tell(heard)
        final = await self._answer(with_partials=self._call.wants_partials)
        if final is not None:
            await self._send(final)

    async def _tell(self, heard: Heard) -> None:
        turn = self._call.turn
        assert turn is not None, "it began"
        self._call.sent.append(heard.kind.value)
        await self._context.write(answers.recognised(heard, turn, self._call))

    async def _send(self, response: Any) -> None:
        await self._context.write(STREAM_RESPONSE(detect_intent_response=response))
