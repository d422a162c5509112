"""What happens live: voice sessions and the agents that answer them."""
