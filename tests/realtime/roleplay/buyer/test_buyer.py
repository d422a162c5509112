"""Each rule of the buyer's, on a role play that has one fact or objection of each kind."""

import weakref

import pytest

from realtime.agents.base import NO_MATCH
from realtime.roleplay.buyer.wording import SAYINGS
from tests.realtime.roleplay.buyer.calls import begun, did, held
from tests.realtime.roleplay.plays import definition

EN = SAYINGS["en"]

FACTS = [
    {"name": "volume", "asked_by": ["how many", "a week"], "answer": "Forty a week. Fifty in May."},
    {
        "name": "breakage",
        "asked_by": ["break*", "in the post"],
        "answer": "One in nine arrives cracked.",
    },
    {
        "name": "cost",
        "asked_by": ["how many pounds", "cost you"],
        "answer": "Nine pounds each time.",
    },
]
PRICE = {
    "type": "price",
    "wording": "That's a lot of money.",
    "raised_when": ["lampguard"],
    "softened_by": ["clarify", "evidence"],
    "softened": "Well, if it saves the lamps.",
    "hardened": "As I said, too much money.",
}
TRUST = {"type": "trust", "wording": "I've never heard of you.", "raised_when": ["guarantee*"]}
NEED = {"type": "need", "wording": "I'm not sure we want it."}

PROBLEM = "What is the biggest problem with that?"
TREATS = "What exactly are you comparing it to?"
IGNORES = "The box is blue."


def play(**changes):
    return definition(**{"facts": FACTS, "objections": [PRICE], **changes})


def after(*turns, **changes):
    """The last answer."""
    answers, _ = held(play(**changes), turns)
    assert len(answers) == len(turns), "the call ended before the last turn"
    return answers[-1]


def trusting(**changes):
    """A buyer who was asked good questions and has no objection left."""
    buyer = begun(play(objections=[], **changes))
    for turn in (PROBLEM, "What does that lead to?", "What would it be worth to fix it?"):
        buyer.answer(turn)
    buyer.answer("And how does that affect your customers?")
    buyer.answer("What would change for you without it?")
    return buyer


def test_a_call_leaves_nothing_to_the_collector(uncollected):
    buyer = begun(play())
    buyer.answer(PROBLEM)
    left = weakref.ref(buyer)
    del buyer
    assert left() is None


class TestFacts:
    def test_a_fact_is_told_to_who_asks_for_it(self):
        answer = after("How many lamps do you send?")
        assert answer.text == FACTS[0]["answer"] and answer.did == "fact:volume"

    def test_case_and_accents_of_a_phrase_dont_matter(self):
        assert after("HÓW MÁNY lamps do you send?").did == "fact:volume"

    def test_a_stem_is_any_word_that_begins_so(self):
        assert after("Is there much breakage?").did == "fact:breakage"

    def test_who_only_speaks_of_it_is_told_nothing(self):
        assert "fact" not in after("We know how many lamps break in the post.").did

    def test_unmarked_speech_may_ask(self):
        assert after("and how many lamps do you send").did == "fact:volume"

    def test_two_facts_are_told_at_once_in_the_order_they_are_asked_for(self):
        answer = after("Do they break? And how many do you send?")
        assert answer.did == "fact:breakage+fact:volume"
        assert answer.text == f"{FACTS[1]['answer']} {FACTS[0]['answer']}"

    def test_a_third_waits(self):
        answer = after("Do they break in May? How many a week? What does it cost you?")
        assert answer.did == "fact:breakage+fact:volume"

    @pytest.mark.parametrize("turn", ["Is there a gap?", "Are there any gaps?"])
    def test_one_is_asked_for_as_several_are(self, turn):
        gaps = {"name": "gaps", "asked_by": ["gaps"], "answer": "Two a day."}
        assert after(turn, facts=[gaps]).did == "fact:gaps"

    def test_a_question_in_portuguese_may_say_e_que(self):
        fact = {"name": "now", "asked_by": ["como funciona hoje"], "answer": "No papel."}
        turn = "E como é que funciona hoje?"
        assert after(turn, facts=[fact], language="pt-BR").did == "fact:now"

    def test_of_two_phrases_one_within_the_other_the_longer_asks(self):
        assert after("How many pounds is that?").did == "fact:cost"

    def test_a_fact_asked_again_is_said_in_short(self):
        answer = after("How many do you send?", "And how many lamps was it?")
        assert answer.did == "reminded:volume"
        assert "Forty a week." in answer.text and "Fifty" not in answer.text

    def test_the_same_question_word_for_word_is_not_answered_again(self):
        answer = after("How many do you send?", "How many do you send?")
        assert answer.text in EN.told_already

    def test_many_questions_at_once_are_too_many(self):
        turn = "How many do you send? Who packs them? Where are they made? When do you ship?"
        answer = after(turn)
        assert answer.text.startswith(FACTS[0]["answer"])
        assert any(answer.text.endswith(wording) for wording in EN.one_at_a_time)

    def test_two_facts_that_dont_fit_into_one_answer_are_told_one_by_one(self):
        long = [{**FACTS[0], "answer": "a" * 1000}, {**FACTS[1], "answer": "b" * 1000}]
        buyer = begun(play(facts=long))
        assert buyer.answer("How many break?").did == "fact:volume"
        assert buyer.answer("And do they break?").did == "fact:breakage"


class TestObjections:
    def test_what_gives_cause_raises_it(self):
        answer = after("Yes?", "Well.", "Our Lampguard is a box.")
        assert answer.did == "objection:price" and answer.text == PRICE["wording"]

    def test_no_objection_answers_who_introduces_themself(self):
        assert "objection" not in after("Hi, this is Jo from Lampguard.").did

    def test_one_without_cause_comes_in_its_turn(self):
        _, buyer = held(play(objections=[NEED], difficulty="hard"), [PROBLEM])
        assert buyer.answer("And what else is difficult?").did == "objection:need"

    @pytest.mark.parametrize("difficulty, turn", [("easy", 6), ("medium", 4), ("hard", 2)])
    def test_the_harder_the_sooner(self, difficulty, turn):
        asks = ["Is that hard?", "Who packs?", "What goes wrong?", "Is it slow?", "What else?"] * 2
        answers, _ = held(play(objections=[NEED], difficulty=difficulty), asks)
        assert did(answers).index("objection:need") + 1 == turn

    @pytest.mark.parametrize("difficulty, most", [("easy", 2), ("medium", 3), ("hard", 3)])
    def test_the_harder_the_more(self, difficulty, most):
        turns = [PROBLEM, TREATS] * 14
        several = [{**NEED, "wording": f"Not sure {n}."} for n in ("a", "b", "c")]
        answers, _ = held(play(objections=several, difficulty=difficulty), turns)
        assert did(answers).count("objection:need") == most

    def test_one_that_is_treated_is_softened_in_its_own_words(self):
        answer = after("Yes?", "Well.", "It's a Lampguard.", TREATS)
        assert answer.did == "softened:price" and answer.text == PRICE["softened"]

    def test_one_that_is_not_treated_hardens_in_its_own_words(self):
        answer = after("Yes?", "Well.", "It's a Lampguard.", IGNORES)
        assert answer.did == "hardened:price" and answer.text == PRICE["hardened"]

    def test_one_without_words_of_its_own_has_the_buyers(self):
        bare = {**PRICE, "softened": "", "hardened": ""}
        lead = ["Yes?", "Well.", "It's a Lampguard."]
        assert after(*lead, TREATS, objections=[bare]).text in EN.softened
        assert after(*lead, IGNORES, objections=[bare]).text in EN.hardened

    def test_softening_raises_trust_and_hardening_costs_trust_and_patience(self):
        lead = ["Yes?", "Well.", "It's a Lampguard."]
        _, before = held(play(), lead)
        _, soft = held(play(), [*lead, TREATS])
        _, hard = held(play(), [*lead, IGNORES])
        assert soft.memory["trust"] > before.memory["trust"] > hard.memory["trust"]
        assert hard.memory["patience"] < before.memory["patience"]

    def test_a_technique_that_doesnt_soften_it_leaves_it_open_once(self):
        lead = ["Yes?", "Well.", "It's a Lampguard.", "We could start with half."]
        answer = after(*lead)
        assert answer.did == "unmoved:price" and answer.text in EN.beside_the_point
        assert after(*lead, TREATS).did == "softened:price"
        assert after(*lead, "How about paying in instalments?").did == "hardened:price"

    def test_a_fair_question_is_answered_once_before_the_objection_hardens(self):
        lead = ["Yes?", "Well.", "It's a Lampguard.", "How many do you send?"]
        answer = after(*lead)
        assert answer.text.startswith(FACTS[0]["answer"]) and answer.did == "fact:volume"
        assert after(*lead, TREATS).did == "softened:price"
        assert after(*lead, "Do they break?").did == "hardened:price"

    def test_a_question_about_the_business_is_no_answer_to_it(self):
        lead = ["Yes?", "Well.", "It's a Lampguard."]
        assert after(*lead, "Who opens the shop in the morning?").did == "hardened:price"

    def test_pressure_never_treats(self):
        lead = ["Yes?", "Well.", "It's a Lampguard."]
        assert after(*lead, f"{TREATS} You will regret it.").did == "hardened:price"

    def test_pushing_a_next_step_is_no_answer_to_it(self):
        lead = ["Yes?", "Well.", "It's a Lampguard."]
        assert after(*lead, "We could schedule a demo on Tuesday.").did == "hardened:price"

    def test_a_hardened_one_is_softened_by_the_next_turn(self):
        lead = ["Yes?", "Well.", "It's a Lampguard.", IGNORES]
        assert after(*lead, TREATS).did == "softened:price"

    def test_a_hardened_one_is_softened_later_when_it_is_come_back_to(self):
        lead = ["Yes?", "Well.", "It's a Lampguard.", IGNORES, "How many do you send?"]
        assert "softened" not in after(*lead, "What exactly is in the boxes?").did
        back = "About the price, what exactly are you comparing it to?"
        assert after(*lead, back).did == "softened:price"
        assert "softened" not in after(*lead, back, f"Again: {back}").did

    def test_an_objection_that_wasnt_heard_is_said_again_and_not_judged(self):
        lead = ["Yes?", "Well.", "It's a Lampguard."]
        answer = after(*lead, "Sorry, could you repeat that?")
        assert PRICE["wording"] in answer.text
        assert after(*lead, "Sorry, could you repeat that?", TREATS).did == "softened:price"

    def test_what_isnt_understood_leaves_it_open(self):
        lead = ["Yes?", "Well.", "It's a Lampguard.", None]
        assert after(*lead, TREATS).did == "softened:price"

    def test_none_is_raised_while_one_is_open(self):
        both = "It's a Lampguard with a guarantee."
        lead = ["Yes?", "Well.", both, "How many do you send?"]
        answers, buyer = held(play(objections=[PRICE, TRUST], difficulty="hard"), lead)
        assert sum("objection" in each for each in did(answers)) == 1
        assert buyer.memory["standings"].count("unsaid") == 1

    def test_who_asks_what_the_matter_is_is_told(self):
        answer = after("What is behind that?", objections=[NEED])
        assert answer.did == "objection:need"

    def test_what_was_given_cause_for_meanwhile_comes_later(self):
        both = "It's a Lampguard with a guarantee."
        lead = ["Yes?", "Well.", both, TREATS, "Who packs the boxes?"]
        answers, _ = held(play(objections=[PRICE, TRUST], difficulty="hard"), [*lead, PROBLEM])
        assert [each for each in did(answers) if "objection" in each] == [
            "objection:price",
            "objection:trust",
        ]


class TestNextStep:
    def test_without_trust_it_is_declined_then_put_off_to_an_email(self):
        lead = ["Shall we book a demo?"]
        assert after(*lead).did == "declined_next_step"
        assert after(*lead, "Could we set up a meeting then?").did == "asked_for_material"

    def test_with_trust_and_no_day_the_buyer_asks_for_one(self):
        buyer = trusting()
        assert buyer.answer("Shall we book a demo?").did == "agreed_to_meet"
        assert buyer.answer("Thursday at ten?").did == "accepted_next_step"

    def test_with_trust_and_a_day_the_buyer_accepts_and_asks_to_confirm(self):
        answer = trusting().answer("Shall we book a demo for Thursday at ten?")
        assert answer.did == "accepted_next_step" and not answer.hangs_up
        assert answer.text in [each.format(day="Thursday") for each in EN.accepts_day]

    def test_a_day_in_figures_is_a_day(self):
        assert trusting().answer("Shall we book a demo for 12/03, 3 pm?").did == (
            "accepted_next_step"
        )

    def test_once_confirmed_the_buyer_says_goodbye_and_hangs_up(self):
        buyer = trusting()
        buyer.answer("Shall we book a demo for Thursday at ten?")
        answer = buyer.answer("I'll send it over.")
        assert answer.hangs_up and answer.text in EN.goodbye_agreed

    def test_a_question_before_the_goodbye_is_still_answered(self):
        buyer = trusting()
        buyer.answer("Shall we book a demo for Thursday at ten?")
        assert buyer.answer("One thing: how many do you send?").did == "fact:volume"
        assert buyer.answer("Thank you.").hangs_up

    def test_once_something_was_proposed_a_day_alone_is_enough(self):
        lead = ["Shall we book a demo?", PROBLEM]
        assert after(*lead, "Thursday at ten?", objections=[]).did == "asked_for_material"
        assert after(PROBLEM, "And on Thursday?", objections=[]).did == "did_not_know"

    def test_who_asks_for_a_day_is_given_one(self):
        buyer = trusting()
        buyer.answer("Shall we book a demo?")
        assert buyer.answer("Which day suits you?").did == "suggested_day"
        assert buyer.answer("That is fine.").hangs_up

    def test_a_next_step_with_its_day_and_a_goodbye_ends_the_call(self):
        answer = trusting().answer("Then I'll book the demo for Thursday. Goodbye!")
        assert answer.hangs_up and answer.did == "accepted_next_step"

    def test_what_the_proposal_gives_cause_for_comes_first(self):
        play_ = play(objections=[{**PRICE, "raised_when": ["demo"]}])
        answers, _ = held(play_, [PROBLEM, "Shall we book a demo for Thursday?"])
        assert answers[-1].did == "objection:price"

    def test_words_of_a_next_step_in_a_question_about_the_business_propose_nothing(self):
        assert after("How does it work at the moment?").did == "did_not_know"


class TestPatience:
    def test_a_statement_is_listened_to_and_two_bore(self):
        assert after(IGNORES).text in EN.listens
        assert after(IGNORES, "The lid is red.").text in EN.bored

    def test_a_question_makes_up_for_statements(self):
        assert after(IGNORES, PROBLEM, "The lid is red.").text in EN.listens

    def test_nobody_listens_for_ever(self):
        answers, _ = held(play(objections=[]), [f"The box has {n} sides." for n in range(60)])
        assert answers[-1].did == "hung_up" and len(answers) < 20

    def test_before_hanging_up_the_buyer_says_so(self):
        answers, _ = held(play(objections=[]), [f"The box has {n} sides." for n in range(60)])
        assert did(answers).count("warned") == 1

    @pytest.mark.parametrize("turn", ["word " * 150, "word " * 400])
    def test_a_monologue_costs_patience(self, turn):
        _, buyer = held(play(), [turn])
        assert buyer.memory["patience"] < begun(play()).memory["patience"]

    def test_who_isnt_followed_is_told(self):
        assert after("The box has sides and a lid. " * 30).text in EN.too_much

    def test_pressure_costs_trust_and_patience_and_is_resisted(self):
        answers, buyer = held(play(), ["You have to sign today."])
        assert answers[-1].text in EN.not_pushed
        assert buyer.memory["trust"] < 0

    def test_who_insults_is_told_and_soon_hung_up_on(self):
        answers, _ = held(play(), ["You are an idiot."] * 9)
        assert answers[0].text in EN.offended
        assert answers[-1].did == "hung_up" and len(answers) <= 4

    def test_a_turn_said_again_costs_patience(self):
        answers, buyer = held(play(), ["Is the box blue or red?", "Is the box blue or red?"])
        assert answers[-1].text in EN.asked_already
        assert buyer.memory["patience"] < begun(play()).memory["patience"]

    def test_yes_may_be_said_again(self):
        assert after("Yes.", "Yes.").did != "asked_already"

    def test_the_harder_the_less_patience_and_the_more_trust_wanted(self):
        patience = [begun(play(difficulty=each)).memory["patience"] for each in ("easy", "hard")]
        assert patience[0] > patience[1]

    def test_nobody_has_for_ever_time(self):
        turns = [f"What is the biggest problem of number {n}?" for n in range(99)]
        answers, _ = held(play(objections=[]), turns)
        assert answers[-1].did == "out_of_time"
        assert any(answers[49].text.endswith(wording) for wording in EN.short_of_time)

    @pytest.mark.parametrize(
        "turn",
        [PROBLEM, "What happens when one breaks, what does it lead to?", "What would that change?"],
    )
    def test_good_questions_raise_trust(self, turn):
        assert held(play(), [turn])[1].memory["trust"] == 1

    def test_acknowledging_and_summarising_raise_trust(self):
        assert held(play(), ["I understand, that makes sense."])[1].memory["trust"] == 1
        assert held(play(), ["To sum up, the boxes are too thin."])[1].memory["trust"] == 1


class TestPrice:
    LEAD = (PROBLEM, "What does that lead to?", "The lid is green.", "What would change?")

    def test_who_is_sold_to_asks_the_price_once_it_is_interested(self):
        assert after(*self.LEAD, IGNORES, objections=[]).did == "asked_price"

    def test_whoever_has_a_proposal_doesnt(self):
        answers, _ = held(
            play(objections=[], call_type="negotiation"), [*self.LEAD, IGNORES, "It is red."]
        )
        assert "asked_price" not in did(answers)

    def test_an_answer_is_taken(self):
        assert after(*self.LEAD, IGNORES, "It's £40.", objections=[]).did == "heard_price"

    def test_who_dodges_it_is_asked_once_more(self):
        lead = [*self.LEAD, IGNORES]
        answers, buyer = held(play(objections=[]), [*lead, "It is good.", "It is red.", "It is."])
        assert did(answers)[5] == "insisted_on_price"
        assert "price" not in did(answers)[6]
        assert buyer.memory["price"] == "done"

    def test_who_named_it_isnt_asked(self):
        answers, _ = held(play(objections=[]), ["It's £40.", *self.LEAD, IGNORES])
        assert "asked_price" not in did(answers)


class TestAsides:
    @pytest.mark.parametrize(
        "turn, saying",
        [
            ("Good morning!", "greeting"),
            ("Hi Ida, this is Jo.", "greeting"),
            ("Can you hear me?", "hears"),
            ("Can I ask you a few questions?", "go_ahead"),
            ("I'm calling because you filled in our form.", "go_ahead"),
            ("How was your weekend?", "small_talk"),
            ("Thank you.", "thanks"),
            ("I'll send you a brochure by e-mail.", "takes_material"),
            ("We are sorry, that was our fault.", "glad_of_it"),
            ("Does that make sense?", "is_unsure"),
            ("Any questions?", "no_doubts"),
            ("Who decides on this?", "decides"),
            ("What is the problem with the lids?", "unknown_problem"),
            ("What happens when that goes on, what does it lead to?", "unknown_implication"),
            ("What would it mean for you if that were solved?", "unknown_need_payoff"),
            ("Which software do you use at the moment?", "unknown_situation"),
            ("Is it blue?", "unknown_question"),
            ("To recap, it is slow. Is that right?", "confirms"),
        ],
    )
    def test_is_answered(self, turn, saying):
        assert after(turn, objections=[]).text in getattr(EN, saying)

    @pytest.mark.parametrize(
        "turn, saying",
        [
            ("Bom dia!", "greeting"),
            ("Oi Ida, aqui é o Jo.", "greeting"),
            ("Você está me ouvindo?", "hears"),
            ("Posso te fazer algumas perguntas?", "go_ahead"),
            ("Estou ligando porque você pediu contato.", "go_ahead"),
            ("Como foi o fim de semana?", "small_talk"),
            ("Muito obrigado.", "thanks"),
            ("Te mando um material por e-mail.", "takes_material"),
            ("Você tem razão, foi erro nosso.", "glad_of_it"),
            ("Isso faz sentido para você?", "is_unsure"),
            ("Ficou alguma dúvida?", "no_doubts"),
            ("Quem decide sobre isso?", "decides"),
            ("Qual é a maior dificuldade com as tampas?", "unknown_problem"),
            ("O que acontece quando isso se repete, qual o impacto?", "unknown_implication"),
            ("Se isso fosse resolvido, o que mudaria para você?", "unknown_need_payoff"),
            ("Qual sistema vocês usam hoje?", "unknown_situation"),
            ("Resumindo, está lento. É isso?", "confirms"),
            ("Você é um robô?", "not_a_bot"),
            ("Seu idiota.", "offended"),
            ("Tem que fechar hoje, é a última chance.", "not_pushed"),
            ("Vamos marcar uma demonstração?", "declines"),
            ("A caixa é azul.", "listens"),
            ("Tchau, obrigado.", "goodbye"),
            ("Até quinta!", "goodbye"),
            (None, "unclear"),
        ],
    )
    def test_is_answered_in_portuguese(self, turn, saying):
        answer = after(turn, objections=[], language="pt-BR")
        own = {"name": "Ida", "company": "Ida's"}
        wordings = getattr(SAYINGS["pt-BR"], saying)
        assert answer.text in [wording.format(**own) for wording in wordings]

    @pytest.mark.parametrize(
        "turn, words",
        [
            ("What does your company do?", "Sells lamps."),
            ("How many people are you?", "four people"),
            ("What is your role?", "owner"),
            ("Who am I speaking to?", "Ida"),
            ("Are you a bot?", "Ida"),
        ],
    )
    def test_who_and_what_the_buyer_is_is_told(self, turn, words):
        assert words in after(turn, facts=[]).text

    def test_a_fact_that_says_who_decides_comes_first(self):
        fact = {"name": "decision", "asked_by": ["who decides"], "answer": "My sister."}
        assert after("Who decides on this?", facts=[fact]).text == "My sister."

    def test_with_trust_things_make_sense(self):
        assert trusting().answer("Does that make sense?").text in EN.agrees

    def test_what_wasnt_settled_is_come_back_to(self):
        lead = ["Yes?", "Well.", "It's a Lampguard.", IGNORES, "How many do you send?"]
        assert after(*lead, "Does that make sense?").text in EN.has_worries

    def test_what_the_buyer_said_is_said_again(self):
        answer = after("How many do you send?", "Sorry, what did you say?")
        assert answer.did == "repeated" and FACTS[0]["answer"] in answer.text

    def test_said_again_twice_it_is_the_same(self):
        again = "Sorry, could you say that again?"
        answer = after("How many do you send?", again, None, "Could you repeat that, please?")
        assert answer.text.endswith(FACTS[0]["answer"])
        assert not any(each.split("{")[0] in answer.text for each in EN.repeats[:1])

    def test_a_question_after_a_greeting_is_answered(self):
        assert after("Good morning! How many do you send?").did == "fact:volume"
        assert after("Good morning! Is it blue?", objections=[]).did == "did_not_know"

    def test_chatting_on_costs_patience(self):
        turns = ["Good morning!", "How are you?", "Hello, nice to meet you.", "Hi again, hello."]
        _, buyer = held(play(), turns)
        assert buyer.memory["patience"] < begun(play()).memory["patience"]


class TestNotUnderstood:
    def test_it_is_said_and_typing_is_offered(self):
        answer = after(None)
        assert answer.text in EN.unclear and answer.did == NO_MATCH

    @pytest.mark.parametrize("turn", ["", "   ", "?!", "😀😀", "...", "\x00"])
    def test_a_turn_without_words_isnt_understood(self, turn):
        assert after(turn).did == NO_MATCH

    def test_after_some_something_else_is_said_and_then_the_buyer_gives_up(self):
        answers, _ = held(play(), [None] * 9)
        assert answers[2].text in EN.unclear_again
        assert len(answers) == 6 and answers[-1].text in EN.line_is_dead

    def test_one_that_is_understood_begins_the_count_again(self):
        answers, _ = held(play(), [None] * 5 + [PROBLEM] + [None] * 5)
        assert not answers[-1].hangs_up

    def test_in_the_role_plays_language(self):
        assert after(None, language="pt-BR").text in SAYINGS["pt-BR"].unclear


class TestParting:
    def test_a_goodbye_is_answered_with_one_and_the_buyer_hangs_up(self):
        answer = after("I have to go now, goodbye.")
        assert answer.hangs_up and answer.text in EN.goodbye

    def test_a_goodbye_leaves_an_open_objection_open(self):
        assert after("Yes?", "Well.", "It's a Lampguard.", "Goodbye then.").hangs_up

    def test_who_cuts_a_goodbye_gets_another(self):
        buyer = begun(play())
        buyer.answer("Goodbye!")
        assert buyer.answer("No, wait, how many do you send?").hangs_up

    @pytest.mark.parametrize(
        "turn", ["Até sexta eu te mando a conta.", "Fica até mais barato.", "Não dá até lá fora."]
    )
    def test_a_date_to_come_is_no_goodbye(self, turn):
        assert not after(turn, language="pt-BR").hangs_up


def test_wordings_change_from_one_time_to_the_next():
    answers, _ = held(play(objections=[]), ["Is it blue?", "Is it red?", "Is it green?"])
    assert len({answer.text for answer in answers}) == 3
