"""English: what words stand for, so that what was learnt of one trade serves in another.

Words are folded, as words.py folds them; `stem*` is any word that begins so, `*end` one that ends
so. A whole word goes before a stem, an earlier stem before a later one. Data only.
"""

CONCEPTS = {
    "MONEY": """
        price* cost* budget* money cash dollars pounds euros bucks quid fee fees pay pays paid
        paying payment* invoice* discount* spend* spent afford* rate rates bill bills margin*
        grand premium* funds quote*
    """,
    "DEAR": """
        expensive steep pricey outrageous ridiculous fortune double triple overpriced crazy
        robbery above high higher tight
    """,
    "CHEAP": "cheap* half less lower cheaper knock below",
    "TOO": "too much way lot so",
    "MONTH": """
        january february march april may june july august september october november december
        christmas easter summer winter spring fall autumn harvest season holidays
    """,
    "TERM": "month* year* week* quarter* day days deadline",
    "LATER": "later after until till wait waiting hold postpone* delay back revisit another",
    "NOW": "now moment currently today already",
    "DAY": """
        monday tuesday wednesday thursday friday saturday sunday morning* afternoon* evening
        night tomorrow noon hour* minute*
    """,
    "BOSS": """
        boss* partner partners director* owner* manager* husband wife father mother dad mum mom
        brother sister son daughter family board committee headquarters office legal finance
        procurement president chief landlord accountant franchis* trustees shareholders council
        corporate ceo cfo
    """,
    "DECIDE": """
        decid* decision* approv* authori* sign signs signed choose* chooses permission say
        signature final hands
    """,
    "TROUBLE": """
        problem* trouble* error* mistake* wrong fail* fault* complain* complaint* slow* stuck
        break* broke* broken miss* confus* annoy* bother* worr* headache* pain* stress* mess*
        bad worst struggl* frustrat* queue* glitch* crash* chase* leak* issue* bottleneck* short
    """,
    "FINE": """
        happy satisf* comfortable content confident fine well smoothly works enough okay good
    """,
    "GOOD": "love loved liked nice great interesting impressive looks glad",
    "NEED": "need* use useful necessary point bother want",
    "NOT": "not no never nobody none nothing without",
    "EFFECT": """
        lose loses losing lost impact* affect* effect* fined fines consequen* happen* hurt*
        damage* caus* lead* knock* result*
    """,
    "GAIN": """
        gain* help* easier better sav* benefit* worth valu* free* relief difference matter*
        return recover* improve* faster
    """,
    "RIVAL": """
        supplier* vendor* competitor* competition other others another provider* they their them
        contract* agency offer* company firm outfit
    """,
    "HAVE": "have has had got with using uses",
    "TRUST": """
        guarantee* believe* prove* proof promis* trust* doubt* scam honest* sceptic* skeptic*
        convinced risk* sure know true
    """,
    "BURNT": "burned burnt before last time once again heard",
    "HARD": """
        hard difficult* complicated hassle nightmare disrupt* paperwork admin headache
        impossible ordeal chaos pain overwhelm*
    """,
    "CHANGE": """
        switch* chang* move moving migrat* install* integrat* learn* train* setup set transfer*
        adapt* retrain* rollout
    """,
    "TEAM": "staff team people crew guys folks lads workers employees",
    "OLD": "spreadsheet* notebook paper excel whiteboard phone hand",
    "PROOF": """
        client* customer* case* study survey report* reduc* dropped cut* increas* percent
        reference* testimonial* certif* average data numbers figures
    """,
    "PART": """
        start* pilot* trial* phase* step* stage* option* alternative* plan module version first
        part small* instead only just
    """,
    "NUMBER": """
        two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty
        fifty sixty seventy eighty ninety hundred* thousand* million
    """,
    "YOU": "you your yours yourself",
    "WE": "we our us ours",
    "I": "i my me mine myself",
    "WHAT": "what how who which when where why",
    "WOULD": "would could",
    "IF": "if imagine suppose supposing",
    "DO": "do does did",
    "IS": "is are was were",
    "SAY": "tell told say said explain* show* send talk speak walk",
    "MEET": "meeting visit proposal email call calendar invite schedul* demo book appointment",
}
