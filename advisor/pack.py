"""Find packs, lay them over each other, and stamp a revision. Knows no format but the manifest's.

A pack is a folder with ``pack.yaml`` and the folders ``ontology``, ``rules`` and ``reports``. The
repository's own is the default pack: in a checkout (also after an editable install) the folders at the
root, in an installed wheel the copy that travels as package data.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from advisor.cache import build_once, mark_used, sweep
from advisor.digests import Digests
from advisor.errors import OutputError, PackError, Place
from advisor.version import __version__
from advisor.whole import write_whole

CONTENT_FOLDERS = ("ontology", "rules", "reports")
MAX_FILES = 20_000
CACHE_FORMAT = 5
"""The form of all that is compiled from packs. Raise it with every change of the code that compiles:
what an older engine left in the cache is then not read. It is no part of the revision that plans record."""

T = TypeVar("T")


@dataclass(frozen=True)
class Pack:
    """One pack: its folder and its manifest."""

    root: Path
    name: str
    version: str
    date: str
    licence: str
    engine: str
    title: dict[str, str]

    def files(self, folder: str, *suffixes: str) -> list[Path]:
        """Return the pack's files below a content folder with one of the endings, in a stable order."""
        base = self.root / folder
        found: list[Path] = []
        for directory, names, entries in os.walk(base):  # sorted below: the order must not be the disk's
            # Editors and file managers leave hidden files about; they are no content.
            names[:] = sorted(n for n in names if not n.startswith("."))
            found.extend(
                Path(directory) / e for e in sorted(entries) if e.endswith(suffixes) and not e.startswith(".")
            )
            if len(found) > MAX_FILES:
                raise PackError(f"holds more than {MAX_FILES:,} files", place=Place(str(base)))
        return sorted(found, key=lambda p: p.parts)

    @cached_property
    def revision(self) -> str:
        """The content hash: 16 hexadecimal digits over every file's path, size and bytes."""
        return self.read_revision()

    def read_revision(self) -> str:
        """Hash the content as it is now; files that did not change are not read again."""
        digest = hashlib.blake2b(digest_size=8)
        root = str(self.root.absolute())
        name = hashlib.sha256(root.encode("utf-8", "surrogateescape")).hexdigest()[:16]
        digests = Digests(_user_cache() / f"digests-{name}.json")
        paths = [self.root / "pack.yaml", *(p for f in CONTENT_FOLDERS for p in self.files(f, ""))]
        start = len(str(self.root)) + 1
        for path in map(str, paths):
            inside = path[start:]
            size, content = digests.of(os.path.join(root, inside))  # noqa: PTH118 - at every start
            digest.update(f"{inside.replace(os.sep, '/')}\0{size}\0".encode("utf-8", "surrogateescape"))
            digest.update(content)
        digests.save()
        return digest.hexdigest()


@dataclass(frozen=True)
class Packs:
    """Packs laid over each other; the default pack comes first and later ones win."""

    layers: tuple[Pack, ...]
    cache_root: Path | None = None

    @cached_property
    def revision(self) -> str:
        """One stamp for the whole stack, the engine's version included (compiled forms depend on it)."""
        joined = "|".join([__version__, *(f"{p.name}:{p.revision}" for p in self.layers)])
        return hashlib.sha256(joined.encode()).hexdigest()[:16]

    @property
    def date(self) -> str:
        """The date of the youngest pack: what counts as today where neither brief nor user says."""
        return max(p.date for p in self.layers)

    def files(self, folder: str, *suffixes: str) -> list[tuple[Pack, Path]]:
        """Return (pack, file) of every layer, first layer first."""
        return [(pack, path) for pack in self.layers for path in pack.files(folder, *suffixes)]

    def find(self, relative: str) -> Path | None:
        """Return the last layer's file at that path below the pack's root: the one that counts."""
        for pack in reversed(self.layers):
            path = pack.root / relative
            if path.is_file():
                return path
        return None

    @cached_property
    def _cache_key(self) -> str:
        return hashlib.sha256(f"{CACHE_FORMAT}|{self.revision}".encode()).hexdigest()[:16]

    def cache_folder(self) -> Path:
        """Return (and make) the folder for what is compiled from this revision.

        It lies in the user's cache folder, or in a temporary one where that cannot be written.
        """
        root = self.cache_root or _user_cache()
        folder = root / self._cache_key
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            import tempfile

            folder = (
                Path(tempfile.gettempdir()) / f"mianzi-advisor-{os.getuid() if hasattr(os, 'getuid') else 0}"
            )
            folder = folder / self._cache_key
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        mark_used(folder)
        return folder

    def compiled(self, name: str, build: Callable[[Path], None]) -> Path:
        """Return the path of a compiled form of this revision, building it where it is not there yet.

        ``build`` writes to the path it is given. The file appears whole or not at all; where two
        processes build at once, both succeed and one result stays. Folders of revisions that are out of
        use are dropped after a build. Raises PackError where a file changed meanwhile.
        """
        return self._compiled(name, build, folder=False)

    def compiled_folder(self, name: str, build: Callable[[Path], None]) -> Path:
        """Return the path of a compiled form that is a folder, with the same promises as `compiled`.

        ``build`` fills the empty folder that it is given.
        """
        return self._compiled(name, build, folder=True)

    def _compiled(self, name: str, build: Callable[[Path], None], *, folder: bool) -> Path:
        target = self.cache_folder() / name
        if target.exists():
            return target

        def checked(path: Path) -> None:
            build(path)
            for pack in self.layers:
                if pack.read_revision() != pack.revision:
                    raise PackError(
                        "was changed while it was read", place=Place(str(pack.root)), remedy="run it again"
                    )

        build_once(target, checked, folder=folder)
        sweep(target.parent.parent, target.parent)
        return target

    def compiled_json(self, name: str, make: Callable[[], Any]) -> Any:
        """Return a JSON value compiled from this revision, making and keeping it where it is not there."""

        def build(path: Path) -> None:
            path.write_bytes(json.dumps(make(), ensure_ascii=False, separators=(",", ":")).encode())

        return json.loads(self.compiled(name, build).read_bytes())


def default_root() -> Path:
    """Return the default pack's folder: the checkout's root, else the wheel's copy."""
    package = Path(__file__).resolve().parent
    checkout = package.parent
    if (checkout / "pack.yaml").is_file() and all((checkout / f).is_dir() for f in CONTENT_FOLDERS):
        return checkout
    packed = package / "default_pack"
    if (packed / "pack.yaml").is_file():
        return packed
    raise PackError(
        "the default pack is missing", place=Place(str(package)), remedy="install mianzi-advisor again"
    )


def load_packs(extra: Sequence[Path | str] = (), *, cache_root: Path | None = None) -> Packs:
    """Load the default pack and lay the given folders over it, in their order.

    Raises PackError where a folder is no pack, or wants another version of the engine.
    """
    layers = [read_manifest(default_root())]
    layers.extend(read_manifest(Path(folder)) for folder in extra)
    names = [p.name for p in layers]
    for pack in layers[1:]:
        if names.count(pack.name) > 1:
            raise PackError(
                f"two packs are named '{pack.name}'",
                place=Place(str(pack.root / "pack.yaml")),
                remedy="rename one",
            )
    return Packs(tuple(layers), cache_root)


def read_manifest(root: Path) -> Pack:
    """Read ``pack.yaml`` of a folder; raise PackError with the line where it is wrong.

    A manifest that was read before is taken from the cache by its content: YAML need not be imported.
    """
    path = root / "pack.yaml"
    if not path.is_file():
        raise PackError("is no pack: it has no pack.yaml", place=Place(str(root)), remedy="see docs/packs.md")
    key = hashlib.sha256(__version__.encode() + path.read_bytes()).hexdigest()[:24]
    kept = _user_cache() / f"manifest-{key}.json"
    try:
        return Pack(root=root, **json.loads(kept.read_bytes()))
    except (OSError, ValueError, TypeError):
        pack = _parse_manifest(root)
    fields = {name: getattr(pack, name) for name in ("name", "version", "date", "licence", "engine", "title")}
    with contextlib.suppress(OSError, OutputError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_whole(kept, json.dumps(fields, ensure_ascii=False).encode())
    return pack


def _parse_manifest(root: Path) -> Pack:
    from advisor.yamltext import load

    path = root / "pack.yaml"
    data = load(path, error=PackError)
    values: dict[str, str] = {}
    for key in ("name", "version", "date", "licence", "engine"):
        entry = data.get(key)
        if entry is None or isinstance(entry.value, (dict, list)) or entry.value is None:
            raise PackError(f"'{key}' is missing", place=data.place, remedy=f"add a line '{key}: …'")
        values[key] = str(entry.value)
    known = {"name", "title", "version", "date", "licence", "engine"}
    for key, entry in data.items():
        if key not in known:
            raise PackError(
                f"unknown key '{key}'", place=entry.key_place, remedy=f"known: {', '.join(sorted(known))}"
            )
    _check_engine(values["engine"], data["engine"].place)
    title = data.get("title")
    titles = title.plain if title and isinstance(title.value, dict) else {"en": values["name"]}
    return Pack(root=root, title={k: str(v) for k, v in titles.items()}, **values)


def _check_engine(wanted: str, place: Place) -> None:
    current = _numbers(__version__)
    for clause in wanted.split(","):
        match = re.fullmatch(r"\s*(>=|<=|<|>|==)\s*([0-9.]+)\s*", clause)
        if not match:
            raise PackError(
                f"'{clause}' is no range of versions", place=place, remedy="write it like '>=0.1,<1'"
            )
        operator, version = match[1], _numbers(match[2])
        length = max(len(current), len(version))
        have, want = current + (0,) * (length - len(current)), version + (0,) * (length - len(version))
        holds = {
            ">=": have >= want,
            "<=": have <= want,
            "<": have < want,
            ">": have > want,
            "==": have == want,
        }
        if not holds[operator]:
            raise PackError(
                f"this pack wants engine {wanted}; this is {__version__}",
                place=place,
                remedy="install a fitting version of mianzi-advisor",
            )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _user_cache() -> Path:
    override = os.environ.get("MIANZI_CACHE")
    if override:
        return Path(override)
    from platformdirs import user_cache_path

    return user_cache_path("mianzi-advisor")


__all__ = [
    "CACHE_FORMAT",
    "CONTENT_FOLDERS",
    "Pack",
    "Packs",
    "default_root",
    "load_packs",
    "read_manifest",
    "write_whole",
]
