"""Both stand-ins, started from a shell."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.heygen_fake import Cut, LiveAvatarFake, Slow, StreamingFake
from tests.heygen_fake.__main__ import plant
from tests.heygen_fake.faults import LiveAvatarFaults, StreamingFaults

ROOT = Path(__file__).parent.parent.parent


def test_faults_can_be_planted_in_words():
    live, streaming = LiveAvatarFake(), StreamingFake()
    for text in ("start=429x2", "liveavatar:stop=slow:2.5", "new=403x*", "token=cut-taken"):
        plant(text, [live, streaming])
    assert live.faults == {
        "start": [LiveAvatarFaults.too_many()] * 2,
        "stop": [Slow(seconds=2.5)],
        "token": [Cut(taken=True)],
    }
    assert streaming.faults == {"start": [StreamingFaults.too_many()] * 2}
    assert streaming.always == {"new": StreamingFaults.concurrency()} and live.always == {}


@pytest.mark.parametrize("text", ["start", "fly=429", "start=431", "start=cut:3", "start=429x"])
def test_words_that_plant_nothing_are_refused(text):
    with pytest.raises(ValueError):
        plant(text, [LiveAvatarFake(), StreamingFake()])


async def test_both_start_by_hand_and_say_how_to_be_reached():
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.heygen_fake", "--key", "k", cwd=ROOT, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    said: dict[str, str] = {}
    blanks = 0
    while blanks < 2:
        line = (await process.stdout.readline()).decode().strip()
        name, _, value = line.removeprefix("export ").partition("=")
        said[name] = value
        blanks += not line
    async with httpx.AsyncClient(verify=False, trust_env=False) as http:
        for name, path in (
            ("VIVAVOZ_LIVEAVATAR", "/v1/sessions?type=active"),
            ("VIVAVOZ_HEYGEN_STREAMING", "/v1/streaming.list"),
        ):
            headers = {"X-Api-Key": said[f"{name}_API_KEY"]}
            answer = await http.get(said[f"{name}_BASE_URL"] + path, headers=headers)
            assert answer.status_code == 200 and said[f"{name}_AVATAR_ID"]
    process.send_signal(signal.SIGINT)
    rest, _ = await process.communicate()
    assert process.returncode == 0 and b"0 left running" in rest
