"""What the coach says, in English. Data only; `{…}` is filled in by feedback.py."""

TEXTS = {
    "unscored.turns": "You spoke too few times to be scored: {turns} (at least {least} needed).",
    "unscored.words": "You said too few words to be scored: {words} (at least {least} needed).",
    "overall.excellent": (
        "Excellent call: you dug deep, made the cost of the problem plain and led the buyer to "
        "the value."
    ),
    "overall.good": "Good call. A few adjustments would make it excellent.",
    "overall.fair": "There is good work here, but the buyer hasn't felt yet why to change.",
    "overall.poor": "You presented more than you explored. Ask before you offer.",
    "overall.no_words": (
        "What was said couldn't be transcribed reliably; only the rhythm of the call was measured."
    ),
    "strength.problem": (
        "You asked about the buyer's difficulties ({count}), for example: “{quote}”"
    ),
    "strength.implication": "You explored what the problem leads to: “{quote}”",
    "strength.need_payoff": "You got the buyer to name the value: “{quote}”",
    "strength.order": (
        "You kept the right order: problem, consequence and only then the value of solving it."
    ),
    "strength.objections": "You dealt with every objection ({count}).",
    "strength.next_step": "You left with a dated next step: “{quote}”",
    "strength.listening": "You gave the buyer room: you talked {ratio}% of the time.",
    "improvement.problem": "You didn't ask about the buyer's difficulties.",
    "improvement.implication": "You didn't explore what the problem causes: cost, time, people.",
    "improvement.need_payoff": "You didn't ask what a solution would be worth to the buyer.",
    "improvement.situation": (
        "Many questions about facts ({count}): look them up before and spend the time on problems."
    ),
    "improvement.order": "You went to the value before you knew the problem: “{quote}”",
    "improvement.objections": "Some objections were left open: {count} of {total}.",
    "improvement.next_step": "The call ended without a dated next step.",
    "improvement.talk": "You talked {ratio}% of the time; aim for {low}% to {high}%.",
    "improvement.monologue": (
        "Your longest stretch without the buyer lasted {seconds} s; keep it under {most} s."
    ),
    "improvement.fast": "You spoke at {pace} words a minute; {low} to {high} is easier to follow.",
    "improvement.slow": (
        "You spoke at {pace} words a minute; a little more pace holds attention ({low} to {high})."
    ),
    "improvement.fillers": (
        "{rate} filler words a minute; aim for fewer than {most}. A pause does more."
    ),
    "improvement.interruptions": "You interrupted the buyer {count} times.",
    "improvement.must_have": "A must-have wasn't met: {name}.",
    "tip.problem": "Try: “What gets in your way most with that today?”",
    "tip.implication": (
        "When you hear a problem, ask: “And when that happens, what does it cost you?”"
    ),
    "tip.need_payoff": "Before you present, ask: “If that were solved, what would change for you?”",
    "tip.objections": (
        "With an objection, acknowledge it, ask what is behind it, and only then answer with a "
        "case or an option."
    ),
    "tip.next_step": (
        "Close with a day, a time and who joins: “Could we talk on Thursday at ten, with your "
        "partner?”"
    ),
    "tip.listen": "After each question, wait two seconds before you speak again.",
    "tip.keep": "Keep it up, and try a harder scenario.",
    "highlight.problem": "Good question: it gets the buyer to say what isn't going well.",
    "highlight.implication": "Great question: the buyer feels what the problem costs.",
    "highlight.need_payoff": "Great question: the buyer is the one who names the value.",
    "highlight.treated": "The objection was dealt with: {technique}.",
    "highlight.untreated": (
        "The objection got no real answer. Ask what is behind it before you go on."
    ),
    "highlight.unanswered": "This objection got no answer.",
    "highlight.situation": "Another fact: from here you could ask what bothers them about it.",
    "highlight.pressure": "This puts pressure on the buyer. Give a reason, not a deadline.",
    "highlight.long": (
        "A long stretch: split it and check halfway whether it makes sense to the buyer."
    ),
    "highlight.next_step": "A dated next step: well done.",
    "objection.isolate": (
        "You checked whether it was the only obstacle: now you know what to solve."
    ),
    "objection.clarify": "You asked what was behind it before you answered.",
    "objection.reframe_value": "You set the price or the effort beside what the buyer gains.",
    "objection.evidence": "You answered with a case or a figure, not with a promise.",
    "objection.alternative": "You offered another way instead of insisting.",
    "objection.acknowledge": (
        "You took the concern seriously. Go one step further: ask what is behind it."
    ),
    "objection.untreated": (
        "The answer didn't deal with the objection. Acknowledge, ask, and only then argue."
    ),
    "objection.unanswered": "The buyer got no answer to this objection.",
    "technique.isolate": "isolating",
    "technique.clarify": "clarifying",
    "technique.reframe_value": "reframing the value",
    "technique.evidence": "giving evidence",
    "technique.alternative": "offering an alternative",
    "technique.acknowledge": "acknowledging",
}
