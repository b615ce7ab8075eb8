"""Quality of packs: `check` finds what is wrong with ontology, rules, parameters, phrases and templates.

One check, or a small family, a module; what each is worth stands in ``ontology/checks.yaml``.
"""

from __future__ import annotations

from advisor.quality.model import Issue, Report, Severity
from advisor.quality.run import check

__all__ = ["Issue", "Report", "Severity", "check"]
