"""English: what asks, and what only looks like it. Data only; written as phrases.py reads it."""

ASKING = {
    "asks": {
        4: """
        ^ what; ^ who; ^ whose; ^ which; ^ how; ^ where; ^ why;
        ^ when do/does/did/is/are/was/will/would/should/could/can; ^ do; ^ does; ^ did; ^ is; ^ are;
        ^ was; ^ were; ^ have you/we/they/your/the/any; ^ has; ^ had; ^ can; ^ could; ^ would;
        ^ will; ^ shall; ^ should; ^ any questions; ^ anything; ^ mind if; ^ you mind; ^ may i;
        ^ in what; ^ at what; ^ to what; ^ for how; ^ since when; ^ does not; ^ is not; ^ are not;
        ^ you know that; ^ sorry what; ^ roughly what/how; ^ about how; ^ on what; ^ by how;
        ^ with what; ^ what about; ^ how about; ^ from whom; ^ ever
        """,
        3: """
        ^ you ... or; ^ so you; ^ you still; ^ have there; ^ have people/customers/staff/clients;
        ^ suppose; ^ imagine; ^ if ... what; ^ if ... how; ^ if ... would; ^ if ... who;
        ^ when ... what; ^ when ... who; ^ when ... how; ^ when ... does; ^ when ... do; ^ say you;
        ^ and if; ^ still; ^ everything okay; ^ all good; ^ next; ^ not too; ^ what is; ^ which one;
        ^ whether; would be a win; any chance; any idea; any trouble; any problems; any issues;
        or not; yes or no; who else should; are they; are those; is it ... or; or is it; or do;
        or are; or is; or does; do you have; do you ever; what happens; what does that; what would;
        how would; how much; how many; how long; how often; right $; are you $; do you $; is it $;
        is not it $; would that; could that; that okay $; okay $; do they; does it; is that;
        who does; would you
        """,
        2: "what; how; who else",
        1: "you; your; or",
    },
    "tells": {
        8: """
        ^ who tries; ^ what we; ^ what i; ^ what our; ^ how we; ^ how i; ^ why we; ^ when you sign;
        ^ when we; ^ when our; ^ when a customer; ^ when customers; ^ when clients;
        ^ where there is; ^ whoever; ^ which means; ^ which is; ^ what you get; ^ what makes us;
        ^ what sets us; ^ how it works is; ^ what you will; ^ what is great; ^ what is nice;
        ^ what people; ^ have a look; ^ can not; ^ do not worry; ^ do not forget; ^ you can;
        ^ you will; ^ you get; ^ you mentioned; ^ you said; ^ you told; ^ once you; ^ if you sign;
        ^ if you close; ^ if you have any; ^ what a; ^ how great; ^ how exciting; ^ where we;
        ^ is what
        """,
        4: """
        ^ once; ^ most; ^ so basically; ^ basically; ^ that is; ^ it is; ^ this is; ^ here is;
        ^ there is; ^ there are; ^ everything; ^ all of; ^ many; ^ please; ^ feel free;
        ^ how it works; ^ what you will; ^ what happens is; ^ what you do is; ^ what i like;
        ^ you do not have to; ^ you do not need; ^ you just; ^ you only; ^ you pay;
        ^ you are going to; ^ you would be; ^ you are in; ^ thank you; ^ thanks; i am; i have;
        we offer; we handle; we take; we train; we send; we give; we can; we also; our team;
        our drivers; our people; we replace; we do not; we guarantee; trust me; within a month; ^ i;
        ^ we; ^ our; let me; i will; we will; we have; we are; we do; ^ my name; i am going; ^ the;
        that is what; that is why
        """,
        2: "our; thank; thanks",
    },
    "requests": {
        4: """
        ^ could you describe; ^ can you describe; ^ can you tell me about;
        ^ could you tell me about; ^ can you walk; ^ could you walk; ^ talk me; ^ help me picture;
        ^ i would be curious; ^ i am trying to understand; ^ i am trying to get; ^ show me how;
        ^ give me a; ^ bring me up; ^ what i would like to know; ^ what i would love to know;
        ^ tell me; ^ walk me through; ^ talk me through; ^ describe; ^ help me understand;
        ^ i would like to understand; ^ i would love to understand; ^ i would like to know;
        ^ i would love to hear; ^ i want to understand; ^ i am curious; ^ curious; ^ i am wondering;
        ^ i was wondering; ^ i wonder; ^ explain to me; ^ explain how; ^ give me an idea;
        ^ give me a sense; ^ share a bit; ^ paint me a picture; ^ take me through; ^ fill me in;
        ^ let me ask; ^ talk to me about; ^ i would love to know; ^ i need to understand;
        ^ run me through
        """,
    },
}
