"""How much anybody may ask: how often, how many at once, for how long. `limits` joins them."""
