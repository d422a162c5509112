"""English: how a buyer resists, by type. Data only; written as phrases.py reads it."""

OBJECTIONS = {
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
