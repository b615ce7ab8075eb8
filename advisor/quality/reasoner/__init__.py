"""The reasoner: whether all that the packs state holds together under the axioms of the vocabulary.

HermiT, which the package owlready2 carries, answers yes or no. Which statements are to blame is found by
asking it again about fewer of them.
"""
