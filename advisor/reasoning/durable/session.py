"""Driving durable_rules: one ruleset, one short session at a time, every known trap fenced off.

- the host starts no threads (a session deleted under them crashes the process);
- a sentinel rule fires first in every session, since deleting one in which no action ran crashes;
- at most one session is alive, and it is deleted before the call returns;
- an exception inside an action would vanish: actions only append to a list, and a count of the sentinel's
  firings shows when one did not run;
- limits that hang, crash or fail late in the engine are checked before anything reaches it.
"""

from __future__ import annotations

import contextlib
import json
import threading
import warnings
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from advisor.errors import EngineError
from advisor.reasoning.durable.encoding import Encoded

MAX_RULES = 4_000
MAX_GROUPS = 480
MAX_BRANCHES = 60
MAX_PROPERTIES = 240
MAX_TESTS = 10
KEPT_RULESETS = 12

Test: TypeAlias = Mapping[str, Any]
"""A test of one property in durable_rules' JSON: ``{"p1": 3}`` or ``{"$lt": {"p1": 3}}``."""

GroupRules: TypeAlias = Sequence[Sequence[Test]]
"""The rules of a group: each a list of tests that must all pass."""

Firing: TypeAlias = tuple[int, int, int]
"""Group, rule in the group, and the message's entity."""

_SESSION = "s"
_LOCK = threading.RLock()


@lru_cache(maxsize=1)
def available() -> tuple[bool, str]:
    """Return whether durable_rules can be used here, and in words which one or why not."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from durable import engine
    except ImportError as problem:
        return False, f"durable_rules is not to be had: {problem}"
    needed = ("Host", "MessageNotHandledException")
    missing = [name for name in needed if not hasattr(engine, name)]
    if missing:
        return False, f"durable_rules is of an unknown version: it lacks {', '.join(missing)}"
    return True, "durable_rules"


def check_limits(groups: Sequence[GroupRules]) -> None:
    """Raise EngineError where a ruleset would break one of the engine's limits."""
    checks = (
        (len(groups), MAX_GROUPS, "groups"),
        (sum(len(rules) for rules in groups), MAX_RULES, "rules"),
        (max((len(rules) for rules in groups), default=0), MAX_BRANCHES, "rules in a group"),
        (max((len(tests) for rules in groups for tests in rules), default=0), MAX_TESTS, "tests in a rule"),
    )
    for count, limit, what in checks:
        if count > limit:
            raise EngineError(f"durable_rules takes at most {limit} {what}, not {count}")
    tests = [tests for rules in groups for tests in rules]
    if not all(tests):
        raise EngineError("durable_rules would fire a rule without a condition for ever")
    if any(len(test) != 1 for rule in tests for test in rule):
        raise EngineError("durable_rules would look at the first property of a test only")


class Ruleset:
    """A compiled ruleset; `run` gives what fires for some messages. Not for use by several threads at once."""

    def __init__(self, groups: Sequence[GroupRules]) -> None:
        check_limits(groups)
        from durable import engine

        self._engine = engine
        self._fired: list[Firing] = []
        self._sentinels = 0
        definition: dict[str, Any] = {"go": {"all": [{"m": {"go": 1}}], "run": self._on_sentinel}}
        for group, rules in enumerate(groups):
            for number, tests in enumerate(rules):
                condition = {"$and": [{"g": group + 1}, *tests]}
                definition[f"r{group}_{number}"] = {
                    "all": [{"m": condition}],
                    "run": self._action(group, number),
                }

        class Host(engine.Host):  # type: ignore[misc]
            """A host without background threads."""

            def _run(self) -> None:
                pass

        try:
            # register_rulesets takes the actions out of the definition that it is given.
            self._host = Host({"plan": definition})
        except EngineError:
            raise
        except Exception as problem:
            raise EngineError(f"durable_rules refused the rules: {problem}") from None
        self._rules = self._host.get_ruleset("plan")
        self.usable = True

    def _on_sentinel(self, context: Any) -> None:
        self._sentinels += 1

    def _action(self, group: int, number: int) -> Callable[[Any], None]:
        fired = self._fired

        def act(c: Any) -> None:
            # The message as it was asserted; `c.m` would wrap every access.
            fired.append((group, number, c._m["m"]["e"]))

        return act

    def run(self, messages: Sequence[Mapping[str, Encoded]]) -> list[Firing]:
        """Return what fires for messages that each carry a group ``g`` (from 1) and an entity ``e``.

        Raises EngineError where the engine fails, after which this ruleset is not to be used again.
        """
        for message in messages:
            if len(message) > MAX_PROPERTIES:
                raise EngineError(
                    f"durable_rules takes at most {MAX_PROPERTIES} properties, not {len(message)}"
                )
        self._fired.clear()
        self._sentinels = 0
        started = False
        try:
            self._sentinel(1)
            started = self._sentinels == 1
            if not started:
                raise EngineError("durable_rules ran no action for the first message")
            batch = [{**message, "id": f"i{n}", "sid": _SESSION} for n, message in enumerate(messages)]
            # Raised where any message matches nothing; the others are stored all the same.
            with contextlib.suppress(self._engine.MessageNotHandledException):
                self._rules.assert_facts(batch)
            self._sentinel(2)
            if self._sentinels != 2:
                raise EngineError("durable_rules left an action out")
            failed = self._host.get_state("plan", _SESSION).get("exception")
            if failed:
                raise EngineError(f"an action failed in durable_rules: {failed}")
            return list(self._fired)
        except EngineError:
            self.usable = False
            raise
        except Exception as problem:
            self.usable = False
            raise EngineError(f"durable_rules failed: {problem}") from None
        finally:
            if started:
                self._host.delete_state("plan", _SESSION)

    def _sentinel(self, number: int) -> None:
        """Assert a message of the sentinel's: the first opens the session, the next runs what is pending."""
        self._host.assert_fact("plan", {"go": 1, "n": number, "id": f"go{number}", "sid": _SESSION})

    def close(self) -> None:
        """Give the compiled rules back; no session is alive between two runs."""
        import durable_rules_engine

        durable_rules_engine.delete_ruleset(self._rules._handle)


_kept: OrderedDict[str, Ruleset] = OrderedDict()


def run(groups: Sequence[GroupRules], messages: Sequence[Mapping[str, Encoded]]) -> list[Firing]:
    """Return what fires, compiling the rules or taking the ruleset that was compiled from the same before.

    Raises EngineError where a limit would be broken or the engine fails.
    """
    key = json.dumps(groups, ensure_ascii=False, separators=(",", ":"))
    with _LOCK, warnings.catch_warnings():
        # A deprecation inside durable_rules, turned into an error, would make every action fail silently.
        warnings.simplefilter("ignore")
        ruleset = _kept.pop(key, None) or Ruleset(groups)
        try:
            return ruleset.run(messages)
        finally:
            if ruleset.usable:
                _kept[key] = ruleset
                while len(_kept) > KEPT_RULESETS:
                    _kept.popitem(last=False)[1].close()
