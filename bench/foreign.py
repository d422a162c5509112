"""What people say that is no business of any agent here: for measuring what is refused.

Two lists, of other subjects: with the first the refusal's coefficients are fitted (refusal_fit.py),
with the second it is measured (recognition.py). Each has sentences of all lengths, down to a word
or two, for short speech fits a grammar best.
"""

FITTED_WITH = (
    # Weather and seasons.
    "It will rain in the mountains until Thursday evening",
    "The storm has moved out to sea",
    "There was frost on the windows this morning",
    "What a lovely sunny day",
    "Snow again",
    # Sports.
    "The goalkeeper saved two penalties in the second half",
    "She won the marathon by nearly four minutes",
    "They lost at home to the youngest team of the league",
    "Who scored",
    "He was sent off for arguing with the referee",
    # Politics.
    "The minister refused to comment on the new budget",
    "Voters will go to the polls on the first Sunday of October",
    "The committee rejected the proposal by eleven votes to four",
    "Nobody believes that promise any more",
    "A new law",
    # Cooking.
    "Chop the onions and fry them gently in butter",
    "Let the dough rest under a cloth for an hour",
    "This soup needs a little more salt",
    "Boil the eggs",
    "My grandmother used to bake bread with honey and walnuts",
    # Small talk.
    "How was your weekend with the children",
    "I hardly slept last night because of the neighbours",
    "We should really meet for lunch some time",
    "You look tired",
    "Did you hear that noise",
    "Never mind",
    "My sister is getting married in June",
    # Stories.
    "Once upon a time there lived a miller who had three sons",
    "The old lighthouse keeper lit his lamp and waited",
    "Deep in the forest a fox was watching the moon",
    "She opened the letter with trembling hands",
    "He had never seen such an enormous door",
    # Health, school, travel, science.
    "My left knee has been hurting since Tuesday",
    "Take two of these tablets before breakfast",
    "The teacher asked us to write about our village",
    "Seven times eight is fifty six",
    "Our train was cancelled so we took the ferry",
    "The museum is closed on public holidays",
    "Light travels faster than anything else we know",
    "Whales sing to each other across the ocean",
    "A banana",
    "Purple elephants",
    "Turn left after the bridge and follow the river",
    "The violin was made in Italy three hundred years ago",
    "I think he is allergic to cats",
    "Where did I put my glasses",
    "Somebody left the gate open",
    "That is a matter of taste",
    "Wait a second",
    "I was talking to my brother",
    "Be careful with that ladder",
    "The baby is asleep upstairs",
)

MEASURED_WITH = (
    # Weather.
    "Tomorrow will be cloudy with a chance of thunder",
    "The wind is picking up along the coast",
    "We have not had a drop of rain since April",
    "It is freezing outside",
    "Such thick fog",
    # Sports.
    "Their captain broke his ankle during training",
    "The swimmer touched the wall half a second too late",
    "I used to play chess against my uncle",
    "What was the final score",
    "The cyclists are climbing the last hill before the finish",
    # Politics.
    "The president will address the nation tonight",
    "Thousands marched against the reform of the pensions",
    "The mayor opened a bridge across the canal",
    "Parliament was dissolved after weeks of debate",
    "They want another referendum",
    # Cooking.
    "Stir the sauce slowly until it begins to thicken",
    "Peel the potatoes and cut them into thin slices",
    "I burned the rice again",
    "Add a spoonful of mustard",
    "Roast the chicken with lemon and garlic",
    # Small talk.
    "My neighbour plays the trumpet at midnight",
    "Have you been waiting here for ages",
    "I can not remember where we parked",
    "Guess whom I met yesterday at the dentist",
    "That film was dreadful",
    "Are you serious",
    "What time is dinner",
    "Mum is calling",
    # Stories.
    "The captain stared at the black water below the ship",
    "A wizard with a crooked hat knocked three times",
    "Long ago the giants left the valley for ever",
    "He buried the treasure beneath an oak tree",
    "Nobody in the castle dared to whisper",
    # Other things.
    "The doctor told him to stop smoking",
    "Photosynthesis turns sunlight into sugar",
    "The capital of Australia is Canberra",
    "Dinosaurs died out sixty six million years ago",
    "Our flight to Lisbon leaves at a quarter past nine",
    "The choir is rehearsing in the church",
    "My dog chased a squirrel up a tree",
    "Bees are vanishing from the orchards",
    "Please close the window before you go to bed",
    "A hundred and twelve",
    "Blue suede shoes",
    "Good heavens",
    "Watch out",
    "I forgot my umbrella on the bus",
    "The stock market fell sharply on Friday",
    "Every student must bring a pencil and a ruler",
    "Grandfather fixed the roof with his own hands",
)
