"""What is said and typed to the real agents: the embedded one's answers are its file's."""

from dataclasses import dataclass, field, replace

from realtime.agents.base import NO_MATCH


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """Something to say or type to either agent, and what it makes of it."""

    text: str
    #: As they are transcribed.
    words: str
    intent: str
    reply: str
    tool: str = ""
    parameters: dict[str, str] = field(default_factory=dict)


#: The shortest there is, question and answer.
THANKS = Phrase(
    text="Thank you very much.",
    words="thank you very much",
    intent="thanks",
    reply="You are welcome!",
)
#: The second time.
AGAIN = replace(THANKS, reply="My pleasure.")
#: Of an agent whose answers a test writes.
BRIEF = replace(THANKS, reply="Yes.")
BYE = Phrase(
    text="Have a nice day.",
    words="have a nice day",
    intent="goodbye",
    reply="Goodbye, and thank you for your visit.",
)
SEARCH = Phrase(
    text="Show me the headphones.",
    words="show me the headphones",
    intent="search_product",
    tool="search_products",
    parameters={"query": "headphones", "category": "electronics"},
    reply="Yes, we have the headphones. It costs 120 dollars."
    " Would you like to know about delivery?",
)
#: Means something after SEARCH.
YES = Phrase(
    text="Yes, please.",
    words="yes please",
    intent="yes",
    tool="get_delivery",
    parameters={"product": "headphones"},
    reply="We deliver the headphones in 2 days, and delivery is free.",
)
#: Its answer takes long.
HELP = Phrase(
    text="What can I ask you?",
    words="what can i ask you",
    intent="help",
    reply="You can ask me to find a product, for example: show me headphones, or: which sports"
    " equipment do you have. You can ask what something costs, how long delivery takes, and how"
    " much delivery is. If you have bought something, ask me where your order is and tell me its"
    " number. And whenever you would rather talk to a person, say so and I will ask somebody to"
    " join us. What would you like to know?",
)
#: Nothing that either is there for.
WEATHER = Phrase(
    text="It will rain in the mountains until Thursday evening.",
    words="it will rain in the mountains until thursday evening",
    intent=NO_MATCH,
    reply="Sorry, I did not understand that. You can ask me for a product, its price, delivery or"
    " your order.",
)
