"""Role plays as clients see them: in lists, to a salesperson, and to those who write them."""

import msgspec

from realtime.roleplay.definition import (
    Briefing,
    CallType,
    Company,
    Definition,
    Difficulty,
    Language,
    Persona,
    RolePlay,
)

#: Of a criterion: by which words it is met. Who is judged by them had better not read them out.
_JUDGED_BY = ("evidence", "about", "at_least")


class RolePlayView(msgspec.Struct, frozen=True):
    """What a list shows: enough to choose by. All of it may be a hundred times as long."""

    id: int
    version: int
    title: str
    objective: str
    language: Language
    difficulty: Difficulty
    call_type: CallType
    agent: str
    persona: Persona
    company: Company


class ToldCriterion(msgspec.Struct, frozen=True):
    """What the call is judged by, as far as who is judged may know."""

    criterion: str
    weight: int
    must_have: bool


class ToldRolePlay(RolePlayView, frozen=True, kw_only=True):
    """What a salesperson may know: for_salesperson()."""

    opening_line: str
    tone: str
    rubric: tuple[ToldCriterion, ...]
    salesperson: Briefing
    elevenlabs_agent_id: str


class WholeRolePlay(Definition, frozen=True, kw_only=True):
    """All of it, as it was written: whole()."""

    id: int
    version: int


def overview(role_play: RolePlay) -> RolePlayView:
    definition = role_play.definition
    return RolePlayView(
        id=role_play.id,
        version=role_play.version,
        title=definition.title,
        objective=definition.objective,
        language=definition.language,
        difficulty=definition.difficulty,
        call_type=definition.call_type,
        agent=definition.agent,
        persona=definition.persona,
        company=definition.company,
    )


def whole(role_play: RolePlay) -> dict[str, object]:
    written = msgspec.to_builtins(role_play.definition)
    return {"id": role_play.id, "version": role_play.version, **written}


def for_salesperson(role_play: RolePlay) -> dict[str, object]:
    """Without what the buyer keeps back, and how each criterion is judged."""
    written = msgspec.to_builtins(role_play.definition)
    del written["facts"], written["objections"]
    for criterion in written["rubric"]:
        for hint in _JUDGED_BY:
            del criterion[hint]
    return {"id": role_play.id, "version": role_play.version, **written}
