"""Calls made for tests."""

import msgspec

from realtime.roleplay.scoring.lines import Line
from realtime.roleplay.scoring.results import Scored
from realtime.roleplay.scoring.score import Call, score

GOOD = {
    "pt-BR": (
        ("salesperson", "Oi, tudo bem? Quantos caminhões vocês têm hoje?"),
        ("buyer", "São doze."),
        ("salesperson", "Qual a maior dificuldade que vocês têm com a manutenção?"),
        ("buyer", "Os caminhões quebram na estrada."),
        ("salesperson", "E quando isso acontece, quanto custa para vocês cada parada?"),
        ("buyer", "Uns cinco mil."),
        ("salesperson", "Se vocês pudessem prever a quebra, o que mudaria para você?"),
        ("buyer", "Olha, achei muito caro."),
        ("salesperson", "Entendo. Quando você fala que está caro, é comparado com o quê?"),
        ("buyer", "Com o que eu pago hoje."),
        ("salesperson", "Então fica marcado: reunião na quinta às dez, com o seu sócio."),
        ("buyer", "Combinado."),
    ),
    "en": (
        ("salesperson", "Hi, how are you? How many trucks do you run today?"),
        ("buyer", "Twelve."),
        ("salesperson", "What is the biggest problem you have with maintenance?"),
        ("buyer", "They break down on the road."),
        ("salesperson", "And when that happens, what does it cost you?"),
        ("buyer", "About five thousand."),
        ("salesperson", "If you could predict it, what would that change for you?"),
        ("buyer", "Honestly, it's way too expensive."),
        ("salesperson", "I understand. When you say expensive, what are you comparing it to?"),
        ("buyer", "To what I pay now."),
        ("salesperson", "Then let's book a meeting on Thursday at ten, with your partner."),
        ("buyer", "Agreed."),
    ),
}


def lines_of(pairs, *, pace_s=5.0, typed=False):
    """Lines one after the other, each so long."""
    return tuple(
        Line(who, text, None, None, True)
        if typed
        else Line(who, text, index * pace_s, index * pace_s + pace_s - 0.5)
        for index, (who, text) in enumerate(pairs)
    )


def good_call(language="pt-BR", **changes):
    call = Call(lines_of(GOOD.get(language, ())), language, 60.0)
    return msgspec.structs.replace(call, **changes)


def scored(call):
    """The result of a call that has enough to judge."""
    result = score(call)
    assert isinstance(result, Scored)
    return result
