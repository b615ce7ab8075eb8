"""Three stores over the same statements: on disk, in rdflib, and behind a real SPARQL server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import small_pack
from sparql_server import Server

from advisor.knowledge.stores.embedded import open_store, prefixes_of
from advisor.knowledge.stores.interface import SparqlStore
from advisor.knowledge.stores.reference import ReferenceStore
from advisor.knowledge.stores.remote import RemoteStore
from advisor.knowledge.stores.standing import standing
from advisor.knowledge.writing.lines import for_server
from advisor.pack import Packs, load_packs

STORES = ("embedded", "rdflib", "server")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server without data; whoever loads one replaces what is there."""
    found = Server()
    yield found
    found.stop()


def opened(name: str, packs: Packs, folder: Path, server: Server) -> SparqlStore:
    """Open a store over what stands in packs."""
    if name == "embedded":
        return open_store(packs)
    with standing(packs, folder, derived=True) as found:
        if name == "rdflib":
            return ReferenceStore(found.statements, prefixes_of(packs))
        remote = RemoteStore(server.url, prefixes_of(packs))
        for _ in remote.load(for_server(found.statements, found.prefixes), replace=True):
            pass
        return remote


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Packs:
    """The small pack, with a triple that stands in two sections."""
    folder = small_pack.copy(tmp_path_factory.mktemp("stores") / "small")
    path = folder / "ontology/documents/guide.trig"
    text = path.read_text("utf-8")
    path.write_text(text + "\nsrc:guide-1.1 { mz:comparison mz:arisesFrom mz:face . }\n", "utf-8")
    return small_pack.packs(folder)


@pytest.fixture(scope="session", params=STORES)
def store(
    request: pytest.FixtureRequest,
    small: Packs,
    server: Server,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[SparqlStore]:
    """Each of the stores over the small pack."""
    found = opened(request.param, small, tmp_path_factory.mktemp("stage"), server)
    yield found
    found.close()


@pytest.fixture(scope="session")
def shipped_packs() -> Packs:
    """The shipped pack."""
    return load_packs()


@pytest.fixture(scope="session")
def shipped(
    shipped_packs: Packs, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], SparqlStore]]:
    """Open a store over the shipped pack by its name; each is opened once, when it is first asked for."""
    stores: dict[str, SparqlStore] = {}
    server = Server()

    def found(name: str) -> SparqlStore:
        if name not in stores:
            stores[name] = opened(name, shipped_packs, tmp_path_factory.mktemp(name), server)
        return stores[name]

    yield found
    for store in stores.values():
        store.close()
    server.stop()
