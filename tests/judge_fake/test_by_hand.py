"""The stand-in, started from a shell."""

import asyncio
import signal
import sys
from pathlib import Path

import httpx
import pytest

from tests.judge_fake import Hang, JudgeFake, Slow, broken, too_many
from tests.judge_fake.__main__ import plant

ROOT = Path(__file__).parent.parent.parent


def test_replies_can_be_planted_in_words():
    fake = JudgeFake()
    for text in ("429x2", "slow:2.5", "hang", "500x*"):
        plant(text, fake)
    assert fake.replies == [too_many(), too_many(), Slow(seconds=2.5), Hang()]
    assert fake.always == broken()


@pytest.mark.parametrize("text", ["", "fly", "431", "hang:3", "429x", "slow:soon"])
def test_words_that_plant_nothing_are_refused(text):
    with pytest.raises(ValueError):
        plant(text, JudgeFake())


async def test_it_starts_by_hand_and_says_how_to_be_reached():
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.judge_fake", "--key", "k", cwd=ROOT, stdout=-1
    )
    assert process.stdout is not None
    said: dict[str, str] = {}
    while line := (await process.stdout.readline()).decode().strip():
        name, _, value = line.removeprefix("export ").partition("=")
        said[name] = value
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.post(f"{said['VIVAVOZ_JUDGE_URL']}/chat/completions", json={})
    assert answer.status_code == 401
    process.send_signal(signal.SIGINT)
    rest, _ = await process.communicate()
    assert process.returncode == 0 and b"1 requests" in rest
