"""English: what a question is after. Data only; written as phrases.py reads it."""

KINDS = {
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
