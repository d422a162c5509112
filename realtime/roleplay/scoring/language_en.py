"""English: what the words of a practice call say. Data only.

Phrases are written as phrases.py reads them. A heavier one says more surely what a sentence is.
"""

from realtime.roleplay.scoring.language import Language

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

_ASKING = {
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
    "openers": {
        1: """
        how many; how much; how do you; how long; how often; what happens; what does; what is;
        what are you; what would; do you have; do you use; do you ever; does that; who does;
        who handles; who is; tell me; walk me through; are you; would it; would you; could we;
        can you; what do you; if you could; how would; where do; and what; and how; and who;
        and when; is there; have you
        """,
    },
}

_KINDS = {
    "need_payoff": {
        6: """
        every truck on; ran itself; itself; do with the; extra day; fewer ... help; help you hit;
        hit your; if there was no; if there were no; there was no; important to you to;
        is it important; take some pressure; pressure off; take ... off; be good for;
        would ... be good; where would you put; hours you get; get back; being able; be a win;
        a win; win for you; would do for you; that do for; do for you; do for your; would mean;
        mean for you; mean to you; be a big deal; big deal; be better; be easier; go easier;
        sleep better; peace of mind; would you be able; would your team; would your staff;
        would your people; would your customers; would your clients; would they; how would your;
        how would the; how would things; how would life; how would a; how would it feel;
        how would that feel; feel like to; what would change; what changes if; what would improve;
        what would get; what would become; what would happen if you never; how much would you save;
        how much could you save; would you save; could you save; save; saved; saving; savings;
        gain*; you get out of; get out of it; upside; advantage*; what good; good would;
        do you see value; value in; see the value; any value; be of use; of interest;
        interested in having; interested in seeing; interest you; would you want; would you use;
        could you use; would you rather have; would you spend; spend ... on; what else could you;
        what could your; what might you; free* up; freed; freeing; open up; would open; let your;
        allow your; give you; give your; gave you; give back; would giving; would cutting;
        would reducing; would a; would an; would fewer; would less; would more; would faster;
        would shorter; would automatic; would one; would there be; is there value; solve* for;
        if this were solved; if we solved; if we took; if we could take; if we handled; if we got;
        if the ... could; if your ... could; if all; if everything; if every; if one; if nobody had;
        if no one had; if you knew; if you got; if you were; if you saw; if you never had; suppose;
        picture; say you had; say we; what if you could; what if your; what if the; with that time;
        with the time; with those hours; with that money; with the money; how helpful; how nice;
        how good; how would you benefit; would ... help; would that help; how would it help;
        help you; would ... mean to/for you; be worth; worthwhile; worth it; worth something;
        make a difference; would you do with; would ... change; what would that change; be useful;
        be helpful; be valuable; be important; how valuable; how important; how useful;
        how much easier; how much better; how much faster; how much time would; benefit*;
        in what ways; free you up; free up; would that free; imagine; like to be able to;
        what could you do; what would you; would you like; would it be; would it make;
        would it matter; matter to you; would ... matter; what would it; what would that;
        what would having; how would having; would having; would getting; would knowing;
        would being; would better; would it save; save you; how would that; easier would;
        make your life easier; make life easier; what difference would; would you gain; gain from;
        what would be possible; would that let; would it let; let you; allow you; enable you;
        what would success; would you feel; be nice; be good to; be a relief; take off your plate;
        how attractive; how appealing; how would you use; who else would
        """,
        4: """
        if you could; if you had; if you did not have to; if you never; if we could; if we fixed;
        if we just; if staff could; if that were; if it were; if you knew; suppose; were gone;
        went away; never ... again; if ... could; cut in half; better would; having everything;
        easier; without having to
        """,
        2: "would; could; better; faster",
    },
    "implication": {
        6: """
        who ends up; ends up covering; how many clients; how many customers have; lost over;
        what does a ... do to; do to the; do to your; does that do; goes unseen; put people off;
        put* ... off; coming back; lead to; what will it mean; will it mean; if you stay;
        stay short; how long until; long before; customers notice; notice; cost you a; ever cost;
        has that ever; has that; did that; did it cost; what did that; so what does;
        and what does that; and then what; what comes next; what follows; how does it affect;
        how is that; does that affect; does it affect; does that hit; hit your; does that slow;
        slow* ... down; set you back; sets you back; does that push; push* ... back; does that mean;
        means what; means that; in terms of; how badly; how serious; how bad; how big a;
        how much business; how many hours; how many days; how much overtime; how much does that;
        how much is that; how much do you lose; how much are you losing; how many sales;
        sales ... lose; what is that worth; what is the damage; what is the cost; the cost of;
        knock; chain; what else suffers; who else is; who gets hurt; who gets blamed; blame;
        who has to; who takes the; takes the hit; hit; pays for it; foot the bill; the bill for;
        what does your boss; what do your customers; what do customers; what do clients;
        what do parents; what do patients; how do customers; how do your customers; how do clients;
        how do patients; how do people react; how does your team; make of it; react when; what risk;
        risk of; could you lose; would you lose; might you lose; could that; might that;
        fall behind; out of hand; in the long run; long run; long term; another year; next season;
        next year; five years; three years; six months; left like; left as; stays like; stay like;
        keep going; keep doing; don't fix; do not fix; isn't fixed; is not fixed; do nothing;
        if you do nothing; does nothing; unresolved; get worse; gets worse; eating; take* away from;
        takes time; time from; overtime; turnover; burn* out; burnout; quit over; leave over;
        leaving because; because of that; because of this; over that; over this; from that;
        out of that; as a consequence; stop you; prevent* you; block*; keep* you; limit* you;
        held back; expand; grow; growth; what happens; what happened when; impact*; affect*;
        knock on; ripple*; consequence*; if nothing changes; if this continues; if that continues;
        if that keeps; if it keeps; if this keeps; if things stay; stays the same; stay the same;
        carries on; carry on; goes on; keep climbing; keeps; in two years; a year from now;
        what does that do; what does that cost; what does it cost; cost you; costs you; cost the;
        costing you; costing; costs; what does that mean; what does it mean; end up; ends up;
        ended up; led you to; ever led; led to; lead* to; result* in; cause*; because of;
        keeping you from; keep you from; hold* you back; stop* you from; los* any; lose; losing;
        have you lost; has that lost; lost; cost you over; how far; how does that; hours a week;
        turn your offers; part of why; reflect*; hurt*; damage*; what toll; toll; suffer*;
        put* ... at risk; at risk; down the road; down the line; over a year; who pays;
        who picks up; fall* on; falls to; spill*; does that leave; leave you; leaves you;
        what effect; effect; price tag; put a number; how much money; how much time; added up;
        add up; adds up; worked out what; figured out what; calculated; knock*; downstream;
        what then; does that ever; when that happens; every time; each time; as a result; means for;
        goes under; repercussion*; trickle*; drag*; eat into; eats into; eating into; miss out;
        missed out; turn away; turned away; go elsewhere; walk away; fines; fine; penalt*
        """,
        3: """
        when ... dies/fails/breaks/goes/slips/stops/crashes/late/wrong/freezes/happens;
        does ... down;
        if ... goes/fails/slips/happens/leaves/breaks/stops/continues/gets/quits/falls; all that;
        all those; that kind of; that ... on; do to your; takings; margin*; morale; reputation;
        revenue; customers; budget; over the year; a month; a year; trust
        """,
        1: "that; those; this; it",
    },
    "problem": {
        5: """
        goes wrong; slipping; cracks; turned up; showed up; show up; turn up; mind waiting;
        what you pay for; getting what; fix first; would you fix; would you improve; improve about;
        actually finish; actually use; actually get; really; fully; trust; sure that; certain;
        accurate; on time; up to; good enough; up to scratch; up to date; not so; cope; coping;
        keeping up; short of; shortage; too few; too many; too; run into; come across; get wrong;
        mixed up; mix ups; mix up; double book*; overbook*; no shows; empty; wait*; queue; queues;
        turnover; quit; leave; damage*; damaged; broken; spill; theft; stolen; steal; dirty; noisy;
        heavy; painful; sore; fed up; tired of; sick of; give* you trouble; give* you grief; grief;
        give you a headache; drive* you; nuts; crazy; stand in your way; get* in the way;
        in the way; obstacle*; blind spots; leak*; loses signal; go down; goes down; drop out;
        drops; cut off; unclear; blurry; last minute; cancel*; firefight*; chase; chasing; disput*;
        disagree*; argue; arguments; rework; redo; duplicate*; manual; hardest; toughest; trickiest;
        weakest; what would you change; would you change about; change about; not working;
        isn't working; is not working; could be better; happy are you; how do you find;
        are you getting; do you trust; do you feel; feel about; would you say your;
        comfortable are you; what do you like least; like least; miss deadlines; deadline; ever had;
        ever have; ever get; ever been; ever feel; ever find; has it ever; has anyone; has anybody;
        does anyone; does anybody; anything missing; missing from; anything you don't; difficult*;
        hard; trouble*; problem*; issue*; complain*; complaint*; worr*; concern*; happy; satisfied;
        dissatisf*; comfortable; uncomfortable; frustrat*; annoy*; headache*; pain; struggl*;
        mistake*; error*; fail*; freeze*; crash*; break*; slow; slows; confus*; surprise; surprised;
        nasty; challenge*; bottleneck*; risk*; doesn't work; not work*; work well; go wrong;
        gone wrong; went wrong; wrong; off at the end; run out; runs out; fall through;
        falls through; slip; slips; get lost; gets lost; go missing; goes missing; missing; miss;
        forgot*; forget*; late; delay*; stuck; unhappy; bother*; bugs you; keep* you up; dread;
        hate; waste*; wasting; messy; mess; chaotic; clunky; tedious; unreliable; reliable;
        falls short; fall short; lacking; lack; wish; let you down; lets you down; let down; weak*;
        gaps; creep; downside*; stress*; tricky; hassle; drawback*; dislike; don't you like;
        don't like; least; falling behind; behind; overwhelm*; burden; how do you feel; how well;
        how confident; confident; trust the; scrambling; scramble; catch you; caught; cover every;
        nightmare; not entirely; suffer from; drop the ball; too long; too much; rate
        """,
        3: """
        how often does; does it ever; do you ever; ever; enough; sometimes; have you had;
        tell me about the biggest; biggest; worst; most; at all; not; manage to; able to; keep up;
        short; no show*
        """,
        1: "down; last",
    },
    "situation": {
        4: """
        describe; the last time; how large; on the road; each day; sign off; signs off;
        where do you; what software; which days; weekly or; monthly or; go through; or go; agency;
        who pays; how does a; how do your; how does the; tell me how; what happens when a new;
        who answers; who opens; who closes; what hours; what time do; how far; how old;
        how are you currently; day to day; a typical; typical day; normal day; normally; what tools;
        tools; which tool; who else is involved; is there someone; is there a; do your; does your;
        do they; are your; are the; is your; own or; rent or; lease; how often; how are the;
        what percentage; share of; number of; what part of; based; located; in charge; on your own;
        through an; manage; managed; handled; arranged; organized; organised; keep track; track;
        record; stored; store; schedule; shifts; shift; season; year round; full time; part time;
        contractors; employees; staff; branches; sites; locations; square; acres; vehicles; volume;
        since when; when did you; who supplies; who provides; who do you use; who do you buy;
        bought; last trained; training; how many; how long have; how long do; how long does;
        who looks after; who handles; who is responsible; who does; who runs; who manages;
        who is in charge; who takes care; who signs off; who decides; who approves;
        what are you using; using; do you use; do you own; do you rent; how do you; how does your;
        how are you doing that; how are; tell me a bit about; tell me about your; walk me through;
        talk me through; set up; setup; split; at the moment; currently; right now; today;
        these days; what system; which system; what kind of; what sort of; what type of;
        which supplier; supplier*; vendor; contract; provider; in house; outsourc*; do you have;
        have you been; when does; when did; where are; what's the; what does your; how big;
        what size; how often do; how is; is it all; is that all; do you sell; do you run;
        do you work; do you already; already; when was; what is your; what are your; roughly;
        on average; a week; each month; per month; typical*; usually; flat or; is the; what do you;
        what's your process; process; which; who do you; do you do; do you get
        """,
        2: """
        or; who; your; how; what; team; people; just so i understand; understand how; you sell
        """,
    },
    "other_question": {
        5: """
        good moment; the brochure; brochure; quick example; show you; still there; met before;
        would not want; wouldn't want; go over; over again; how is your week; your week; suit you;
        suits you; next tuesday; next monday; next thursday; next friday; next wednesday;
        send the contract; the contract tomorrow; with you; you all right; everything okay;
        all good; okay to; ok to; ok if; all right if; happy for me to; happy to; busy; caught you;
        catch you; a bad moment; have a second; a second; a sec; spare; minutes; can you read;
        is my; is the sound; sound okay; volume; am i; coming through; louder; mute; muted;
        camera on; how do you spell; spell; pronounce; call you; your last name; phone number;
        number to; direct line; address; whatsapp; by phone; on the phone; in person; come by;
        stop by; drop by; visit; meet; coffee; lunch; holiday; holidays; trip; kids; game; match;
        from originally; where are you from; are you new; sounds about right; about right;
        isn't that; is not that; isn't it; is not it; aren't they; doesn't it; does not it;
        won't it; will not it; can you believe; would you believe; guess what; guess how;
        ever heard; have you heard; heard about us; seen our; been on our; who told you;
        how did you hear; know what; get it; got it; understand; understood; so far; anything else;
        questions; thoughts; what are your thoughts; feel free; do you want me; should i send;
        shall i send; i send; do you need me; need anything; need from me; from me; from us;
        where do we; what happens next; next; how do we; who should i; who else should; invite;
        include; bring; on the call; decision; decide; start date; get started; start; kick off;
        proceed; paperwork; ready; is that fair; is that okay; is that all right; fair
        """,
        9: """
        make sense; makes sense; best email; email address; hear me; see my screen; see that;
        share my screen; can you see; how are you; are you doing today; doing today; your name;
        my name; email; text you; is it okay if; is it all right if; mind if; okay if i; can i;
        could i; may i; shall we; shall i; should we; should i; could we; can we; do you have five;
        do you have a; five minutes; ten minutes; a minute; few minutes; a moment; good time to;
        bad time; would you rather i; would you prefer; do you prefer; set up a; demo; next call;
        next meeting; next step*; questions so far; any questions; all set; say that one;
        say that again; come again; repeat; explain properly; anything i; raining; snowing; weather;
        weekend; isn't it $; is not it $; are not they $; who doesn't; who does not;
        you know that saying; saying; you are from; speaking with; am i speaking; have you heard of;
        heard of us; did you get my; did you receive; get a chance; look at the; what do you think;
        sound good; sounds good; sound fair; fair enough; does that work; would that work;
        work for you; does thursday; does tuesday; does monday; does friday; does wednesday;
        works best; best number; best time; what time; what day; which day; send you; send it;
        send over; follow me; following; with me; clear; agreed; agree; ready to; go ahead; sign;
        move forward; right $; okay $; deal $; join us; join the call; on our next; do we have;
        can you hear; you with me; know what i mean; who wouldn't; who would not; who wants;
        wouldn't you; don't you think; want me to; would you like me to; like me to; how was;
        is this; did i; have i; am i; do you follow; did that answer; answer your question;
        where should i; when would; when can; when could; parking; call you back; reach you; invite;
        calendar; pencil; book; see you; recording; record
        """,
        4: """
        thursday; monday; tuesday; wednesday; friday; tomorrow; meeting; call; proposal; quote
        """,
        2: "name; we",
    },
}

_OBJECTIONS = {
    "price": {
        5: """
        charging more; per delivery; that kind of fee; smaller number; number on; not a cent;
        a cent more; makes no sense for that; gave us two hundred; charging us; charging; way above;
        set aside for; half of that; half the price; half that; come down a lot; is crazy;
        is insane; that sort of cash; that kind of cash; cash lying; lying around; lot to spend;
        spend on; closer to; margins are; my margins; our margins; absorb; for that kind;
        half as much; twice the; shell out; cough up; fork out; throw at; price shock;
        more than i wanted; more than we wanted; out of reach; beyond our; beyond what; beyond my;
        above our; above what; over what; per month for; a month for; a year for; too rich;
        break the bank; eat up; blow the budget; cost an; costs an; add to our costs; another bill;
        another cost; another expense; number is; figure is; free version; do it for less;
        find it for; charges half; stomach; swallow; steep for; big number; big ask; squeeze;
        not cheap; isn't cheap; is not cheap; cheap; expensive; steep; pricey; too much money;
        too much; not in our budget; not in the budget; not in my budget; our budget; no budget;
        my budget; budget for; over budget; budget is; can not afford; can't afford; afford;
        costs too; cost too; too costly; out of our; price range; price tag; grand; no way;
        knock something off; discount; best you can do; best price; cheaper; lower price; come down;
        price is too; too high; a lot of money; lot to pay; lot of cash; can't justify;
        can not justify; justify; that kind of money; don't have that kind; that much; more than we;
        more than i; double what; twice what; arm and a leg; fortune; ridiculous; ouch; rip off;
        worth that; not worth; money for; cash flow; spare cash; the numbers don't; don't add up;
        don't have the money; money is tight; money's tight; budgets are tight; tight; can't spend;
        not paying; stretch; sticker shock; hefty; overpriced; cut the price; do better on;
        for that price; at that price; is a lot for
        """,
        2: """
        cash; figure; bucks; grand; margin*; month; cost*; expense; bill; quote; rate; fee*;
        invest*; sum; charge*; money; free; cheap*; number; funds; funding; finances; pay*; euros;
        pounds; price; cost; budget; pay; thousand; dollars; hundred; spend; fee
        """,
    },
    "timing": {
        5: """
        calendar is; calendar packed; packed; hold that thought; get in touch; once the; new this;
        this side of; not starting; starting anything; coming up; through the end; until then;
        for now; right after; few months; this month; this season; this summer; this winter;
        this spring; this week; these weeks; at this time; at this point; at the moment we; present;
        anything new; starts in two; ask me again; come back to me; come back in; come back after;
        come back when; is completely booked; fully booked; before the summer; pick this up;
        pick it up; talk again; speak again; touch base; reach out; once that; when the season;
        when things; when we are done; when that; when it calms; settle*; calm* down; slow* down;
        quiet* down; when we have hired; have time to; has time; have the time; got time;
        time right now; any time soon; hands full; hiring freeze; in a few months; in six months;
        in a month; in a year; few weeks; couple of months; another month; month or two;
        end of the year; end of year; year end; next budget; start of the year; year's plan;
        already planned; just started; just moved; just signed; just finished; just opened;
        mid season; peak season; high season; season starts; hold on; put that on hold; on hold;
        push it to; push this; after that; think about it later; rather not start; not until;
        before we; first; renovat*; merg*; moving offices; audit; short staffed; not a good time;
        good time; bad time; wrong time; not the time; not right now; not now; call me back;
        call back; call me in; call me after; try me; check back; get back to; next year;
        next quarter; next month; next season; next spring; next fall; next summer; leave it for;
        leave it until; wait until; wait till; wait; later; down the road; in the spring;
        in the fall; in january; after the; after we; after tax; after harvest; after christmas;
        once we; until we; until after; until the; heading straight; middle of; swamped; slammed;
        can't take on; can not take on; take on anything; too busy; busy; other priorities;
        not a priority; priority; hold off; put it off; postpone; revisit; circle back; maybe in;
        some other time; another time; too soon; too early; not this year; not this month;
        not this quarter; this year is; frozen; freeze; first half; second half; new year; no time;
        plate is full; on our plate; on my plate; bandwidth; sit tight; park this; park it;
        back burner; rush; not ready
        """,
        2: """
        later; soon; weeks; months; summer; winter; autumn; fall; october; november; december;
        february; april; may; july; august; busy; start; season*; when; before; week; time; booked;
        wait*; planned; schedule; timing; again; harvest; now; year; month; season; after; quarter;
        moment; until; yet; january; march; june; september; spring
        """,
    },
    "competitor": {
        5: """
        good thing going; offer from; has more; more features; why would i leave; leave the;
        clean for us; done our; done ours; works with us; goes with; go with; choose; chose; picked;
        bureau that; firm that; company that; people we use; one we have; have now; the one we;
        their product; their system; their price; theirs; they charge; they offer; they also;
        they already; they gave; already does; already do; already has; already runs; already takes;
        already handles; already covers; already get; already provides; does all of; do all of;
        we have got a; got someone; have someone; have a company; have a firm; have a guy;
        the other guys; the other one; other firm; other guys; other lot; leaning; since we opened;
        used the same; same company; same firm; same people; same bureau; rival*; better package;
        better deal; better offer; better price from; came in with; came in at; came in lower;
        said they would; can you do that; that ... does not already; offers the same;
        offer the same; charges less; charge less; undercut; beat that; match that; match their;
        match it; existing supplier; existing provider; existing contract; our existing; incumbent;
        in house team; our own; do it in house; in house; they know us; know our; they are decent;
        they are good; they do a good; they do fine; they have been; why should i leave; why leave;
        leave them; drop them; switch away; stick with; sticking with; stay with; staying with;
        contract with; deal with; renewed with; just renewed; compared you; two other; three other;
        another quote; another offer; another bid; a lower quote; with them; from them; their offer;
        already have a; already have someone; already use; already using; already work with;
        already got; we use; we are with; been with; another vendor; another company;
        another supplier; another provider; other vendor; other company; other companies;
        other quotes; offered me; offered us; quoted me; quoted us; quote looks; quote from;
        is quote; better than yours; cheaper than yours; than yours; same thing; does the same;
        do the same; does that already; reason to switch; no reason to; why would i switch;
        why would we switch; switch from; current supplier; current provider; current vendor; loyal;
        happy with our; happy with the; happy with who; treat us well; looks after us;
        look after us; going with; leaning towards; leaning toward; prefer; competitor*; talking to;
        shopping around; bids; bid from; other bids; for years with; one of your; your rival;
        rivals; includes that; throws in; thrown in; for less; under contract with; signed with;
        locked in; tied to; tied in; our guy; a guy who; relationship with
        """,
        2: """
        they; them; their; rival; same; firm; bureau; agency; accountant; provider; contractor;
        company; already; since; better; offer*; quoted; does; switch; other; another; vendor;
        supplier; quote; years
        """,
    },
    "authority": {
        5: """
        have to convince; convince; don't sign; owns the place; owns; gets decided; decided in;
        decided by; decided at; unanimous; operations director; everyone agrees; all agree;
        agreement of; approve; they'd have to; doctors have to; mother owns; not the one;
        let me ask; let me check with; let me talk; let me run; me to decide; to sign that;
        authorize; authorise; depends on; up to the; up to our; up to head; up to him; up to her;
        up to them; group decision; joint decision; together; decide together; makes those;
        makes the call; make the call; makes that; purchasing; purse strings; hold the purse;
        would have to okay; okay that; okay it; okay this; has to okay; have to okay; clear it with;
        clear this with; clear that with; for the ... to decide; decide not me; to decide; vote on;
        we vote; members; can not commit; commit without; co founder; cofounder;
        needs to go through; goes to; has to go; up the chain; higher up; above me; head of;
        only manage; i only; i just; just the; just run; the owners; the owner; hold the;
        decision maker; not mine to; isn't mine; is not mine; say so; say on; get a say; has a say;
        final word; the last word; last word; signature; his signature; her signature;
        sign anything; signs the checks; signs everything; signs the; legal; legal team;
        accountant would; lawyer; trustees; shareholders; investors; landlord; franchis*; council;
        the family; my family; my mother; my sister; my son; my daughter; my co; my husband;
        get the nod; nod; green light; blessing; buy in; on board first; his call; her call;
        their call; they would have to; she would have to; he would have to; he decides;
        she decides; they decide; decides; sleep on it with; to my; past my; by my; without my;
        without asking; without talking; answer to; report to; present it to; present this to;
        pass it on to; pass this on; take it up; not my decision; my decision alone; not my call;
        isn't my call; is not my call; not up to me; isn't up to me; is not up to me; final say;
        has the final; has to sign; have to sign; sign off; signs off; head office; headquarters;
        corporate; my hands are; hands are tied; take this to; take it to; bring this to; run it by;
        run this by; run that by; run it past; run this past; talk to her; talk to him; talk to my;
        talk it over; speak to my; speak with my; ask my; check with; discuss it with;
        discuss this with; consult; the board; my boss; my partner; my wife; my manager;
        my director; my brother; my father; my dad; my business partner; the owner*; co owner;
        committee; approval; approve it; approves; authority; above my; pay grade; decide alone;
        decide on my own; on my own; can not decide; can't decide; can not sign; not authorized;
        get permission; permission; go through; goes through; the one who; would have to agree;
        has to agree; make that call; someone else; not the person; wrong person; upstairs;
        procurement; would have to ask; have to ask; need to ask; would need to ask;
        would want to see
        """,
        2: """
        manager; owners; husband; committee; members; managers; vote; okay; commit; sign; alone;
        myself; headquarters; she; he; team; allowed; partner; boss; owner; director; wife; decide;
        decision; ask; cfo; board; finance
        """,
    },
    "need": {
        5: """
        hardly ever get; never get; plenty for us; is plenty; plenty; in a village; trained already;
        know their stuff; what we have got; what we have; is enough; enough for us; enough as;
        all we need; that is all; all set; set up already; covered; we are covered; already covered;
        sorted; we're sorted; doesn't happen; does not happen; doesn't matter; does not matter;
        don't care; do not care; don't bother; couldn't care; what would i even; even use that;
        nobody here; asked for; see what it would; what it would give; give us; pen and paper;
        paper does; does it for us; running smoothly; runs smoothly; runs just fine; run just fine;
        running fine; runs fine; without it; never had a break; we have never; i have never;
        never happened; never happens; never came up; only four; only have; only two; only three;
        just two of us; just three; just a small; we are only; we are just; we are too; for a place;
        for a company our; our size; don't use; don't have any; do not have any; don't even;
        do not even; no real; no problem with; no problems with; no complaints; nobody complains;
        nobody has complained; no one complains; no one has; what is the point; the point of;
        not sure why; not sure what; why bother; why should; can do that ourselves; do it ourselves;
        do that ourselves; ourselves; myself; in my head; spreadsheet does; spreadsheet works;
        excel; whiteboard; whatsapp group; paper; phone works; as they are; as it is; the way it is;
        the way we; the way things; our way; the old way; used to it; leave it as;
        are happy with how; happy with how; pretty happy; quite happy; perfectly happy;
        satisfied with; works well enough; well enough; know the routes; know what they are;
        know their; know how to; luxury; gimmick; toy; fancy; bells and whistles; extra; extras;
        unnecessary; useless; pointless; waste of; no point; wouldn't change; would not change;
        change anything; change much; wouldn't help; would not help; help us; not our problem;
        not a big; not that big; not much of; isn't much; rare; once a year; few times; don't need;
        do not need; don't really need; do not really need; no need; not need; don't see why;
        do not see why; don't see the point; do not see the point; don't see a need; see the need;
        do not see what; see any reason; see how; why would we; why would i; why change; why fix;
        it works; works fine; working fine; works for us; works just fine; works well; get by;
        getting by; gets by; manage fine; manage just; managing fine; managed; we manage;
        we're fine; we are fine; fine with; fine as; fine the way; i am fine; doing fine; just fine;
        good enough; if it ain't; isn't broke; is not broke; never had a problem;
        never had an issue; never had any; never been a problem; never needed;
        don't have that problem; do not have that problem; not a problem for; not an issue for;
        nobody uses; nobody even; no one uses; nobody would use; would not use; wouldn't use;
        never use; hardly use; hardly ever; rarely; barely; not for us; isn't for us;
        not really for; too small; we are small; small shop; shop is small; small outfit;
        not interested; no interest; not relevant; doesn't apply; does not apply; always done;
        always did; always worked; overkill; more than we need; happy as; happy the way;
        content with; no use for; what for; what would i do; what would we do; don't miss;
        can't see; can not see; not something we; nice to have; bother; notebook; by hand;
        does the job; do the job; doing the job
        """,
        2: """
        fine; why; use*; without; point; smooth*; simple; never; enough; ourselves; already; asked;
        happy; paper; only; manual*; nobody; problem*; need; works; small; use; all that
        """,
    },
    "trust": {
        5: """
        swore; you say; everybody says; are you really; really going to; made up; for all i know;
        could be made; says on time; same thing to me; heard the same; easy for you;
        of course you say; you would say; you'd say that; anyone can; anybody can say;
        when something goes; when it breaks; if the machine; if it breaks; if something goes;
        if things go; goes wrong will; be there when; show up when; i doubt; we doubt;
        be that accurate; really work; will it really; does it really; will it actually;
        does it actually; told us the same; said the same; the last company; last company;
        last vendor; last time; last one; last guy*; last supplier; and vanished; pick up the phone;
        going to pick up; answer the phone; answer when; back that up; back it up; anything to back;
        bad reviews; reviews about; pretty bad; tiny firm; if you fold; you fold; fold;
        comfortable giving; don't feel comfortable; not comfortable; strangers; uncomfortable with;
        cheated; conned; tricked; misled; nice on; looks nice; sounds nice; sounds great but;
        easy to say; talk is cheap; just words; words are; big words; all talk; empty; guaranteed;
        in writing that; what happens to us; what happens to my; what happens when you;
        where does our data; who sees; who has access; access to our; privacy; our data; my data;
        patients data; data end up; steal*; spy; hidden; hidden fees; hidden costs; surprise fees;
        strings attached; what's in it; suspicious; suspect; too perfect; perfect; believe a word;
        not buying; i'm not buying; don't buy; do not buy; seen it before; seen this before;
        been there; once bitten; burn us; stung; who says; says who; according to who; how can you;
        how do you know; how would you know; how many customers; anyone who; anybody who;
        who else uses; never met; just met; barely know; hardly know; don't know you;
        do not know you; know you; don't know anything about; never worked with; never seen;
        show me; prove it; see it to; stand behind; honor; honour; responsib*; liable;
        will you still; you still; you guys still; after the sale; once you get; once the money;
        money up front; disappear once; how do i know; how do we know; how would i know;
        how can i be sure; how can we be sure; who is to say; who guarantees; what guarantee;
        guarantee; guarantees; what if you; what happens if you; never heard of; never even heard;
        haven't heard of; heard this; heard that before; heard it before; heard it all; too good;
        good to be true; got burned; been burned; burned; burnt; be in business; still be here;
        still be around; be around; go under; go bust; go out of business; disappear*; vanish*;
        don't believe; do not believe; hard to believe; find that hard; believe it when;
        believe that; believe those; skeptic*; sceptic*; doubt; doubtful; not convinced;
        not sure i believe; sounds like a; sales pitch; sales talk; pitch; salesman; salespeople;
        salesperson; promise*; promised; scam*; catch; the catch; fine print; small print; lied;
        lie; let down; let us down; let me down; screwed; ripped; bad experience; left us; left me;
        left hanging; reviews; brand new company; new company; young company; start up; startup;
        track record; unproven; prove; proof; actually work; actually deliver; trust; safe; secure;
        leak*; stolen; hack*; once we sign; once you have; after we sign; after i sign; in practice;
        on paper; fool me; fooled; hear from you again; answers the phone; everyone says;
        you all say; they all say; you guys all
        """,
        2: """
        reviews; heard; doubt*; promis*; trust*; last; vanish*; sure; believe; guarantee*; you;
        your; safe; keys; strangers; honest; data; accurate; support; claim*; nice; real; really;
        company; before; numbers; true
        """,
    },
    "complexity": {
        5: """
        own a smartphone; smartphone; huge project; to get started; redo every; typing all;
        nurses typing; half my team; every contract; every schedule; all that in; can't see the;
        see my; in a lifetime; too difficult; difficult to; difficult for; hard to use;
        hard to learn; hard for; sounds difficult; barely use; can barely; hardly use a;
        retrain the; months to get; get everybody; get everyone; everybody on it; everyone on it;
        hooking; hook; hook up; connect to our; sounds painful; haven't got anyone; not got anyone;
        anyone to run; nobody to; no one to; anyone to; somebody to run; someone to run;
        who would run; who is going to run; who would set; who would do; steps; passwords; password;
        too many steps; habits; to change their; change how; change the way; new habits; old dogs;
        new tricks; steep; whole crew; whole building; whole team; whole system; rewiring; entire;
        start all over; all over again; start again; re enter; reenter; enter all; enter everything;
        type everything; typing; type it all; load all; upload all; scan all; all the data;
        all our data; all our records; import; export; cables; drill*; installing; installation;
        install cameras; dig up; shut us; close for; stop production; stop work; interrupt;
        not very good with; not great with; not computer; not computer people; computer people;
        illiterate; don't use computers; smartphones; apps; another app; another login;
        another system; one more app; one more system; one more thing; one more tool; learn another;
        another tool; learn a new; new system; new software; new program; confus*; messing;
        mess with; mess up; get used to; getting used; months of; weeks of; days of; big project;
        huge job; big job; project; sounds like a lot; a lot to set; a lot to take; a lot to learn;
        a lot of moving; moving parts; effort; time consuming; takes ages; take ages; ages to;
        labor; labour; set up alone; setup alone; sounds hard; looks hard; looks complicated;
        sounds complicated; so complicated; no idea how; know how to use; wouldn't know how;
        would not know how; how would we; how would i; technician; it guy; it staff; support staff;
        manual; manuals; revolt; mutiny; complain about change; resist*; hate change;
        don't like change; like change; used to the old; used to paper; ton of work; lot of work;
        too much work; so much work; extra work; too complicated; complicated; complex; complicate;
        nightmare; headache; hassle; red tape; paperwork; learning curve; learn; relearn; retrain;
        train everyone; train everybody; training everyone; training; get the hang; hang of it;
        figure it out; figure out; not tech; tech savvy; not good with; no good with; computers;
        computer; technical; technology; my people are; my staff are not; older; set in their;
        resist; push back; migrat*; moving all; move all; moving everything; transfer*; import all;
        switching systems; changing systems; switching over; switch over; changing over;
        change over; changeover; install all; installing all; set it all up; set all that up;
        setting all; setting it up; rollout; roll out; roll this out; implement*; implementation;
        integrat*; talk to our; work with our; disrupt*; disruption; downtime; shut down; upheaval;
        turn everything; upside down; from scratch; start over; redo; redoing; no it; it department;
        it person; it team; nobody to run; too many; so many; overwhelming; adapt; adjust; adopt;
        steep learning; a mess; messy; months to; weeks to; forever to; big change; too much change;
        change everything; chaos; tear up; tear out; rip out; rewire*; wiring
        """,
        2: """
        system*; set; train*; learn*; crew; drivers; team; everyone; months; email; habits; run;
        hook*; steps; staff; old; change; changing; move; moving; new; app; people; guys; software;
        teach; work; switching; install; system; records; data; everybody
        """,
    },
    "resists": {
        2: """
        not; never; nobody; no one; none; too; hardly; barely; without; would have to; have to;
        would need; need to; rather; unless; honestly; frankly; afraid; nervous; hesitant;
        reluctant; why would; what if; sounds; sorry; just; only; crazy; insane; painful; but;
        come on; good luck; no thanks; far; way; simply; already; hope; hoping; maybe; though; even;
        would be; still; wary; guess; really; even if; another; half; again; so many; forever; no
        """,
    },
    "no_objection": {
        6: """
        last month; last event; last week; since spring; since; started the; we're moving;
        bigger building; see so; i see so; quit last; gets stolen; we checked; it's fine; forty;
        a day; does not need much; doesn't need much; expecting you; you can talk to;
        he is expecting; she is expecting; has already; around four; about forty; in 1990; how does;
        how would it; what happens if a; how many people; who installs; do i get; would i get;
        does the; are there; is that per; per person or; so the; so it; so you; yes we; yes i;
        yes it; yes that; already talked; already spoke; spoke to; talked to my; she said yes;
        he said yes; they said yes; agreed; can you start; could my; can my; can he; can she;
        will he; could we; could you; what would the; would the; what is the; how do you handle;
        yes exactly; exactly; that is cheaper; than i thought; would like that; would like;
        already approved; budget is already; last year; takes my; takes our; have done since;
        what about the; who would; how soon; when could; when can; is it possible; good to know;
        got it; i see; true; good question; well we have; running before; be nice; would be great;
        would help; would save; would love; i would love; perfect; sounds like something;
        complain about the; never worked properly; worked properly; every month we; on average;
        on the 25th; it takes; old cameras; are always; keeps breaking; keep breaking;
        keeps crashing; keep getting; is always late; are late; costs us; cost us; hurts us;
        frustrat*; annoy*; we have about; there are; i run; i handle; i am the; i own; i sign;
        up to me; go ahead; let's; let us; thanks; thank you; okay; fine by me; deal; wednesday;
        next week; tomorrow; morning; ^ how much; ^ how long; ^ how does; ^ how many; ^ what does;
        ^ what is included; ^ does that; ^ does it; ^ do you; include*; included;
        about what i expected; what i expected; what we expected; nothing against; go on; i like;
        we like; interesting; makes sense; sounds good; sounds great; would be my decision;
        i decide; my call; is my decision; i make the; on the line too; is on the line; on the call;
        keen; excited; loves the; loved; liked; in writing; send me; send it; works for me;
        thursday; tuesday; monday; friday; quieter; we lose; drives me nuts; goes out; we pay;
        paid on; was what; used to; old plan; old system; contract is up; up in; runs out; expires;
        ends in; never sent; came by; triple; i do the; does the books; is three; who is this;
        hi there; good morning; reasonable; fair price; fair; not bad; cheaper than i; less than i;
        within our budget; in our range; we can afford; set aside; put aside; budgeted; approved;
        signed off on; gave me the go; okay with it; on board; could you put; can i pay;
        do you take; do you accept; do you offer; who does the; would you train; do you train;
        is there a; let us do; let's do; book; i am in; i would be happy; had a look; takes us;
        breaks down; broke down; complain*; looking forward
        """,
        3: """
        ^ what; ^ when; ^ where; ^ who; ^ which; ^ yes; ^ yeah; ^ yep; right now but; ^ is; ^ are;
        ^ can
        """,
    },
}

_TREATMENTS = {
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

_CALL = {
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
    asking={
        **_ASKING,
        **{f"kind.{name}": table for name, table in _KINDS.items()},
        **_CALL,
    },
    resisting={f"objection.{name}": table for name, table in _OBJECTIONS.items()},
    treating={f"treatment.{name}": table for name, table in _TREATMENTS.items()},
)
