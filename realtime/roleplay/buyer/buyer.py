"""Plays the buyer of a role play: a salesperson's turn goes in, the buyer's answer comes out.

Input: the words of a turn, or None for one that couldn't be understood as words. State: the
memory. It has a stage (memory.Stage: talking, a next step without a day, with one, over), what each
objection has come to (memory.Standing), the facts that were told, trust and patience. Everything
else follows from them: there is no clock and no chance, so the same turns get the same answers.

A turn is answered by the first of `_WAYS` that has an answer. What can go wrong, and what becomes
of it: nothing is understood (asked again, then the buyer gives up); the same is said over and over,
or nothing is ever asked (patience goes, and with it the buyer); nobody ends the call (the buyer has
other things to do); a goodbye is cut (another is said); a memory of something else (forgotten).
"""

from collections.abc import Callable

from realtime.agents.base import NO_MATCH, Json
from realtime.roleplay.buyer import mood
from realtime.roleplay.buyer.asides import Aside, aside_in, courtesy_in
from realtime.roleplay.buyer.ear import Heard, ear_of
from realtime.roleplay.buyer.memory import Stage, Standing, new_memory, read_memory, written
from realtime.roleplay.buyer.objecting import Objecting, Verdict
from realtime.roleplay.buyer.pricing import Pricing
from realtime.roleplay.buyer.stepping import Stepping
from realtime.roleplay.buyer.telling import MOST, Telling
from realtime.roleplay.buyer.wording import Said, Wording, together
from realtime.roleplay.definition import Definition
from realtime.roleplay.scoring.questions import SPIN

#: Turns in a row that couldn't be understood before the buyer gives up, and after which it says
#: something else.
_LOST, _SAYS_ELSE = 6, 2
#: Questions in one turn that are too many.
_MANY = 4
#: A turn this short is said again for good reason: "yes", "go on".
_SHORT = 3
_REPEATED = "repeated"
#: "Sorry, what did you say?" is no longer than this.
_WHAT = 12


class Buyer:
    """One call."""

    def __init__(self, definition: Definition, memory: Json = None) -> None:
        """The first of a role play takes as long as ear_of() says."""
        self._definition = definition
        self._ear = ear_of(definition)
        demands = mood.DEMANDS[definition.difficulty]
        kept = read_memory(memory, definition)
        self._memory = kept or new_memory(definition, demands.patience)
        self._wording = Wording(definition, self._memory)
        self._objecting = Objecting(definition, demands, self._ear)
        self._telling = Telling(definition, self._memory, self._wording)
        self._stepping = Stepping(demands, self._memory, self._wording)
        self._pricing = Pricing(definition, self._memory, self._wording)

    @property
    def memory(self) -> dict[str, Json]:
        """What goes on with this call, given to another Buyer of the same role play."""
        return written(self._memory)

    def answer(self, text: str | None) -> Said:
        """What the buyer says to a salesperson's turn."""
        memory = self._memory
        if memory.stage is Stage.OVER:
            return Said(self._wording.stock("goodbye"), True, "said_goodbye")
        memory.turns += 1
        heard = None if text is None else self._ear.hear(text)
        said = self._lose_track() if heard is None else self._understand(heard)
        if not said.hangs_up:
            said = self._limit(said)
        if said.hangs_up:
            memory.stage = Stage.OVER
        if said.did not in (NO_MATCH, _REPEATED):
            memory.said = said.text
        return said

    def _understand(self, heard: Heard) -> Said:
        self._memory.lost = 0
        if self._memory.says_again(heard.fingerprint) and heard.length > _SHORT:
            heard = heard._replace(cues=heard.cues | {"said_again"})
        mood.feel(self._memory, heard)
        self._objecting.note(self._memory, heard)
        said = next(said for way in _WAYS if (said := way(self, heard)) is not None)
        self._memory.proposed |= "proposes" in heard.cues
        return said

    def _limit(self, said: Said) -> Said:
        memory = self._memory
        if memory.patience <= 0 and memory.stage is not Stage.AGREED:
            return Said(self._wording.stock("hangs_up"), True, "hung_up")
        if memory.turns >= mood.OUT_OF_TIME:
            return Said(self._wording.stock("out_of_time"), True, "out_of_time")
        if memory.turns == mood.SHORT_OF_TIME:
            text = together(said.text, self._wording.stock("short_of_time"))
            return said._replace(text=text)
        return said

    def _lose_track(self) -> Said:
        memory = self._memory
        memory.lost += 1
        if memory.lost >= _LOST:
            return Said(self._wording.stock("line_is_dead"), True, "hung_up")
        saying = "unclear" if memory.lost <= _SAYS_ELSE else "unclear_again"
        return Said(self._wording.stock(saying), did=NO_MATCH)

    # The ways to answer, in the order of _WAYS.

    def _take_offence(self, heard: Heard) -> Said | None:
        if "rude" not in heard.cues:
            return None
        return Said(self._wording.stock("offended"), did="took_offence")

    def _part(self, heard: Heard) -> Said | None:
        """The salesperson says goodbye; perhaps with the next step in the same breath."""
        asks = bool(heard.facts) or (heard.question is not None and "proposes" in heard.cues)
        if "parts" not in heard.cues or asks:
            return None
        memory = self._memory
        dated = self._stepping.proposed_by(heard) and "dated" in heard.cues
        agreed = dated and self._stepping.trusts and memory.open is None
        if agreed or memory.stage is Stage.AGREED:
            return Said(self._wording.stock("goodbye_agreed"), True, "accepted_next_step")
        return Said(self._wording.stock("goodbye"), True, "said_goodbye")

    def _confirm(self, heard: Heard) -> Said | None:
        if self._memory.stage is not Stage.AGREED or self._telling.news(heard):
            return None
        return Said(self._wording.stock("goodbye_agreed"), True, "accepted_next_step")

    def _hear_out(self, heard: Heard) -> Said | None:
        """The answer to the open objection."""
        memory = self._memory
        at = memory.open
        if at is None:
            return None
        if {"again", "hears"} & heard.cues and not heard.facts and heard.length <= _WHAT:
            return self._repeat(heard._replace(cues=heard.cues | {"again"}))
        objection = self._definition.objections[at]
        verdict = self._objecting.judge(memory, at, heard)
        if verdict is Verdict.TREATED:
            return self._go_on(heard, at)
        told = self._telling.tell(heard, 1)
        if verdict is Verdict.BESIDE:
            text, did = self._wording.stock("beside_the_point"), f"unmoved:{objection.type}"
        elif verdict is Verdict.ASKED:
            text, did = self._wording.stock("still_there"), f"unmoved:{objection.type}"
        else:
            text = objection.hardened or self._wording.stock("hardened")
            did = f"hardened:{objection.type}"
            return Said(together(text, told.text) if told else text, did=did)
        return told._replace(text=together(told.text, text)) if told else Said(text, did=did)

    def _relent(self, heard: Heard) -> Said | None:
        """A hardened objection is treated after all."""
        if self._memory.open is not None:
            return None
        at = self._objecting.relents(self._memory, heard)
        return None if at is None else self._go_on(heard, at)

    def _go_on(self, heard: Heard, at: int) -> Said:
        """An objection was softened; what else does the turn want?"""
        objection = self._definition.objections[at]
        softened = objection.softened or self._wording.stock("softened")
        steps = self._stepping.proposed_by(heard) and self._stepping.trusts
        if steps and self._objecting.before_agreeing(self._memory) is None:
            step = self._stepping.agree(heard)
            return step._replace(text=together(softened, step.text))
        told = self._telling.tell(heard, 1)
        text = together(softened, told.text) if told else softened
        return Said(text, did=f"softened:{objection.type}")

    def _resist_pressure(self, heard: Heard) -> Said | None:
        if "pressure" not in heard.cues:
            return None
        return Said(self._wording.stock("not_pushed"), did="resisted_pressure")

    def _take_step(self, heard: Heard) -> Said | None:
        asks_else = bool(self._telling.news(heard)) and "dated" not in heard.cues
        if not self._stepping.proposed_by(heard) or asks_else:
            return None
        at = self._objecting.before_agreeing(self._memory)
        return self._stepping.answer(heard) if at is None else self._bring_up(at)

    def _talk_price(self, heard: Heard) -> Said | None:
        return self._pricing.settle(heard, busy=bool(self._telling.news(heard)))

    def _tell(self, heard: Heard) -> Said | None:
        if not heard.facts:
            return None
        many = heard.questions >= _MANY
        told = self._telling.tell(heard, 1 if many else MOST)
        if told is None:
            return self._telling.remind(heard)
        if many:
            text = together(told.text, self._wording.stock("one_at_a_time"))
            return told._replace(text=text)
        at = self._objecting.due(self._memory, busy=True)
        if at is None or "+" in told.did:
            return told
        raised = self._bring_up(at)
        return raised._replace(text=together(told.text, raised.text))

    def _object(self, heard: Heard) -> Said | None:
        at = self._objecting.due(self._memory)
        waits = "greets" in heard.cues or aside_in(heard) is not None
        return None if at is None or waits else self._bring_up(at)

    def _bring_up(self, at: int) -> Said:
        objection = self._objecting.bring_up(self._memory, at)
        return Said(objection.wording, did=f"objection:{objection.type}")

    def _repeat(self, heard: Heard) -> Said | None:
        said = self._memory.said
        if "again" not in heard.cues or not said or self._telling.news(heard):
            return None
        mood.chat(self._memory, self._wording.used("repeats"))
        return Said(self._wording.stock("repeats", said=said), did=_REPEATED)

    def _answer_aside(self, heard: Heard) -> Said | None:
        if "said_again" in heard.cues:
            mood.lose(self._memory, 1)
            return Said(self._wording.stock("asked_already"), did="asked_already")
        checks_back = "checks_back" in heard.cues or not heard.asks_for(*SPIN)
        if "summary" in heard.cues and checks_back:
            return Said(self._wording.stock("confirms"), did="confirmed")
        aside = aside_in(heard)
        if aside is not None and aside.cue == "doubts" and self._pricing.is_due:
            return self._pricing.ask()
        aside = aside or courtesy_in(heard)
        return None if aside is None else self._answer_in_passing(aside)

    def _answer_in_passing(self, aside: Aside) -> Said:
        if aside.is_idle:
            mood.chat(self._memory, self._wording.used(aside.saying))
        return Said(self._wording.stock(aside.saying), did=aside.did)

    def _answer_question(self, heard: Heard) -> Said | None:
        """One that nobody foresaw."""
        question = heard.question
        if question is None:
            return None
        if "worries" in heard.cues or "clarify" in heard.techniques:
            at = self._objecting.on_its_mind(self._memory)
            if at is not None:
                return self._bring_up(at)
        if heard.asks_for(*SPIN):
            return Said(self._wording.stock(f"unknown_{question.kind}"), did="did_not_know")
        if {"check", "worries"} & heard.cues:
            if Standing.HARDENED in self._memory.standings:
                return Said(self._wording.stock("has_worries"), did="still_worried")
            trusts = self._stepping.trusts
            return Said(self._wording.stock("agrees" if trusts else "is_unsure"), did="judged")
        if question.weight == 0:
            mood.bore(self._memory)
        return Said(self._wording.stock("unknown_question"), did="did_not_know")

    def _answer_statement(self, heard: Heard) -> Said:
        memory = self._memory
        is_bored = mood.bore(memory)
        if memory.stage is Stage.WANTS_DATE:
            return Said(self._wording.stock("when"), did="agreed_to_meet")
        if heard.length > mood.LONG:
            return Said(self._wording.stock("too_much"), did="lost_interest")
        if is_bored and heard.length > _SHORT and "acknowledge" not in heard.techniques:
            if memory.patience < mood.WARNS_BELOW and not self._wording.used("warns"):
                return Said(self._wording.stock("warns"), did="warned")
            return Said(self._wording.stock("bored"), did="lost_interest")
        if self._pricing.is_due:
            return self._pricing.ask()
        return Said(self._wording.stock("listens"), did="listened")


#: In their order.
_WAYS: tuple[Callable[[Buyer, Heard], Said | None], ...] = (
    Buyer._take_offence,
    Buyer._part,
    Buyer._confirm,
    Buyer._hear_out,
    Buyer._relent,
    Buyer._resist_pressure,
    Buyer._repeat,
    Buyer._take_step,
    Buyer._talk_price,
    Buyer._tell,
    Buyer._object,
    Buyer._answer_aside,
    Buyer._answer_question,
    Buyer._answer_statement,
)
