"""An hour of everything at once: who comes and goes, what is watched meanwhile, the verdict."""
