"""English, as people talk on the phone: what a buyer says. Data only."""

from realtime.roleplay.buyer.sayings import Sayings

ENGLISH = Sayings(
    greeting=(
        "Hi, I'm all right, thanks. Go on.",
        "Hello, I'm fine, thank you. How about you?",
        "Hi there. I'm listening.",
    ),
    go_ahead=(
        "Yes, go ahead.",
        "Sure, ask away.",
        "All right, carry on.",
        "Of course. What would you like to know?",
    ),
    hears=(
        "Yes, I can hear you. Carry on.",
        "I'm still here, go ahead.",
        "Loud and clear. Go on.",
    ),
    small_talk=(
        "Oh, same as ever here. Anyway, shall we get to it?",
        "Yes, quite a week. So what did you want to talk about?",
        "Can't grumble. Right, I've a full day, so let's get on.",
    ),
    thanks=(
        "You're welcome.",
        "No trouble. Carry on.",
        "That's all right. What else?",
    ),
    not_a_bot=(
        "What a question. This is {name} at {company}, and I've got work waiting.",
        "Pardon, this is {name} from {company}. Shall we get back to it?",
        "That's a new one, {name} here. Was that all you wanted to know?",
    ),
    unclear=(
        "Sorry, you broke up there. Could you say it again, or type it?",
        "Sorry, I didn't catch that. You can type it if that's easier.",
        "The line went funny. Could you repeat that, or write it?",
    ),
    unclear_again=(
        "You're still breaking up. Type it here and I'll read it.",
        "I still can't make you out, the sound's bad. Better to type.",
        "It's hard to hear you. Could you write what you wanted to say?",
    ),
    line_is_dead=(
        "I can't make out a word of this, so I'll hang up. We'll talk another day, bye.",
        "This isn't working, I'll leave it there. Try me again on a better line, bye.",
        "I really can't hear you, I'm afraid. I'm going to go now, goodbye.",
    ),
    repeats=(
        "What I said was this. {said}",
        "I'll say it again. {said}",
        "Once more, then. {said}",
    ),
    as_said=(
        "As I said. {fact}",
        "I did mention it. {fact}",
        "It's what I told you. {fact}",
    ),
    told_already=(
        "I told you that a moment ago.",
        "I've been through that already, haven't I?",
        "Same as I told you before.",
    ),
    asked_already=(
        "You've asked me that already.",
        "That again? You've just said that.",
        "We've been over that one.",
    ),
    one_at_a_time=(
        "Hang on, one question at a time.",
        "That's a lot of questions. Let's take them in turn.",
        "Whoa, one by one, please.",
    ),
    company=(
        "I'll tell you. {does}",
        "The short version, then. {does}",
        "In a few words. {does}",
    ),
    size=(
        "At the moment that's {size}.",
        "We're about this big: {size}.",
        "As for size, {size}.",
    ),
    role=(
        "My job here at {company} is this: {role}.",
        "At {company} my title is {role}.",
        "It says {role} on my card.",
    ),
    name=(
        "It's {name}, at {company}.",
        "You're speaking to {name}.",
        "{name} here.",
    ),
    decides=(
        "I've a say in it, but it isn't mine alone.",
        "There are other people who'd want a word.",
        "It comes to me first. Then we'd talk about it in here.",
    ),
    contact=(
        "It's the same one you've already got.",
        "Use the one you have, that's fine.",
        "The one on your list will find me.",
    ),
    unknown_situation=(
        "I couldn't tell you off the top of my head.",
        "I'd have to look that up.",
        "I haven't got that to hand.",
        "Good question, but I don't know.",
    ),
    unknown_problem=(
        "Oh, there's always something. Which part do you mean?",
        "Some things could go better, yes. Ask me more directly.",
        "It has its moments. Be more specific and I'll tell you.",
    ),
    unknown_implication=(
        "It leads to something, yes. I've never measured it.",
        "I've never really done that sum.",
        "We leave something on the table, surely. I don't know how much.",
    ),
    unknown_need_payoff=(
        "It would help, yes. I'd have my head free for other things.",
        "If it really worked, that'd be a relief.",
        "Now that would change my day.",
    ),
    unknown_question=(
        "I don't really know how to answer that.",
        "Hm, you've got me there. I don't know.",
        "It depends. What are you getting at?",
        "I've never thought about it, to tell you the truth.",
    ),
    has_worries=(
        "What's still on my mind is what I told you before.",
        "To tell you the truth, I'm still on that earlier point.",
        "Before that, we haven't settled what I brought up.",
    ),
    agrees=(
        "Yes, that makes sense.",
        "I'd agree with that.",
        "Yes, I think that's about right.",
    ),
    is_unsure=(
        "More or less. I can't see yet what's in it for me.",
        "I can't say yet. You haven't asked much about us.",
        "Maybe. It's all a bit vague to me.",
    ),
    glad_of_it=(
        "At least you own it. That's a start.",
        "Well, it's good to hear that said.",
        "I'm glad you see it.",
    ),
    no_doubts=(
        "Not for now. Carry on.",
        "No questions so far. What comes next?",
        "It's clear for the moment.",
    ),
    confirms=(
        "That's it, yes.",
        "That's right.",
        "Exactly, you've got the point.",
    ),
    softened=(
        "All right, that puts it in another light.",
        "Well, looked at that way, we can talk.",
        "Fair enough. I feel easier about that.",
    ),
    hardened=(
        "That's no answer. Nothing's changed for me.",
        "You've gone straight past what I said.",
        "That doesn't solve it on my side.",
    ),
    beside_the_point=(
        "Right, but that's not quite what's bothering me.",
        "I hear you. I'm not convinced yet.",
        "It's a start. There's something missing.",
    ),
    still_there=(
        "But that doesn't answer what I said.",
        "Just don't forget what I brought up.",
        "And what about what I said?",
    ),
    listens=(
        "Right. And what does that change for me?",
        "Okay, I'm with you.",
        "Hm. And?",
        "I see. And for us, in practice?",
    ),
    bored=(
        "You're telling me about your product and you haven't asked me a thing.",
        "That sounds like a script. What would you like to know about us?",
        "Very nice, but you don't even know how we work.",
    ),
    too_much=(
        "Hang on, that's a lot in one go.",
        "You lost me halfway. What's the point?",
        "Could you give me the short version?",
    ),
    warns=(
        "I'll tell you straight: this isn't getting us far.",
        "If it goes on like this, I'll have to leave it there.",
        "I'm running out of patience. Let's get to the point.",
    ),
    not_pushed=(
        "Easy now, no pushing. That doesn't work with me.",
        "I'm not deciding anything in a rush like that.",
        "If this is about hurrying me, we may as well stop.",
    ),
    offended=(
        "I beg your pardon? Not in that tone.",
        "Manners, please.",
        "There's no need to talk to me like that.",
    ),
    asks_price=(
        "And what does it come to, roughly?",
        "Right, and the price? Give me an idea.",
        "Let me ask you straight out: how much is it?",
    ),
    price_heard=(
        "Right, I've made a note of that. Go on.",
        "Okay, I only wanted an idea.",
        "Got the figure. Let's carry on.",
    ),
    price_dodged=(
        "You haven't told me the price. What is it?",
        "I asked how much it is, and you changed the subject.",
        "Yes, but the price?",
    ),
    when=(
        "We could. When are you thinking of?",
        "All right. Which day, and what time?",
        "Fine, let's put something in. When?",
    ),
    suggests_day=(
        "Thursday morning at ten would suit me. Can you confirm that?",
        "I could do Tuesday at three. Shall we say that?",
        "Wednesday at nine is free. Does that suit you?",
    ),
    accepts=(
        "That day's fine for me. Will you send me the invitation?",
        "Done, I'll keep it free. Drop me a line to confirm?",
        "Put it in, then. So that's confirmed?",
    ),
    accepts_day=(
        "{day} is fine. Will you send me the invitation?",
        "{day} works for me. So that's confirmed?",
        "{day} it is. Drop me a line to confirm?",
    ),
    declines=(
        "A meeting about what? You haven't shown me why it's worth it.",
        "Let's not. I can't tell yet whether this is for us.",
        "I don't think we're there yet, I've seen no reason for it.",
    ),
    wants_material=(
        "Tell you what, put something in an e-mail and I'll look at it.",
        "I'd rather you sent me something by e-mail first.",
        "Put it in writing, and if it's of interest I'll ring you.",
    ),
    takes_material=(
        "You can send it, I'll have a look.",
        "Go on then, send it. I'm not promising anything.",
        "All right, I'll read it when I can.",
    ),
    goodbye=(
        "All right. Bye now.",
        "Right you are. Goodbye.",
        "Bye, take care.",
    ),
    goodbye_agreed=(
        "Lovely, see you then. Bye!",
        "Good, it's in the diary. Speak then, bye!",
        "That's settled, then. Good talking to you, bye!",
    ),
    short_of_time=(
        "I should say, I've only a few minutes left.",
        "I'll have to go shortly, all right?",
        "My time's nearly up, shall we come to the end?",
    ),
    out_of_time=(
        "I've got to go, somebody's waiting for me. Another day, bye.",
        "That's all the time I have. Let's leave it for another day, bye.",
        "I'm due in another meeting. Bye for now.",
    ),
    hangs_up=(
        "Look, I think we'd better leave it there. Good luck to you, bye.",
        "This isn't getting anywhere, and I've a lot to do. I'm hanging up now, bye.",
        "Thanks for ringing, but it isn't for us. Goodbye.",
    ),
)
