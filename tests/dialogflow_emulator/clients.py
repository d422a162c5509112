"""A client of the emulator with nothing of a client's own wisdom."""

import grpc
from google.cloud.dialogflowcx_v3 import SessionsAsyncClient, types
from google.cloud.dialogflowcx_v3.services.sessions.transports import SessionsGrpcAsyncIOTransport

from tests.waiting import until

LINEAR_16 = types.AudioEncoding.AUDIO_ENCODING_LINEAR_16
OUTPUT = {
    "audio_encoding": types.OutputAudioEncoding.OUTPUT_AUDIO_ENCODING_LINEAR_16,
    "sample_rate_hertz": 16000,
}
CHUNK = bytes(4096)


async def arrived(emulator, messages=0):
    """The first call, once it has come, and so many of its messages were read."""
    await until(lambda: emulator.calls and emulator.calls[0].messages >= messages)
    return emulator.calls[0]


class Talk:
    """One stream, read to its end."""

    def __init__(self, call):
        self.call = call
        self.heard = []
        self.answers = []

    async def write(self, **message):
        await self.call.write(types.StreamingDetectIntentRequest(message))

    async def say(self, audio=CHUNK):
        await self.write(query_input={"audio": {"audio": audio}})

    async def type(self, text):
        await self.write(query_input={"text": {"text": text}})

    async def next(self):
        """The next response; None at the end. Raises what ended it."""
        response = await self.call.read()
        if response is grpc.aio.EOF:
            return None
        if response.recognition_result:
            self.heard.append(response.recognition_result)
        else:
            self.answers.append(response.detect_intent_response)
        return response

    async def finish(self):
        """Half-closes, and reads to the end. The last answer, if there is one."""
        await self.call.done_writing()
        return await self.read_on()

    async def read_on(self):
        """To the end. Whatever is written to a stream that was ended hides how it ended."""
        while await self.next() is not None:
            pass
        return self.answers[-1] if self.answers else None

    @property
    def segments(self):
        return [each.transcript for each in self.heard if each.is_final]

    @property
    def interims(self):
        return [each.transcript for each in self.heard if each.transcript and not each.is_final]


class Client:
    def __init__(self, emulator):
        self._emulator = emulator
        # In the loop that uses it: elsewhere its calls would hang for ever. With connections of
        # its own: else a port that was found closed stays so for all channels for a while.
        options = [("grpc.use_local_subchannel_pool", 1)]
        self.channel = grpc.aio.insecure_channel(emulator.address, options=options)
        transport = SessionsGrpcAsyncIOTransport(channel=self.channel)
        self.sessions = SessionsAsyncClient(transport=transport)
        self.session = f"{emulator.agent}/sessions/s"

    async def open(self, limit_s=20.0):
        return Talk(await self.sessions.streaming_detect_intent(timeout=limit_s))

    async def talk(self, *, single=False, partials=False, sound=True, params=None, **more):
        """A stream whose first message was sent."""
        talk = await self.open()
        config = {
            "audio_encoding": LINEAR_16,
            "sample_rate_hertz": 16000,
            "single_utterance": single,
            **more.pop("config", {}),
        }
        await talk.write(
            session=more.get("session", self.session),
            query_params=params or {},
            query_input={
                "audio": {"config": config},
                "language_code": more.get("language", "pt-BR"),
            },
            output_audio_config=OUTPUT if sound else None,
            enable_partial_response=partials,
        )
        return talk

    async def turn(self, *audio, **more):
        """A spoken turn: its talk, and the FINAL."""
        talk = await self.talk(**more)
        for each in audio or (CHUNK, CHUNK):
            await talk.say(each)
        return talk, await talk.finish()

    def request(self, *, session=None, language="pt-BR", sound=False, params=None, **query):
        return types.DetectIntentRequest(
            session=session or self.session,
            query_params=params or {},
            query_input={**query, "language_code": language},
            output_audio_config=OUTPUT if sound else None,
        )

    async def detect(self, **request):
        return await self.sessions.detect_intent(self.request(**request), retry=None, timeout=20)

    async def type(self, text, **more):
        return await self.detect(text={"text": text}, **more)

    async def stream_out(self, text):
        """What a typed turn is answered, piece by piece."""
        request = self.request(text={"text": text}, sound=True)
        return await self.sessions.server_streaming_detect_intent(request, timeout=20)

    async def give(self, tool, action, *, error=None, **output):
        result = {"tool": tool, "action": action}
        if error is None:
            result["output_parameters"] = output
        else:
            result["error"] = {"message": error}
        return await self.detect(tool_call_result=result)

    async def close(self):
        await self.channel.close()
