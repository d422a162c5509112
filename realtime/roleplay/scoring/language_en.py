"""English: what the words of a practice call say. Data only.

Phrases are written as phrases.py reads them. A heavier one says more surely what a sentence is.
"""

from realtime.roleplay.scoring.asking_en import ASKING
from realtime.roleplay.scoring.concepts_en import CONCEPTS
from realtime.roleplay.scoring.kinds_en import KINDS
from realtime.roleplay.scoring.language import Language
from realtime.roleplay.scoring.learnt import read
from realtime.roleplay.scoring.resisting_en import OBJECTIONS
from realtime.roleplay.scoring.treating_en import TREATMENTS

_SHORT_FORMS = {
    "cannot": "can not",
    "gonna": "going to",
    "wanna": "want to",
    "gotta": "have to",
    "dont": "do not",
    "doesnt": "does not",
    "didnt": "did not",
    "isnt": "is not",
    "arent": "are not",
    "cant": "can not",
    "wont": "will not",
    "wouldnt": "would not",
    "couldnt": "could not",
    "im": "i am",
    "ive": "i have",
    "youre": "you are",
    "youve": "you have",
    "thats": "that is",
    "whats": "what is",
    "theres": "there is",
    "kinda": "kind of",
    "alright": "all right",
}

_LEAD_INS = frozenset(
    "and so but well okay ok um uh er erm like right yeah yes sure great oh ah hmm now then "
    "actually just no alright got see perfect thanks".split()
) - {"got", "see", "right", "no", "thanks"}

_PHRASES = {
    # Where a question may begin within speech that has no marks.
    "openers": {
        1: """
        how many; how much; how do you; how long; how often; what happens; what does; what is;
        what are you; what would; do you have; do you use; do you ever; does that; who does;
        who handles; who is; tell me; walk me through; are you; would it; would you; could we;
        can you; what do you; if you could; how would; where do; and what; and how; and who;
        and when; is there; have you
        """,
    },
    "fillers": {
        1: """
        um; uh; er; erm; hmm; umm; uhh; you know; i mean; sort of; kind of; ^ like; basically;
        like um; like you know
        """,
    },
    "next_step": {
        3: """
        next step*; set up a; schedule; book; booked; calendar; invite; meet on; meet again;
        talk on; talk again on; call you on; call on; see you on; see you; follow up call; demo on;
        visit on; come out on; come by on; meeting on; let us say; let's say; let us do; let's do;
        pencil*; lock in; does ... work; put it in
        """,
    },
    "dates": {
        1: """
        monday; tuesday; wednesday; thursday; friday; saturday; tomorrow; at nine; at ten;
        at eleven; at two; at three; at four; at noon; the first; the fifth; the tenth;
        the fifteenth; next week; january; february; march; april; june; july; august; september;
        october; november; december; morning; afternoon; o'clock
        """,
    },
    "discounts": {
        3: """
        discount; percent off; knock ... off; off the price; lower the price; drop the price;
        cut the price; for free
        """,
    },
    "value": {
        3: """
        save*; saving*; return; you would get; you gain; pays for itself; you told me; you said;
        reduce*; worth; solve*
        """,
    },
    "summary": {
        3: """
        to sum up; in summary; to recap; recap; let me recap; let me summarize; let me make sure;
        if i understand; if i heard; so what i am hearing; what i heard; you told me; you mentioned;
        you said; so we agreed; just to confirm
        """,
    },
    "pressure": {
        3: """
        today only; only today; last chance; you will lose; sign today; sign right now; sign now;
        close today; regret; act now; offer ends; expires today; take it or leave
        """,
    },
}

ENGLISH = Language(
    code="en",
    short_forms=_SHORT_FORMS,
    lead_ins=_LEAD_INS,
    phrases=_PHRASES,
    hints={"question": {**ASKING, **KINDS}, "objection": OBJECTIONS, "treatment": TREATMENTS},
    concepts=CONCEPTS,
    learnt=read("en"),
)
