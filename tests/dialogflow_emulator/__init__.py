"""A stand-in for Dialogflow CX's Sessions over a real socket, with every fault they can have.

    emulator = Emulator()
    await emulator.listen()
    emulator.turns.append(Turn(transcript="olá", intent="greeting", texts=("Olá!",)))
    emulator.faults.append(Abort("UNAVAILABLE", after_messages=3))

What is known of the service is kept; what nobody could establish is an argument. By hand:
`python -m tests.dialogflow_emulator`. Stop it before its loop closes.
"""

from tests.dialogflow_emulator.emulator import Emulator
from tests.dialogflow_emulator.faults import (
    FAULTS,
    WRONG_AUDIO,
    Abort,
    AudioLimit,
    CutAfterPartial,
    EndOkBeforeHalfClose,
    EndOkWithoutFinal,
    Fault,
    Garbage,
    GoAway,
    Latency,
    NeverRead,
    NoAudio,
    QuotaAtOpen,
    Silence,
)
from tests.dialogflow_emulator.ledger import Call
from tests.dialogflow_emulator.turn import Tool, Turn

__all__ = [
    "FAULTS",
    "WRONG_AUDIO",
    "Abort",
    "AudioLimit",
    "Call",
    "CutAfterPartial",
    "Emulator",
    "EndOkBeforeHalfClose",
    "EndOkWithoutFinal",
    "Fault",
    "Garbage",
    "GoAway",
    "Latency",
    "NeverRead",
    "NoAudio",
    "QuotaAtOpen",
    "Silence",
    "Tool",
    "Turn",
]
