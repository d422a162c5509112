"""A data folder with practice calls in it, as a server leaves it: scored by the real rules, with a
recording of tones where somebody spoke."""

import asyncio
import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np

from audio.wav import head_of
from realtime.roleplay.definition import Definition
from realtime.roleplay.files import SHIPPED, read_files
from realtime.roleplay.marking.jobs import Marked
from realtime.roleplay.records import Frozen, PracticeCall
from realtime.roleplay.results import RESULT, past_scores, result_of, summary_of
from realtime.roleplay.scoring.criteria import criteria_of, known_objections_of
from realtime.roleplay.scoring.delivery import AudioTurns
from realtime.roleplay.scoring.lines import Line
from realtime.roleplay.scoring.results import Scored
from realtime.roleplay.scoring.score import Call, score
from state.archive import Archive
from state.archived import RECORDING
from state.store import Store
from tests.kept import kept_in

RATE_HZ = 8_000
BEGAN_AT = 1_790_000_000.0
DAY_S = 86_400.0
PT, EN, PRICE = 1, 2, 4
_AGENTS = ("marketplace-en", "marketplace-pt-BR")
_TYPING = 2.0
_A_WORD_S = 0.4
_PAUSE_S = 0.8

#: Who says what; what begins with ~ is said into the other's turn.
DISCOVERY_EN = (
    ("buyer", "Hello, Hannah speaking. I've got about fifteen minutes, so what's this about?"),
    (
        "salesperson",
        "Thanks Hannah. You filled in our form two days ago, may I ask a few questions first? How"
        " many appointments do you have a day, and how do you confirm them at the moment?",
    ),
    (
        "buyer",
        "Across the three of them it's about ninety appointments a day. It's all phone calls and a"
        " paper list, each site keeps its own, so when somebody cancels the others never hear.",
    ),
    ("salesperson", "~What gets in your way most with the paper list?"),
    (
        "buyer",
        "Nearly one in six doesn't turn up. Saturdays are the worst, we've had four rooms empty at"
        " once.",
    ),
    ("salesperson", "And what problems do you have when a room stays empty like that?"),
    ("salesperson", "What else is difficult for the front desk on such a day?"),
    (
        "salesperson",
        "When somebody doesn't turn up, what does that cost you, and what happens to the team?",
    ),
    (
        "buyer",
        "An empty room is about seventy pounds an hour that never comes in, and I'm paying the vet"
        " and the nurse all the same. We lost a good vet in June.",
    ),
    ("salesperson", "If those gaps were filled, what would that be worth to you by March?"),
    (
        "buyer",
        "But I've two new receptionists starting this month, I really can't face putting in a new"
        " system on top of that.",
    ),
    (
        "salesperson",
        "~I understand, that's a lot at once. What worries you most about it, the training or the"
        " first week? We could start with one site once they have settled in.",
    ),
    ("buyer", "And it sounds expensive, to be honest. It's too expensive for us."),
    ("salesperson", "We have great features, and everybody likes it, you know."),
    ("buyer", "Fine. Let's see it, then."),
    (
        "salesperson",
        "Great. Let's meet on Tuesday at ten with your partner Graham, and I'll bring the numbers.",
    ),
)

DISCOVERY_PT = (
    ("buyer", "Bom dia, quem fala? Tenho uns quinze minutos."),
    ("salesperson", "Bom dia! Posso fazer algumas perguntas? Quantas consultas vocês têm por dia?"),
    ("buyer", "Umas noventa, tudo por telefone e numa lista de papel."),
    ("salesperson", "Qual é a maior dificuldade que vocês têm com essa lista hoje?"),
    ("buyer", "Muita gente falta. No sábado ficamos com salas vazias."),
    ("salesperson", "E quando alguém falta, quanto isso custa para vocês?"),
    ("buyer", "Uns trezentos reais por hora. Mas está caro, não cabe no orçamento."),
    ("salesperson", "Entendo. Vamos marcar terça-feira às dez horas com a sua sócia?"),
)

HOSTILE = (
    ("buyer", "<img src=x onerror=alert(1)><b>bold</b> " + "x" * 300),
    *DISCOVERY_EN[:9],
    ("salesperson", "What problems do you have with " + "y" * 120 + "?"),
    *DISCOVERY_EN[9:],
)

TOO_LITTLE = (("buyer", "Hello, Hannah speaking."), ("salesperson", "Sorry, wrong number."))


class Kept(NamedTuple):
    """A call to be kept; without audio nobody spoke, all was typed."""

    id: str
    said: Sequence[tuple[str, str]]
    role_play_id: int = EN
    user: int = 1
    user_name: str = "Ana Souza"
    days_ago: float = 0
    spoken: bool = True
    recorded: bool = True
    trusted: bool = True
    failed: bool = False


#: Whatever a page can be about; the latest last.
CALLS = (
    Kept("first", DISCOVERY_EN[:6], days_ago=9, recorded=False),
    Kept("second", (*DISCOVERY_EN[:8], DISCOVERY_EN[-1]), days_ago=6, recorded=False),
    Kept("unscored", TOO_LITTLE, days_ago=4),
    Kept("failed", DISCOVERY_EN[:4], days_ago=3, recorded=False, failed=True),
    Kept("unclear", DISCOVERY_EN, days_ago=2, recorded=False, trusted=False),
    Kept("typed", DISCOVERY_EN, days_ago=1, spoken=False),
    Kept("whole", DISCOVERY_EN),
    Kept("portuguese", DISCOVERY_PT, role_play_id=PT, recorded=False),
    Kept("hostile", HOSTILE, role_play_id=PRICE, user_name="<b>" + "n" * 90),
    Kept("somebody-elses", DISCOVERY_EN, user=2, user_name="Bob", recorded=False),
)


def keep(folder: Path, calls: Sequence[Kept] = CALLS) -> None:
    """Blocks; in a thread of its own, for playwright has a loop in this one."""
    folder.mkdir(parents=True)
    with ThreadPoolExecutor(1) as apart:
        apart.submit(lambda: asyncio.run(_keep(folder, calls))).result()


async def _keep(folder: Path, calls: Sequence[Kept]) -> None:
    definitions = read_files(SHIPPED, agents=_AGENTS)
    async with kept_in(folder) as (store, archive):
        for id in sorted({each.role_play_id for each in calls}):
            await store.commit(Frozen(id=id, version=1, definition=definitions[id]))
        for number, each in enumerate(calls, start=1):
            await _keep_one(store, archive, each, number, definitions[each.role_play_id])


async def _keep_one(
    store: Store, archive: Archive, kept: Kept, number: int, definition: Definition
) -> None:
    lines = _timed(kept)
    length = max(line.end_s or line.start_s or 0.0 for line in lines) + 1
    began = BEGAN_AT - kept.days_ago * DAY_S
    call = PracticeCall(
        id=kept.id,
        number=number,
        role_play_id=kept.role_play_id,
        version=1,
        user=kept.user,
        user_name=kept.user_name,
        began_at=began,
        ended_at=began + length,
        ended_by="salesperson",
    )
    marked = None if kept.failed else _marked(store, kept, call, definition)
    outcome = marked.outcome if marked else None
    fields: dict[str, object] = {"status": "failed", "status_reason": "scoring failed twice"}
    if isinstance(outcome, Scored):
        fields = {"status": "ready", "summary": summary_of(outcome)}
    elif outcome is not None:
        fields = {"status": "unscored", "status_reason": outcome.reason}
    await archive.keep(RESULT, call.id, result_of(marked, lines), owner=kept.user, at=began)
    if kept.spoken and kept.recorded:
        sound = _sound(lines, length)
        await archive.keep(RECORDING, call.id, sound, owner=kept.user, at=began, suffix=".wav")
    await store.commit(msgspec.structs.replace(call, **fields))


def _timed(kept: Kept) -> tuple[Line, ...]:
    lines: list[Line] = []
    at = 0.5
    for who, said in kept.said:
        text = said.removeprefix("~")
        start = at - 2.5 if said.startswith("~") and kept.spoken else at
        is_typed = not kept.spoken and who == "salesperson"
        length = 0.0 if is_typed else len(text.split()) * _A_WORD_S
        side = "salesperson" if who == "salesperson" else "buyer"
        lines.append(Line(side, text, start, start + length, is_typed))  # type: ignore[arg-type]
        at = start + length + (_PAUSE_S if kept.spoken else _TYPING)
    return tuple(lines)


def _marked(store: Store, kept: Kept, call: PracticeCall, definition: Definition) -> Marked:
    lines = _timed(kept)
    turns = AudioTurns(*(_spans(lines, who) for who in ("salesperson", "buyer")))
    is_spoken = not any(line.is_typed for line in lines)
    outcome = score(
        Call(
            lines=lines,
            language=definition.language,
            duration_s=call.duration_s,
            criteria=criteria_of(definition),
            history=past_scores(store.table(PracticeCall), call),
            audio=turns if is_spoken else None,
            words_trusted=kept.trusted,
            known_objections=known_objections_of(definition),
        )
    )
    return Marked(outcome, turns if is_spoken else None)


def _spans(lines: Sequence[Line], who: str) -> tuple[tuple[float, float], ...]:
    return tuple((line.start_s or 0, line.end_s or 0) for line in lines if line.who == who)


def _sound(lines: Sequence[Line], length: float) -> bytes:
    """A tone where somebody speaks: a high one on the left, a low one on the right."""
    stereo = np.zeros((math.ceil(length * RATE_HZ), 2), dtype="<i2")
    for line in lines:
        span = slice(round((line.start_s or 0) * RATE_HZ), round((line.end_s or 0) * RATE_HZ))
        side = 0 if line.who == "salesperson" else 1
        seconds = np.arange(span.stop - span.start) / RATE_HZ
        stereo[span, side] = 3_000 * np.sin(2 * np.pi * (440, 220)[side] * seconds)
    pcm = stereo.tobytes()
    return head_of(len(pcm), rate_hz=RATE_HZ, channels=2) + pcm
