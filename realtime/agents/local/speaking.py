"""What an agent says, as events: each sentence's words, then its sound."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from realtime.agents.base import ReplyAudio, ReplyText
from realtime.agents.local.sentences import split_sentences
from realtime.agents.local.synthesiser import Synthesiser


async def say(
    text: str, synthesiser: Synthesiser, *, voice: str
) -> AsyncGenerator[ReplyText | ReplyAudio, None]:
    """Closing it breaks off the sentence that is being spoken."""
    for sentence in split_sentences(text):
        yield ReplyText(sentence)
        async with aclosing(synthesiser.speak(sentence, voice=voice)) as spoken:
            async for block in spoken:
                yield ReplyAudio(block)
