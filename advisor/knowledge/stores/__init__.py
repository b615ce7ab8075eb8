"""SPARQL over the knowledge: one interface, and a backend a module, held together by one compliance suite."""
