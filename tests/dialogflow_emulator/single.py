"""DetectIntent and ServerStreamingDetectIntent: one message in; one response out, or several."""

from typing import Any

from tests.dialogflow_emulator.judge import judge_first
from tests.dialogflow_emulator.serving import Serving


class Single(Serving):
    async def run(self, request: Any, *, with_partials: bool) -> Any:
        """The FINAL; None: there is none. PARTIALs go before it."""
        await self._opened()
        await self._was_read()
        judge_first(request, self._house.location)
        self._begin(request)
        audio = request.query_input.audio.audio
        self._call.audio_bytes = self._call.largest_bytes = len(audio)
        if self._house.keeps_audio:
            self._call.audio += audio
        await self._all_was_read()
        return await self._answer(with_partials=with_partials)

    async def _send(self, response: Any) -> None:
        await self._context.write(response)
