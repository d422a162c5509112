"""The floor everything stands on: the contract's constants and the errors."""
