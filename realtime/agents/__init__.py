"""Who answers: one interface (base.py), one folder or file for each kind of agent."""
