"""What follows from a situation: conditions, rules, the engines that conclude, and why.

`rules` reads rules and parameters, `evaluate` holds their meaning, `durable` is the second engine,
`engines` lets both conclude and compares them, `explain` puts a conclusion into words and `testing` runs
the tests that stand beside the rules.
"""
