"""Started from a shell."""

import asyncio
import signal
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from google.api_core import exceptions

from tests.dialogflow_emulator import FAULTS, Emulator
from tests.dialogflow_emulator.__main__ import plant
from tests.dialogflow_emulator.clients import Client

ROOT = Path(__file__).parent.parent.parent


def test_faults_can_be_planted_in_words():
    emulator = Emulator()
    for text in ("quota", "silencex2", "never-readx*"):
        plant(text, emulator)
    assert emulator.faults == [FAULTS["quota"], *[FAULTS["silence"]] * 2]
    assert emulator.always == FAULTS["never-read"]


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_has_a_name_that_can_be_planted(name):
    emulator = Emulator()
    plant(name, emulator)
    assert emulator.faults == [FAULTS[name]]


@pytest.mark.parametrize("text", ["", "fly", "quotax", "quotax-1", "x2", "*"])
def test_words_that_plant_nothing_are_refused(text):
    with pytest.raises(ValueError):
        plant(text, Emulator())


async def test_it_starts_by_hand_and_says_how_to_be_reached():
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.dialogflow_emulator"),
        *("--fault", "denied", "--hears", "tchau", "--location", "us-central1"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    line = ""
    while "make run" not in line:
        line = (await process.stdout.readline()).decode()
    said = dict(each.partition("=")[::2] for each in line.split() if "=" in each)
    assert said["VIVAVOZ_DIALOGFLOW_AGENT"] == "projects/p/locations/us-central1/agents/a"
    client = Client(
        SimpleNamespace(
            address=said["VIVAVOZ_DIALOGFLOW_ENDPOINT"], agent=said["VIVAVOZ_DIALOGFLOW_AGENT"]
        )
    )
    with pytest.raises(exceptions.PermissionDenied):
        await client.type("olá")
    talk, final = await client.turn()
    assert talk.segments == ["tchau"] and final.output_audio
    await client.close()
    process.send_signal(signal.SIGINT)
    out, err = await process.communicate()
    assert process.returncode == 0 and b"0 calls were open" in out
    assert b"Traceback" not in err and b"StreamingDetectIntent audio" in err


async def test_a_port_that_is_taken_is_said(emulator):
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.dialogflow_emulator"),
        *("--port", emulator.address.rpartition(":")[2]),
        cwd=ROOT,
        stderr=asyncio.subprocess.PIPE,
    )
    _, err = await process.communicate()
    assert process.returncode == 1 and b"already in use" in err and b"Traceback" not in err
