"""The picture of a neighbourhood as SVG: a title, the concepts by relation, a legend of kinds, the sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from advisor.pack import Packs
from advisor.phrases import Phrases
from advisor.reporting.graphs.branches import Branch, branches
from advisor.reporting.graphs.layout import LINE, SIZE, SMALL, Box, Caption, Scene, scene
from advisor.reporting.graphs.measure import width, wrap
from advisor.reporting.graphs.model import Graph
from advisor.reporting.templates import environment, printable, run, template_sources

TITLE, COLOURS = 20.0, 11
"""Font size of the title; colours that the template has, without the one for all further kinds."""
_MARGIN, _LEAST_WIDTH, _SWATCH = 24.0, 640.0, 14.0
_NAMED_SOURCES = 6


@dataclass(frozen=True)
class Key:
    """An entry of the legend: the colour's number, the kind's name, the place of its upper left corner."""

    x: float
    y: float
    colour: int
    text: str


@dataclass(frozen=True)
class Picture:
    """All that the template draws; lengths are pixels, places are upper left corners."""

    width: float
    height: float
    scene: Scene
    offset: tuple[float, float]
    title: str
    colours: dict[str, int]
    keys: tuple[Key, ...]
    head: tuple[Caption, ...]
    notes: tuple[Caption, ...]
    left_out: int

    def name(self, box: Box) -> str:
        """Return a concept's whole name and kind, shown where the pointer rests."""
        return printable(f"{box.branch.node.label} · {box.branch.node.kind_label}")

    def colour(self, box: Box) -> int:
        """Return the number of the colour of a concept's kind."""
        return self.colours.get(box.branch.node.kind, COLOURS)


def render(graph: Graph, say: Phrases, packs: Packs) -> bytes:
    """Return the picture as an SVG file."""
    return svg(picture(graph, say), packs).encode()


def svg(drawn: Picture, packs: Packs) -> str:
    """Return a picture as SVG; templates of a later pack draw it in their own way."""
    env = environment(template_sources(packs, "graphs"), xml=True, cache=packs.cache_folder())
    return run(env, "picture.svg.j2", "reports/graphs", picture=drawn, sizes={"text": SIZE, "line": LINE})


def picture(graph: Graph, say: Phrases) -> Picture:
    """Lay out the neighbourhood of a graph's centre with everything that stands around it."""
    root, hidden = branches(graph)
    drawn = scene(root, say("picture.more", n="{n}"))
    shown = [branch.node for branch in root.walk()]
    room = max(drawn.width, _LEAST_WIDTH)
    title = printable(say("picture.title", name=root.node.label, kind=root.node.kind_label))
    head = _lines(wrap(title, room, TITLE), 0.0, TITLE, 1.3)
    head += _lines(wrap(printable(root.node.definition), room, SIZE, most=3), _below(head) + 6, SIZE, 1.4)
    top = _below(head) + 22
    colours = _colours(graph, [node.kind for node in shown[1:]])
    names = {node.kind: node.kind_label for node in shown[1:]}
    keys = _legend(colours, names, room, top + drawn.height + 26, say)
    bottom = max((key.y for key in keys), default=top + drawn.height) + 26
    texts = [say("picture.direction")]
    if hidden:
        texts.append(say("picture.left_out", shown=len({n.iri for n in shown}) - 1, hidden=hidden))
    if graph.left_out:
        texts.append(say("picture.cut", n=graph.left_out))
    texts.append(say("picture.sources", sources=_sources(root, graph, say)))
    notes: list[Caption] = []
    for text in texts:
        start = _below(notes) if notes else bottom
        notes += _lines(wrap(printable(text), room, SMALL), start, SMALL, 1.5)
    return Picture(
        width=room + 2 * _MARGIN,
        height=_below(notes) + 2 * _MARGIN,
        scene=drawn,
        offset=(_MARGIN + (room - drawn.width) / 2, _MARGIN + top),
        title=title,
        colours=colours,
        keys=tuple(keys),
        head=tuple(head),
        notes=tuple(notes),
        left_out=hidden,
    )


def _lines(texts: Sequence[str], y: float, size: float, spacing: float) -> list[Caption]:
    high = size * spacing
    return [Caption(0.0, y + place * high, width(t, size), high, t) for place, t in enumerate(texts)]


def _below(lines: Sequence[Caption]) -> float:
    return max((line.y + line.height for line in lines), default=0.0)


def _colours(graph: Graph, kinds: Iterable[str]) -> dict[str, int]:
    """Give kinds their colours: the same kind the same colour in every picture, as far as there are enough.

    A kind's own colour follows from its place in the vocabulary; of two that want the same, the one that is
    shown more often has it. The rarest kinds share the colour after the last where there are too many.
    """
    place = {kind: i for i, kind in enumerate(graph.kinds)}
    count = Counter(kinds)
    ranked = sorted(count, key=lambda kind: (-count[kind], place.get(kind, len(place)), kind))
    found: dict[str, int] = {}
    for kind in ranked[:COLOURS]:
        own = place.get(kind, 0) % COLOURS
        free = ((own + step) % COLOURS for step in range(COLOURS))
        found[kind] = next(colour for colour in free if colour not in found.values())
    return found | dict.fromkeys(ranked[COLOURS:], COLOURS)


def _legend(colours: dict[str, int], names: dict[str, str], room: float, y: float, say: Phrases) -> list[Key]:
    entries = [(colour, names[kind]) for kind, colour in colours.items() if colour < COLOURS]
    if len(entries) < len(colours):
        entries.append((COLOURS, say("picture.other_kinds")))
    keys: list[Key] = []
    x = 0.0
    for colour, text in entries:
        wide = _SWATCH + 8 + width(text, SMALL) + 18
        if x and x + wide > room:
            x, y = 0.0, y + 22
        keys.append(Key(x, y, colour, printable(text)))
        x += wide
    return keys


def _sources(root: Branch, graph: Graph, say: Phrases) -> str:
    """Name the documents that the statements stand in, those that say most first."""
    shown = {branch.node.iri for branch in root.walk()}
    count: Counter[str] = Counter()
    for edge in graph.edges:
        if edge.subject in shown and edge.object in shown:
            count.update({graph.sections[s][0] for s in edge.sections if s in graph.sections})
    ranked = sorted(count, key=lambda title: (-count[title], title))
    named = [say("picture.source", title=title, n=count[title]) for title in ranked[:_NAMED_SOURCES]]
    if len(ranked) > _NAMED_SOURCES:
        named.append(say("picture.more", n=len(ranked) - _NAMED_SOURCES))
    return say("picture.between").join(named)
