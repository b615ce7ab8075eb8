"""Questions to what is known and concluded: why, why not, what a concept or a rule is."""
