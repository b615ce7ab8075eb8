"""What a solver (z3) proves about rules: that one can never fire, says nothing of its own, or defeats itself.

`world` is every brief that there could be, `members` the conditions over members in it, `questions` what is
proved about rules there, `verify` puts the questions to a pack. Only what is proved is reported. Import all of
it inside functions only: it loads z3.
"""
