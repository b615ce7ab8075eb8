"""Neighbourhoods as files: other programs read them, and the picture can be read when looked at."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable

import networkx
import pydot
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.errors import UsageError
from advisor.knowledge.neighbourhood import neighbourhood
from advisor.reporting.graphs import FORMATS, PICTURES, render
from advisor.reporting.graphs.branches import MOST_OF_ONE, MOST_SHOWN, branches
from advisor.reporting.graphs.measure import width, wrap
from advisor.reporting.graphs.mermaid import escape
from advisor.reporting.graphs.model import Edge, Graph, Node, around_concept, whole
from advisor.reporting.graphs.svg import Picture, picture
from advisor.workspace import Workspace

SVG = "{http://www.w3.org/2000/svg}"
NASTY = 'a "b" <c> & d; [e] {f} |g| \\n #35; --> end `h` %% \x07 =1+1'


def made(labels: list[str], joins: list[tuple[int, int, str]]) -> Graph:
    """A graph with these labels, the first one in the middle; joins are (from, to, relation)."""
    distance = {0: 0}
    for _ in labels:
        for one, other, _ in joins:
            if one in distance:
                distance.setdefault(other, distance[one] + 1)
            elif other in distance:
                distance[one] = distance[other] + 1
    nodes = [
        Node(f"mz:n{i}", labels[i], f"mz:K{i % 15}", f"kind {i % 15}", labels[i], {"en": labels[i]},
             {"en": labels[i]}, {"en": (labels[i],)}, ("book#1",), steps)
        for i, steps in sorted(distance.items(), key=lambda item: item[1])
    ]  # fmt: skip
    there = set(distance)
    edges = [
        Edge(f"mz:n{one}", "mz:" + re.sub(r"\W", "", name), name, f"mz:n{other}", ("book#1",))
        for one, other, name in joins
        if {one, other} <= there and one != other
    ]
    kinds = tuple(f"mz:K{i}" for i in range(15))
    return Graph(tuple(nodes), tuple(dict.fromkeys(edges)), "en", kinds, {"book#1": ("book", "one")}, "mz:n0")


@pytest.fixture(scope="session")
def drawn(shipped: Workspace) -> Callable[..., Graph]:
    def draw(name: str, language: str = "zh-Hans", depth: int = 1) -> Graph:
        knowledge = shipped.knowledge
        around = neighbourhood(knowledge, knowledge.find(name).iri, depth=depth)
        return around_concept(knowledge, around, language)

    return draw


@pytest.fixture(scope="session")
def nasty() -> Graph:
    return made([NASTY, "=2+2", "b" + NASTY], [(0, 1, 'is "x" | y'), (2, 0, NASTY), (0, 1, "again")])


# -- the picture ---------------------------------------------------------------------------------------


def overlaps(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return all(
        one[i] < other[i] + other[i + 2] - 0.01 and other[i] < one[i] + one[i + 2] - 0.01 for i in (0, 1)
    )


def assert_readable(drawing: Picture) -> None:
    """No text upon another, nothing outside, every line within its box."""
    x, y = drawing.offset
    fields = [(b.x + x, b.y + y, b.width, b.height) for b in drawing.scene.boxes]
    fields += [(c.x + x, c.y + y, c.width, c.height) for c in drawing.scene.captions]
    margin = 24.0
    fields += [(c.x + margin, c.y + margin, c.width, c.height) for c in (*drawing.head, *drawing.notes)]
    fields += [(k.x + margin, k.y + margin, 20 + width(k.text, 12), 14) for k in drawing.keys]
    for field in fields:
        assert field[0] >= 0
        assert field[1] >= 0
        assert field[0] + field[2] <= drawing.width + 0.01
        assert field[1] + field[3] <= drawing.height + 0.01
    for place, one in enumerate(fields):
        assert not any(overlaps(one, other) for other in fields[place + 1 :]), one
    for box in drawing.scene.boxes:
        assert all(width(line, 13) <= box.width for line in box.lines)


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
@pytest.mark.parametrize("depth", [1, 2, 3])
@pytest.mark.parametrize(
    "name", ["攀比心理", "忠诚粉丝", "社交裂变", "一级危机", "用户粘性", "积分激励", "社群合规自查"]
)
def test_no_label_upon_another(
    shipped: Workspace, drawn: Callable[..., Graph], name: str, language: str, depth: int
) -> None:
    drawing = picture(drawn(name, language, depth), shipped.phrases(language))
    assert_readable(drawing)
    assert len(drawing.scene.boxes) <= MOST_SHOWN + 1


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=60)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_any_neighbourhood_can_be_drawn(shipped: Workspace, data: st.DataObject) -> None:
    labels = data.draw(st.lists(TEXTS, min_size=2, max_size=60))
    ends = st.integers(0, len(labels) - 1)
    joins = data.draw(
        st.lists(
            st.tuples(ends, ends, st.sampled_from(["causes", "是", "a rather long relation"])), max_size=90
        )
    )
    graph = made(labels, [(0, 1, "has"), *joins])
    say = shipped.phrases("en")
    assert_readable(picture(graph, say))
    ET.fromstring(render(graph, ".svg", say, shipped.packs))


def test_what_is_left_out_is_said(shipped: Workspace, drawn: Callable[..., Graph]) -> None:
    graph = drawn("忠诚粉丝")
    root, hidden = branches(graph)
    shown = {branch.node.iri for branch in root.walk()}
    assert hidden == len(graph.nodes) - len(shown) > 60
    assert all(len(group.members) <= MOST_OF_ONE for group in root.groups)
    # Every relation is there with one concept at least, however many another one has.
    assert {g.label for g in root.groups} == {e.label for e in graph.edges}
    text = render(graph, ".svg", shipped.phrases("zh-Hans"), shipped.packs).decode()
    assert f"另有 {hidden} 个未画出" in text


def test_the_first_ring_leaves_room_for_the_second(drawn: Callable[..., Graph]) -> None:
    root, _ = branches(drawn("忠诚粉丝", depth=2))
    outer = [b for group in root.groups for m in group.members for g in m.groups for b in g.members]
    assert len(outer) >= 10
    # Turns go round: no concept has a second further group while another that has some has none.
    assert max(len(m.groups) for group in root.groups for m in group.members) <= 2


@pytest.mark.parametrize("name", ["攀比心理", "忠诚粉丝"])
def test_svg_is_one_file_that_names_everything(
    shipped: Workspace, drawn: Callable[..., Graph], name: str
) -> None:
    say = shipped.phrases("zh-Hans")
    graph = drawn(name)
    text = render(graph, ".svg", say, shipped.packs).decode()
    root = ET.fromstring(text)
    drawing = picture(graph, say)
    assert [float(v) for v in root.attrib["viewBox"].split()[2:]] == pytest.approx(
        [drawing.width, drawing.height], abs=0.1
    )
    shown = {"".join(t.itertext()) for t in root.iter(f"{SVG}title")}
    assert any(title.startswith(name) for title in shown)
    assert all(any(b.branch.node.label in title for title in shown) for b in drawing.scene.boxes)
    assert "<script" not in text
    assert re.findall(r'(?:href|src)="[^#"]', text) == []
    assert re.findall(r"https?://[^\"]+", text) == ["http://www.w3.org/2000/svg"]


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_enough_to_read(shipped: Workspace, drawn: Callable[..., Graph]) -> None:
    """WCAG 2.2 AA: 4.5 for text, 3 for borders and lines."""
    text = render(drawn("攀比心理"), ".svg", shipped.phrases("en"), shipped.packs).decode()
    fills = dict(re.findall(r"\.mz-([a-z0-9]+) \{[^}]*?fill: (#[0-9a-f]{6})", text))
    tints = [fills[str(i)] for i in range(12)]
    assert all(contrast(fills["t"], tint) >= 4.5 for tint in [*tints, fills["page"]])
    assert all(contrast(fills[c], fills["page"]) >= 4.5 for c in ("r", "q"))
    assert contrast(fills["c"], fills["centre"]) >= 4.5
    assert all(contrast(s, "#ffffff") >= 3 for s in re.findall(r"stroke: (#[0-9a-f]{6})", text))


def test_same_kinds_same_colours(shipped: Workspace, drawn: Callable[..., Graph]) -> None:
    say = shipped.phrases("en")
    one, other = picture(drawn("攀比心理"), say), picture(drawn("社交裂变"), say)
    assert one.colours
    assert len(set(one.colours.values())) == len(one.colours)
    assert other.colours == picture(drawn("社交裂变"), say).colours


# -- the page --------------------------------------------------------------------------------------------


def test_the_page_has_every_statement_with_its_sections(
    shipped: Workspace, drawn: Callable[..., Graph]
) -> None:
    graph = drawn("攀比心理", depth=2)
    text = render(graph, ".html", shipped.phrases("zh-Hans"), shipped.packs).decode()
    assert text.count("<tr><td>") == len(graph.edges)
    assert all(section in text for edge in graph.edges for section in edge.sections)
    assert "《面子运营策略与实战技巧》" in text
    assert '<html lang="zh-Hans">' in text
    assert "default-src 'none'" in text
    assert "<script" not in text
    assert "<link" not in text


@pytest.mark.parametrize("ending", PICTURES)
def test_labels_are_escaped(shipped: Workspace, nasty: Graph, ending: str) -> None:
    text = render(nasty, ending, shipped.phrases("en"), shipped.packs).decode()
    assert "<c>" not in text
    assert "\x07" not in text
    assert "&lt;c&gt;" in text


# -- other programs ----------------------------------------------------------------------------------------


def test_graphml_comes_back_as_it_was(shipped: Workspace, drawn: Callable[..., Graph], nasty: Graph) -> None:
    say = shipped.phrases("en")
    for graph in (drawn("攀比心理", "en", 2), nasty):
        back = networkx.read_graphml(io.BytesIO(render(graph, ".graphml", say, shipped.packs)))
        assert set(back.nodes) == {node.iri for node in graph.nodes}
        assert sorted((a, b) for a, b, *_ in back.edges) == sorted((e.subject, e.object) for e in graph.edges)
        centre = back.nodes[graph.centre]
        assert centre["label"] == graph.node(str(graph.centre)).label.replace("\x07", "")
        assert centre["distance"] == 0


def test_dot_is_valid(shipped: Workspace, drawn: Callable[..., Graph], nasty: Graph) -> None:
    for graph in (drawn("攀比心理", "zh-Hans", 2), nasty):
        text = render(graph, ".dot", shipped.phrases("en"), shipped.packs).decode()
        (read,) = pydot.graph_from_dot_data(text)
        assert len(read.get_edges()) == len(graph.edges)
        assert {n.get_name() for n in read.get_nodes()} >= {f'"{node.iri}"' for node in graph.nodes}
        if shutil.which("dot"):
            done = subprocess.run(["dot", "-Tplain"], input=text.encode(), capture_output=True, check=True)
            plain = done.stdout.decode().splitlines()
            assert sum(line.startswith("edge ") for line in plain) == len(graph.edges)
            assert sum(line.startswith("node ") for line in plain) == len(graph.nodes)


_NODE = re.compile(r'    n\d+\["[^"<>&`|{}\\\n]*"\]')
_EDGE = re.compile(r'    n\d+ -->\|"[^"<>&`|{}\\\n]*"\| n\d+')
_STYLE = re.compile(r"    style n\d+ stroke-width:3px")


def test_mermaid_is_made_of_nodes_and_edges(
    shipped: Workspace, drawn: Callable[..., Graph], nasty: Graph
) -> None:
    for graph in (drawn("攀比心理", "zh-Hans", 2), nasty):
        head, *rest = render(graph, ".mmd", shipped.phrases("en"), shipped.packs).decode().splitlines()
        assert head == "flowchart LR"
        assert all(_NODE.fullmatch(r) or _EDGE.fullmatch(r) or _STYLE.fullmatch(r) for r in rest)
        assert sum(bool(_EDGE.fullmatch(r)) for r in rest) == len(graph.edges)


@given(st.text(max_size=30))
def test_mermaid_text_is_told_by_codes(text: str) -> None:
    told = escape(text)
    assert not set(told) & set('"<>&`|{}\\\n\r')
    plain = re.sub(r"#(\d+);", lambda m: chr(int(m[1])), told)
    assert plain.split() == escape_free(text).split()


def escape_free(text: str) -> str:
    from advisor.reporting.templates import printable

    return printable(text)


def test_csv_has_every_concept_and_no_formula(shipped: Workspace, nasty: Graph) -> None:
    everything = whole(shipped.knowledge, "en")
    rows = list(
        csv.DictReader(io.StringIO(render(everything, ".csv", shipped.phrases("en"), shipped.packs).decode()))
    )
    assert len(rows) == len(shipped.knowledge.concepts())
    row = next(r for r in rows if r["iri"] == "mz:comparison-mentality")
    assert (row["kind"], row["label_zh-Hans"], row["label_en"]) == (
        "mz:BehaviourPattern",
        "攀比心理",
        "comparison mentality",
    )
    assert "face-ops#2.2" in row["sections"]
    cells = csv.reader(io.StringIO(render(nasty, ".csv", shipped.phrases("en"), shipped.packs).decode()))
    assert not [cell for line in cells for cell in line if cell[:1] in ("=", "+", "@", "-")]


def test_everything_can_be_written_but_not_as_a_picture(shipped: Workspace) -> None:
    everything = whole(shipped.knowledge, "zh-Hans")
    say = shipped.phrases("zh-Hans")
    for ending in FORMATS:
        if ending in PICTURES:
            with pytest.raises(UsageError, match="one concept"):
                render(everything, ending, say, shipped.packs)
        else:
            assert len(render(everything, ending, say, shipped.packs)) > 50_000
    with pytest.raises(UsageError, match=r"\.graphml"):
        render(everything, ".gif", say, shipped.packs)


@pytest.mark.parametrize("ending", FORMATS)
def test_same_graph_same_bytes(shipped: Workspace, drawn: Callable[..., Graph], ending: str) -> None:
    say = shipped.phrases("zh-Hant")
    one, again = (render(drawn("积分激励", "zh-Hant", 2), ending, say, shipped.packs) for _ in range(2))
    assert one == again


# -- text ----------------------------------------------------------------------------------------------------


@given(TEXTS, st.integers(30, 200))
def test_wrapped_text_is_all_there(text: str, room: int) -> None:
    lines = wrap(text, room, 13)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width(line, 13) <= room for line in lines if len(line) > 1)
    short = wrap(text, room, 13, most=2)
    assert len(short) <= 2
    assert (len(lines) > 2) == (bool(short) and short != lines)
