"""What any buyer can say besides a role play's own words: one table a language has to fill. Pure.

Each entry has several wordings that mean the same; they are used in turn. None says whether the
buyer is a woman or a man, nor anything of their business that the role play doesn't say.
"""

from dataclasses import dataclass

Wordings = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Sayings:
    # How the call goes.
    greeting: Wordings
    go_ahead: Wordings
    hears: Wordings
    small_talk: Wordings
    thanks: Wordings
    not_a_bot: Wordings
    """With {name} and {company}."""

    # Not understood.
    unclear: Wordings
    unclear_again: Wordings
    line_is_dead: Wordings
    repeats: Wordings
    """With {said}."""

    # Questions.
    as_said: Wordings
    """With {fact}."""
    told_already: Wordings
    asked_already: Wordings
    one_at_a_time: Wordings
    company: Wordings
    """With {does}."""
    size: Wordings
    """With {size}."""
    role: Wordings
    """With {role} and {company}."""
    name: Wordings
    """With {name} and {company}."""
    decides: Wordings
    contact: Wordings
    unknown_situation: Wordings
    unknown_problem: Wordings
    unknown_implication: Wordings
    unknown_need_payoff: Wordings
    unknown_question: Wordings
    has_worries: Wordings
    agrees: Wordings
    is_unsure: Wordings
    glad_of_it: Wordings
    no_doubts: Wordings
    confirms: Wordings

    # Objections.
    softened: Wordings
    hardened: Wordings
    beside_the_point: Wordings
    still_there: Wordings

    # Being sold to.
    listens: Wordings
    bored: Wordings
    too_much: Wordings
    warns: Wordings
    not_pushed: Wordings
    offended: Wordings
    asks_price: Wordings
    price_heard: Wordings
    price_dodged: Wordings

    # How it ends.
    when: Wordings
    suggests_day: Wordings
    accepts: Wordings
    accepts_day: Wordings
    """With {day}."""
    declines: Wordings
    wants_material: Wordings
    takes_material: Wordings
    goodbye: Wordings
    goodbye_agreed: Wordings
    short_of_time: Wordings
    out_of_time: Wordings
    hangs_up: Wordings
