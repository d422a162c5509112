"""What a role play gives the scoring of its calls: its rubric, its buyer's objections. Pure."""

from msgspec.structs import replace

from realtime.roleplay import definition
from realtime.roleplay.definition import Definition
from realtime.roleplay.scoring.handled import KnownObjection
from realtime.roleplay.scoring.rubric import Criterion


def criteria_of(role_play: Definition) -> tuple[Criterion, ...]:
    """The rubric, in its order."""
    return tuple(_criterion(each, role_play) for each in role_play.rubric)


def known_objections_of(role_play: Definition) -> tuple[KnownObjection, ...]:
    return tuple(
        KnownObjection(each.type, each.wording, each.hardened) for each in role_play.objections
    )


def _criterion(written: definition.Criterion, role_play: Definition) -> Criterion:
    own = Criterion(
        written.criterion,
        about=written.about,
        weight=float(written.weight),
        must_have=written.must_have,
        at_least=written.at_least,
    )
    if not isinstance(written.evidence, str):
        return replace(own, check="phrases", phrases=written.evidence)
    if written.evidence != "discovered":
        return replace(own, check=written.evidence)
    facts = [each for each in role_play.facts if written.about in ("", each.name)]
    return replace(own, check="discovered", phrases=tuple(each.answer for each in facts))
