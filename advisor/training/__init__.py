"""Items for training, made from the ontology and the rules; marking; papers and exports.

What makes an option wrong is always proved: by kinds that exclude each other, by a relation that has one value,
by a definition that belongs to another concept, or by the engine's verdict. That something is not stated proves
nothing.
"""
