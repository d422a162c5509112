"""English: what a salesperson's words mean to a buyer, besides what the scorer reads in them.

Data only, written as phrases.py reads it; the weights say nothing.
"""

CUES = {
    "greets": {
        1: """
        ^ hi; ^ hello; ^ hey; ^ hiya; good morning; good afternoon; good evening; how are you;
        how are things; how do you do; nice to meet; nice to speak; good to speak; pleased to meet;
        my name is; ^ this is; i am calling from; how is your day; you all right
        """,
    },
    "reason": {
        1: """
        the reason; i am calling about; i am calling because; i am ringing; why i am calling;
        you filled in; you got in touch; your enquiry; your inquiry; you asked us; the form you;
        i am calling to; i wanted to talk; i am calling
        """,
    },
    "hears": {
        1: """
        can you hear; do you hear; are you there; you still there; still there; ^ hello $;
        did i lose you; are you still on; hear me
        """,
    },
    "small_talk": {
        1: """
        weekend; the weather; this weather; so hot; so cold; raining; rain today; the match;
        football; holiday; holidays; your week; your family; the traffic; christmas break
        """,
    },
    "thanks": {1: "thank you; thanks; cheers; much appreciated; appreciate it"},
    "bot": {
        1: """
        are you a bot; you a robot; are you a robot; a robot; artificial intelligence; are you ai;
        an ai; are you real; a real person; are you human; a human being; chatbot; language model;
        virtual assistant
        """,
    },
    "may_ask": {
        1: """
        can i ask; could i ask; may i ask; mind if i ask; if i ask; ask you a; ask you some;
        a few questions; some questions; a couple of questions; is this a good; is now a good;
        a good time; do you have a minute; have a minute; have a moment; got a minute; can i start;
        shall i start; shall i go on; can i tell; can i explain; can i show; may i explain;
        can i summarise; can i summarize; can i play back
        """,
    },
    "again": {
        1: """
        say that again; say it again; repeat that; could you repeat; can you repeat; pardon;
        did not catch; did not hear; what did you say; come again; sorry what
        """,
    },
    "company": {
        1: """
        what does your company; what do you do; what does the company; what does the business;
        about your company; about the company; about your business; about the business;
        about your organisation; about your organization; about you as a company; what business;
        what line of business; what kind of company; what kind of business; about what you do;
        what your company does; what your business does; about your practices; about your shop;
        about your operation; about yourselves
        """,
    },
    "size": {
        1: """
        how big; how large; how many people; how many employees; how many staff; how many sites;
        how many branches; how many practices; how many lines; how many rooms; how many of you;
        size of your; size of the; what size; number of employees; head count; headcount
        """,
    },
    "role": {
        1: """
        your role; your job; your title; your position; your responsibilities; what do you look;
        what you do there; are you responsible; your part in
        """,
    },
    "name": {
        1: """
        who am i speaking; who i am speaking; who am i talking; who is speaking; what is your name;
        your name; who is this; may i ask who
        """,
    },
    "decides": {
        1: """
        who decides; who makes the decision; who else decides; who else is involved; who approves;
        who needs to approve; who signs; who has the final; final say; is it just you;
        is that your decision; your decision; do you decide; who else would; who would need;
        anybody else involved; anyone else involved; who else needs
        """,
    },
    "check": {
        1: """
        make sense; makes sense; do you agree; what do you think; how does that sound;
        does that sound; is that clear; is that right; is that fair; sounds good; sound good;
        right $; okay $; you see $; fair enough $; is not it $; do you like; is that okay
        """,
    },
    "checks_back": {
        1: """
        is that right; is that it; is that correct; did i get that; have i got that; got that right;
        have i understood; ^ right $; ^ correct $; ^ yes $
        """,
    },
    "doubts": {
        1: """
        any questions; any doubts; have questions; anything you want to ask; anything else;
        want to know more; questions for me
        """,
    },
    "contact": {
        1: """
        your e-mail; your email; your phone; your mobile; your number; your address; best e-mail;
        best email; best number
        """,
    },
    "worries": {
        1: """
        behind that; what is behind;
        any concerns; any worries; what worries; worries you; concerns you; what concerns;
        holding you back; what is stopping; stopping you; why not; what would it take to convince;
        any objections; any reservations; what bothers you about
        """,
    },
    "price": {
        1: """
        pounds; dollars; euros; quid; hundred; thousand; a month; per month; per user; a room;
        per room; per cent; percent; the price is; it costs; it is free; free of charge; costs;
        nothing at all
        """,
    },
    "apologises": {
        1: """
        i am sorry; we are sorry; so sorry; my apologies; i apologise; i apologize; we apologise;
        we apologize; we let you down; we got that wrong; our fault; our mistake; that is on us;
        you are right; we should have; we failed
        """,
    },
    "rude": {
        1: """
        idiot; stupid; moron; shut up; bullshit; fuck*; asshole; arsehole; dumb; you fool; bitch;
        bastard; piss off; go to hell; screw you; shit
        """,
    },
    "proposes": {
        1: """
        set up a; set up another; schedule a; schedule another; schedule something; book a;
        book another; book something; book in; let us book; let us schedule; put in the diary;
        in the diary; in your diary; in the calendar; next step; next steps; next call;
        next meeting; a meeting; another meeting; a demo; a demonstration; a visit; another call;
        follow up call; can i call you; can i ring you; call you on; ring you on; call you back;
        i could call; i could ring; i could show; show you on; meet on; meet again; speak again;
        talk again; can we speak; could we speak; shall we speak; can we talk; could we talk;
        shall we talk; speak on; talk on; go ahead with; move forward; move ahead; shall we sign;
        sign the contract; close the deal; get started; shall we start; a trial; pencil*;
        shall we say; shall we meet; can we meet; could we meet; come and see you; come by;
        take it in together
        """,
    },
    "asks_day": {
        1: """
        what day; which day; what time; which time; when suits; when would suit; what suits;
        when are you free; when is good; when works; when can we; when could we; best day; best time
        """,
    },
    "material": {
        1: """
        send you something; send you some; send some; send you a brochure; send a brochure; send you
        the brochure; send you an e-mail; send an e-mail; e-mail you; email you; send ... e-mail;
        send ... email; send you material; send material; send it over by; send you the slides; send
        you a deck; by e-mail; by email; drop you an e-mail; put something in the post
        """,
    },
    "parts": {
        1: """
        bye; goodbye; good bye; bye bye; see you then; see you on; see you later; talk soon;
        speak soon; speak then; talk then; have a good day; have a nice day; have a great day;
        have a lovely; have a good one; have a good week; take care $; i will let you go;
        until then $;
        cheerio; i have to go; i will hang up; i am hanging up; until next
        """,
    },
}

#: How a day that was named is said back.
DAYS = {
    "monday": "Monday",
    "tuesday": "Tuesday",
    "wednesday": "Wednesday",
    "thursday": "Thursday",
    "friday": "Friday",
    "saturday": "Saturday",
    "tomorrow": "Tomorrow",
}
