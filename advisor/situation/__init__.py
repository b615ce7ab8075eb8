"""What is known about one brand: the vocabulary of facts, briefs, and what follows from them by arithmetic.

- ``vocabulary``: the declared facts, what must hold between them, and the words that briefs may use
- ``values``: how a written value becomes a fact's value
- ``arithmetic``: expressions over facts, safe and three-valued
- ``derive``: facts computed from others, and constraints between facts
- ``statement``: one fact of a brief, with all that is said about it
- ``brief``: a brief in, a situation out
- ``writing``: a situation in, a brief's text out
- ``schema``: the JSON Schema of a brief, for editors
- ``template``: an empty brief with its questions, to fill in
"""
