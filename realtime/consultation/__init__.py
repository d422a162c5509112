"""Avatar consultations: a fair waiting queue, reservations, sessions and their cooldowns."""
