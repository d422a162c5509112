"""Voice sessions without a socket: fed with sound, and asked what came of it."""

from functools import cache

from bench.clips import speak
from realtime.agents import base as agents
from realtime.voice.commands import Keep
from realtime.voice.session import VoiceSession
from realtime.voice.settings import VoiceSettings
from tests.speech import babble, chunks, mixed, room, silence

CHUNK = 4_096


def session(turn=0, **options):
    """One that ends turns by silence alone: when else it does is told in test_ending.py."""
    return VoiceSession(VoiceSettings(**{"early_end": False, **options}), turn=turn)


def hear(core, sound, *, now=0.0, size=CHUNK):
    """Everything that comes of hearing `sound` in chunks, at the pace of real time."""
    outputs = []
    for chunk in chunks(sound, size):
        now += len(chunk) / 32_000
        outputs += core.receive(chunk, now=now)
    return outputs


def a_turn(seconds=1.0):
    """A second of room, speech, and the silence that ends the turn."""
    return mixed(room(2.0 + seconds), silence(1.0) + babble(seconds))


@cache
def talk():
    """Three seconds of what the bundled synthesiser says: `babble` has but one vowel."""
    (clip,) = speak([("I would like to have something else, please, and rather quickly", "en-us")])
    return clip.pcm


def told(outputs):
    """All but what goes into the transcript: of that test_transcript.py tells."""
    return [output for output in outputs if not isinstance(output, Keep)]


def kinds(outputs):
    return [type(output) for output in told(outputs)]


def only(kind, outputs):
    [found] = [output for output in outputs if isinstance(output, kind)]
    return found


def read_all(core, turn):
    sound = b""
    while pcm := core.take_audio(turn):
        if isinstance(pcm, bytes):
            sound += pcm
    return sound


def speaking(seconds=5.0, now=0.0, **options):
    """A session whose agent is in the middle of a reply, and when that is."""
    core = session(**options)
    core.read("hello", now=now)
    core.answer(1, agents.ReplyText("one two three four five"), now=now)
    core.answer(1, agents.ReplyAudio(silence(seconds)), now=now)
    return core, now
