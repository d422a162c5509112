"""From a judge's answer to labels that can be believed: every quote is in the transcript.

A label whose quote isn't is dropped, and nothing is guessed in its place. A judge that invents more
than now and then, or what a criterion is met by, isn't believed at all. What the role play itself
knows of its objections stands above what anybody says of them. Its texts are bounded. Pure.
"""

from collections.abc import Sequence

from realtime.roleplay.judge.answer import Answer, CriterionLabel, ObjectionLabel, Place
from realtime.roleplay.judge.failed import JudgeFailed
from realtime.roleplay.judge.quotes import Found, Once, Quotes
from realtime.roleplay.scoring.handled import Handled
from realtime.roleplay.scoring.labels import MOMENTS, Coaching, Labels, Moment
from realtime.roleplay.scoring.lines import Line
from realtime.roleplay.scoring.questions import Question
from realtime.roleplay.scoring.results import Evidence, Highlight
from realtime.roleplay.scoring.rubric import OWN, Criterion

#: More of a kind than any call has; the rest isn't read.
_MOST_LABELS = 400
_MOST_PLACES = 40
_MOST_TEXTS = 6
_MOST_HIGHLIGHTS = 12
_LONGEST_TEXT = 400


def labels_of(
    answer: Answer,
    lines: Sequence[Line],
    *,
    criteria: Sequence[Criterion],
    known: Sequence[Handled],
    buyer_is_known: bool = False,
) -> Labels:
    """`known` are the role play's own objections, as the rules found them: a known buyer has no
    others. Raises JudgeFailed."""
    quotes = Quotes(lines)
    labels = Labels(
        _questions(answer, quotes),
        _with_known(_objections(answer, quotes), known, buyer_is_known=buyer_is_known),
        _moments(answer, quotes),
        _shown(answer.criteria, criteria, quotes),
        _coaching(answer, quotes),
    )
    quotes.check()
    return labels


def _questions(answer: Answer, quotes: Quotes) -> tuple[Question, ...]:
    once = Once()
    asked: list[tuple[Found, Question]] = []
    for each in answer.questions[:_MOST_LABELS]:
        found = quotes.find(each.line, each.quote, who="salesperson")
        if found and once.take(found):
            asked.append((found, Question(found.line, found.quote, each.kind, 0)))
    return tuple(question for _, question in sorted(asked, key=lambda pair: pair[0][:2]))


def _objections(answer: Answer, quotes: Quotes) -> list[Handled]:
    once = Once()
    raised = []
    for each in answer.objections[:_MOST_LABELS]:
        found = quotes.find(each.line, each.quote, who="buyer")
        handled = found and once.take(found) and _handled(each, found, quotes)
        if handled:
            raised.append(handled)
    return raised


def _handled(label: ObjectionLabel, found: Found, quotes: Quotes) -> Handled | None:
    """With its answer; an objection that was treated by words nobody said is none."""
    feedback = _text(label.feedback)
    feedback = feedback if quotes.has_quotes_of(feedback) else ""
    untreated = Handled(label.type, found.line, found.quote, None, "", None, feedback)
    if label.response_quote is None and label.technique == "none":
        return untreated
    if label.response_quote is None:
        quotes.missing()
        return None
    line = label.response_line if label.response_line is not None else found.line + 1
    response = quotes.find(line, label.response_quote, who="salesperson", after=found.line)
    if response is None:
        return None
    technique = None if label.technique == "none" else label.technique
    return untreated._replace(
        response_line=response.line, response=response.quote, technique=technique
    )


def _with_known(
    judged: Sequence[Handled], known: Sequence[Handled], *, buyer_is_known: bool
) -> tuple[Handled, ...]:
    """The buyer said these in the role play's own words: whether they came up, and of which type,
    isn't anybody's to judge. How they were answered is."""
    merged = list(judged)
    sure: set[int] = set()
    for each in known:
        here = [at for at, other in enumerate(merged) if other.line == each.line and at not in sure]
        here.sort(key=lambda at: merged[at].type != each.type)
        if here:
            merged[here[0]] = merged[here[0]]._replace(type=each.type)
            sure.add(here[0])
        else:
            merged.append(each)
            sure.add(len(merged) - 1)
    if buyer_is_known:
        merged = [merged[at] for at in sure]
    # Said again before any answer it is one.
    first: dict[tuple[str, int | None], Handled] = {}
    for objection in sorted(merged, key=lambda each: each.line):
        first.setdefault((objection.type, objection.response_line), objection)
    return tuple(first.values())


def _moments(answer: Answer, quotes: Quotes) -> dict[Moment, tuple[Evidence, ...]]:
    places: dict[Moment, list[Found]] = {moment: [] for moment in MOMENTS}
    once = {moment: Once() for moment in MOMENTS}
    for each in answer.moments[:_MOST_LABELS]:
        found = quotes.find(each.line, each.quote, who="salesperson")
        # A step with a day is a step, too.
        also: tuple[Moment, ...] = ("next_step",) if each.moment == "dated_next_step" else ()
        for moment in (each.moment, *also):
            if found and once[moment].take(found):
                places[moment].append(found)
    return {moment: _in_order(found) for moment, found in places.items()}


def _shown(
    answered: Sequence[CriterionLabel], criteria: Sequence[Criterion], quotes: Quotes
) -> dict[int, tuple[Evidence, ...]]:
    given = {each.criterion: each.shown for each in answered}
    asked = {number: each for number, each in enumerate(criteria) if each.check in OWN}
    if not asked.keys() <= given.keys():
        raise JudgeFailed("incomplete", "it left out a criterion")
    return {
        number: _places(given[number], criterion, quotes) for number, criterion in asked.items()
    }


def _places(places: Sequence[Place], criterion: Criterion, quotes: Quotes) -> tuple[Evidence, ...]:
    who = "buyer" if criterion.check == "discovered" else criterion.who
    once = Once()
    claimed = places[:_MOST_PLACES]
    found = [quotes.find(each.line, each.quote, who=who) for each in claimed]
    there = [each for each in found if each and once.take(each)]
    enough = max(1, criterion.at_least)
    if len(there) < enough <= len(claimed) and None in found:
        raise JudgeFailed("invented", "what a criterion was met by isn't in the transcript")
    return _in_order(there)


def _in_order(places: Sequence[Found]) -> tuple[Evidence, ...]:
    return tuple(Evidence(each.line, each.quote) for each in sorted(places))


def _coaching(answer: Answer, quotes: Quotes) -> Coaching | None:
    """None if it says nothing; tips may have words that nobody said yet."""
    highlights: dict[int, Highlight] = {}
    for each in answer.highlights[:_MOST_HIGHLIGHTS]:
        found = quotes.find(each.line, each.quote)
        comment = _text(each.comment)
        if found and comment and quotes.has_quotes_of(comment):
            highlight = Highlight(found.quote, comment, each.type, found.line)
            highlights.setdefault(found.line, highlight)
    coaching = Coaching(
        tuple(text for text in _texts(answer.strengths) if quotes.has_quotes_of(text)),
        tuple(text for text in _texts(answer.improvements) if quotes.has_quotes_of(text)),
        tuple(_texts(answer.tips)),
        tuple(highlights[line] for line in sorted(highlights)),
    )
    return None if coaching == Coaching() else coaching


def _texts(texts: Sequence[str]) -> list[str]:
    return [text for text in map(_text, texts[:_MOST_TEXTS]) if text]


def _text(text: str) -> str:
    """In one row, nothing in it that doesn't show, and not endless."""
    words = "".join(each if each.isprintable() else " " for each in text[: 4 * _LONGEST_TEXT])
    row = " ".join(words.split())
    if len(row) <= _LONGEST_TEXT:
        return row
    return row[: _LONGEST_TEXT - 1].rpartition(" ")[0] + "\u2026"
