"""HermiT as a process of its own: whether ontologies, given as N-Triples, are consistent.

The package owlready2 carries the program. It is called directly and not through ``sync_reasoner``, which
knows no time limit, prints Java's stack trace, and starts Java anew for each question: here one start
answers for a whole row of ontologies, up to the first that is inconsistent.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from advisor.errors import EngineError

EXTRA = "pip install 'mianzi-advisor[reason]'"
_MAIN = "org.semanticweb.HermiT.cli.CommandLine"
# Most of the time goes into starting: compile little, and collect garbage without threads.
_JAVA_OPTIONS = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Djava.awt.headless=true")
_INCONSISTENT = "InconsistentOntologyException"
_THREAD = 'Exception in thread "main" '
_SATISFIABLE = re.compile(r"is satisfiable", re.MULTILINE)
_CLASS = re.compile(r"^\s*<([^<>\s]+)>", re.MULTILINE)


class OutOfTime(EngineError):
    """The time limit was reached before the reasoner had answered."""


class Hermit:
    """The reasoner, with a limit on all its answers together."""

    def __init__(self, seconds: float) -> None:
        """Find Java and the program; raise EngineError with a remedy where either is missing."""
        self.seconds = seconds
        self._deadline = time.monotonic() + seconds
        self._java = _java()
        self._path = _class_path()

    def first_inconsistent(self, ontologies: Sequence[Iterable[str]]) -> int | None:
        """Return the index of the first of these ontologies (lines of N-Triples) that is inconsistent, or None.

        Raises OutOfTime, or EngineError where the program fails for another reason.
        """
        done = self._run(("-k",), ontologies)
        if _INCONSISTENT in done.stderr:
            return len(_SATISFIABLE.findall(done.stdout))
        _refuse_failure(done)
        return None

    def unsatisfiable(self, ontology: Iterable[str]) -> list[str] | None:
        """Return the IRIs of classes that can have no member; None where the ontology is inconsistent."""
        done = self._run(("-U",), [ontology])
        if _INCONSISTENT in done.stderr:
            return None
        _refuse_failure(done)
        return sorted(_CLASS.findall(done.stdout))

    def _run(
        self, actions: Sequence[str], ontologies: Sequence[Iterable[str]]
    ) -> subprocess.CompletedProcess[str]:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise self._out_of_time()
        with tempfile.TemporaryDirectory(prefix="mianzi-reason-") as folder:
            files = []
            for number, lines in enumerate(ontologies):
                path = Path(folder) / f"{number}.nt"
                path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
                files.append(path.as_uri())
            try:
                return subprocess.run(  # noqa: S603 - the program and its arguments are ours
                    [self._java, *_JAVA_OPTIONS, "-cp", self._path, _MAIN, *actions, *files],
                    capture_output=True,
                    text=True,
                    encoding="utf-8",
                    errors="replace",
                    timeout=left,
                    stdin=subprocess.DEVNULL,
                    check=False,
                )
            except subprocess.TimeoutExpired:
                raise self._out_of_time() from None
            except OSError as problem:
                raise EngineError(
                    f"Java cannot be started: {problem.strerror or problem}",
                    remedy="check that 'java -version' works",
                ) from None

    def _out_of_time(self) -> OutOfTime:
        return OutOfTime(
            f"the reasoner was stopped after {self.seconds:g} seconds", remedy="give it more with --seconds"
        )


def _java() -> str:
    found = shutil.which("java")
    if found is None:
        raise EngineError(
            "the reasoner needs Java, and no 'java' is on the path",
            remedy="install a Java runtime (on Debian: apt-get install default-jre-headless)",
        )
    return found


def _class_path() -> str:
    """Return where the program lies, without importing the package around it."""
    package = importlib.util.find_spec("owlready2")
    if package is None or package.origin is None:
        raise EngineError("the reasoner needs the package owlready2", remedy=EXTRA)
    jar = Path(package.origin).parent / "hermit" / "HermiT.jar"
    if not jar.is_file():
        raise EngineError(
            "this copy of owlready2 comes without HermiT", remedy="install it again from the package index"
        )
    return str(jar)


def _refuse_failure(done: subprocess.CompletedProcess[str]) -> None:
    if done.returncode == 0:
        return
    lines = [line.strip().removeprefix(_THREAD) for line in done.stderr.splitlines() if line.strip()]
    told = (
        [line for line in lines if "Exception" in line or "Error" in line]
        or lines[-1:]
        or ["no reason given"]
    )
    if "IllegalArgumentException" in told[0]:
        remedy = "an axiom of the packs goes beyond OWL 2 DL; take it back"
    else:
        remedy = "check that 'java -version' works and is 8 or later"
    raise EngineError(f"the reasoner failed: {told[0]}", remedy=remedy)
