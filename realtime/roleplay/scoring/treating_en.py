"""English: how objections are answered, by technique. Data only, as phrases.py reads it."""

TREATMENTS = {
    "acknowledge": {
        3: """
        i understand; understand; i hear you; hear that; fair; makes sense; make* ... sense;
        appreciate; totally get; i get; get it; get that; i see why; see why; can see;
        i can imagine; imagine; you are right; right to; would be skeptical; in your shoes;
        your place; of course; valid; reasonable; natural; normal; that is a lot; big chunk; i know;
        i respect; respect that; thank* ... for; thanks for; good point; no wonder; sympathi*;
        i would feel; i would want; would be too; sleep on it; a big decision; is a big;
        not a small; anyone would; don't blame you; do not blame you; sorry to hear; no small
        """,
    },
    "clarify": {
        5: """
        what exactly; exactly; compared to; comparing; comparing it to; help me understand;
        what worries; worries you; concerns you; what concerns; when you say; you said ... is that;
        is that because; because of ... or; is it the; or the; what makes you; what do you mean;
        what is behind; behind that; which part; what part; tell me more; say more; what happened;
        what went wrong; what would you need; would you need; what would they; what would she;
        what would he; what would have to; what did you; what were you; what had you;
        can you tell me; could you tell me; can you walk; walk me through; what are they;
        what does it; what does your; what do they; how do they; who else; what matters;
        what is the main; what is it about; what is it that; where does; is it more; is it about;
        out of curiosity; can i ask; may i ask; mind if i ask; what changes; what will be different;
        what is different; what changed; what specifically; specifically; in particular;
        what number; what figure; what range; what bothers; tell me what
        """,
        2: "^ what; ^ how; ^ why; ^ which; ^ who; ^ where; ^ when; or",
    },
    "reframe_value": {
        6: """
        you told me; you said you; you mentioned; cost you; costs you; costing you; cost of;
        cup of coffee; less than a; per person; per head; per employee; a day per; pays for itself;
        pay for itself; pay back; pays back; payback; paid back; rather than the; instead of the;
        think about; think of it; getting almost; back every; already paying; already spend*;
        already lose; losing; you lose; you are losing; spread over; spread across; works out;
        work out to; break* down to; except that; that bill; gone in; saves; save you; saving;
        savings; return; worth; investment; versus; against; compared with; compare that;
        one single; a single; avoid*; avoided; every month you; every week you; every month without;
        every week without; doing nothing; staying put; standing still; waiting costs;
        stay* the same; hours a week; hours back; in exchange; you get back; you gain;
        more than covers; covers; outweigh*; what you get; bigger cost; the real cost; one missed;
        one lost; one bad; over the year; adds up; per day; a week of; afternoon of; two days of
        """,
        2: "but you; lose; cost*; hours; but; only; pay; months",
    },
    "evidence": {
        6: """
        survey; study; report*; numbers of two; customers in; client* ... renewed/cut/saved/reduced;
        renewed; cut its; cut their; reduced; a customer; a client; one of our; our customers;
        our clients; customer of ours; client of ours; clients like; customers like; companies like;
        businesses like; about your size; your size; same size; like yours; similar to yours;
        just like you; reference*; case study; case studies; testimonial*; ask them; talk to them;
        call them; speak to them; speak with them; visit them; see it running; see it for yourself;
        last year we; last year; we put in; measured; measurements; data show*; our data; the data;
        figures; audit*; certif*; award*; track record; out of ten; out of a hundred; percent of;
        on average; average; in writing; published; independent; tested; lab; log; logs; only three;
        only two; only one; we have done; we did; we have installed; we have worked; went from;
        dropped; fell by; fell from; have been with us; stayed with us; show you the;
        put you in touch; connect you; introduce you; financials; accounts; balance sheet;
        warranty claims
        """,
        2: """
        customers; clients; percent; neighborhood; months; years; customer; client; bakery; clinic;
        farm; there is a
        """,
    },
    "alternative": {
        6: """
        start with; start small; start by; start on; could start; begin with; one option;
        another option; option is; option would; if you prefer; spread it over; spread the;
        spread over twelve; installment*; instalment*; pay monthly; pay quarterly; pay in;
        monthly instead; how about; what about; what if we; smaller; lighter; basic; leaner;
        simpler; starter; cheaper plan; brings the; roll it out; roll out; phase*; in stages;
        in steps; step by step; one at a time; gradually; pilot; trial; try it; thirty days;
        ninety days; no commitment; cancel any; opt out; leave ... for; leave out; drop the;
        skip the; take out; strip; nothing due; due until; first payment; first invoice; begin in;
        start in; starting in; sign now and; lock in; hold the; hold your; schedule; push the;
        delay the; we could; we can; could do; our team; our people; we handle; we do the;
        do it for you; take care of; overnight; after hours; on a weekend; at night; rent; lease;
        leasing; only the; just the; just one; only one; half now; set up a call; joint call;
        three way; put together a; one page; write up; join; bring her; bring him; invite;
        month to month; shorter; either
        """,
        2: "could; option; plan; module; later; until; if you like; instead; now and",
    },
    "isolate": {
        7: """
        price aside; cost aside; money aside; aside; apart from; other than; besides; only thing;
        only reason; only concern; only issue; just the ... or; is there anything else;
        anything else; something else; holding you back; in the way; standing in; stopping you;
        keeping you from; if we sort; if we sorted; if we solve; if we solved; if we could;
        if i could; if we can; if i can; if we fix; if we fixed; if we took; if that were;
        if that was; if the price; if price; if it weren't; if it were not; if it was not;
        if that weren't; say your; let us say; let's say; suppose; supposing; assuming;
        would you be ready; would you go; would you move; would you sign; would you want to;
        ready to go; go ahead; move forward; are you good; would we have; do we have a deal;
        would you be comfortable; would you be on board; from your side; on your end; yourself;
        if everything; if all; otherwise; set aside; leave ... aside; the rest; all sorted;
        out of the way; were solved; taken care of would; put ... aside
        """,
    },
    "none": {
        9: """
        everybody says; everyone says; they all say; that is what everybody; keep losing;
        your choice; your loss; your problem; not expensive; not seeing; just not seeing; lying;
        liars; they are lying; i bet; percent off; off right now; knock; take ... off; discount;
        i will drop; anyway; let me show you; moving on; check this out; this other; cool; trust me;
        believe me; do not worry; don't worry; no worries; relax; calm down; you are wrong;
        you are mistaken; mistaken; you do not understand; misunderstood; not true; that is not;
        nonsense; silly; ridiculous; that is just; excuse*; regret; be sorry; you will be;
        last chance; today only; only today; sign today; if you sign today; we are the best;
        the best; number one; market leader; leader; nobody complains; nobody complained;
        no one has; nobody else; everybody loves; everyone loves; easy; super easy; piece of cake;
        suit yourself; up to you; whatever; so like i was; as i was; like i said; speaking of;
        by the way; okay then; well then; fine then; i will just; send you an email;
        send you a brochure; send you some; brochure; should have; you should; your people should;
        terrible; awful; junk; garbage; come on; honestly; can not be; oh please; bad at;
        impossible; never happens; of course it; obviously
        """,
    },
}
