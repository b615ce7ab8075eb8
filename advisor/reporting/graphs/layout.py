"""Where everything in the picture of a neighbourhood stands. Nothing is random; the same graph, the same picture.

The concept is in the middle. Each relation is a group, named once, with its concepts in a column; what hangs on
those stands further out. Groups that leave the concept are on the right and those that reach it on the left as
long as both sides stay of like height. Lengths are pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.reporting.graphs.branches import Branch, Group
from advisor.reporting.graphs.measure import width, wrap
from advisor.reporting.templates import printable

SIZE, SMALL, LINE = 13.0, 12.0, 17.0
ROOM, CENTRE_ROOM = 176.0, 190.0
_PAD, _GAP, _GROUP_GAP, _CAPTION, _COLUMN_GAP, _SPINE, _MARGIN = 8.0, 6.0, 12.0, 19.0, 64.0, 16.0, 24.0
_UNEVEN = 1.4


@dataclass(frozen=True)
class Box:
    """A concept: its place, its lines of text, and the branch it stands for."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    branch: Branch
    is_centre: bool = False


@dataclass(frozen=True)
class Caption:
    """A line of text beside the boxes: a relation's name, or how many are left out (``quiet``).

    ``x`` and ``y`` are its upper left corner.
    """

    x: float
    y: float
    width: float
    height: float
    text: str
    quiet: bool = False


@dataclass(frozen=True)
class Curve:
    """A line from one point to another. ``arrow`` is where the head is: at the end, at the start, or nowhere."""

    path: str
    arrow: str = ""


@dataclass(frozen=True)
class Scene:
    """Everything that is drawn, in a field of this size."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    captions: tuple[Caption, ...]
    curves: tuple[Curve, ...]


@dataclass(frozen=True)
class _Laid:
    """Parts laid out from (0, 0) to the right, and the points at which the groups of the root are entered."""

    width: float
    height: float
    boxes: tuple[Box, ...] = ()
    captions: tuple[Caption, ...] = ()
    curves: tuple[tuple[tuple[float, ...], str], ...] = ()
    entries: tuple[tuple[float, bool], ...] = ()


def scene(root: Branch, more: str) -> Scene:
    """Lay out a tree; ``more`` is what is said of members left out, with ``{n}`` for how many."""
    left, right = _sides(root.groups, more)
    one, other = _column(left, more, mirrored=True), _column(right, more)
    lines = wrap(printable(root.node.label), CENTRE_ROOM, SIZE + 2, most=4)
    wide = max(width(line, SIZE + 2) for line in lines) + 4 * _PAD
    entries = max(len(one.entries), len(other.entries))
    high = max(len(lines) * (LINE + 3) + 2 * _PAD, 12.0 * entries)
    height = max(one.height, other.height, high)
    x = one.width + (_COLUMN_GAP if left else 0.0)
    y = (height - high) / 2
    centre = Box(x, y, wide, high, lines, root, is_centre=True)
    away = x + wide + (_COLUMN_GAP if right else 0.0)
    boxes, captions, curves = [centre], [], []
    for laid, mirrored in ((one, True), (other, False)):
        origin = one.width if mirrored else away
        top = (height - laid.height) / 2
        sign = -1.0 if mirrored else 1.0
        boxes += [_place(box, origin, top, sign) for box in laid.boxes]
        captions += [_place_caption(caption, origin, top, sign) for caption in laid.captions]
        curves += [Curve(_path(points, origin, top, sign), arrow) for points, arrow in laid.curves]
        edge = x if mirrored else x + wide
        for place, (entry, outward) in enumerate(laid.entries):
            start = y + high * (place + 1) / (len(laid.entries) + 1)
            points = (edge, start, origin - sign * _SPINE, top + entry)
            curves.append(Curve(_bend(*points), "" if outward else "start"))
    return Scene(away + other.width, height, tuple(boxes), tuple(captions), tuple(curves))


def _sides(groups: Sequence[Group], more: str) -> tuple[list[Group], list[Group]]:
    """Divide groups into the left side and the right one, moving some across where one side is much higher."""
    left = [group for group in groups if not group.outward]
    right = [group for group in groups if group.outward]
    high, low = (left, right) if _height(left, more) >= _height(right, more) else (right, left)
    while len(high) > 1 and _height(high, more) > _UNEVEN * _height(low, more):
        least = min(high, key=lambda group: (_height([group], more), group.label))
        if _height([*low, least], more) >= _height(high, more):
            break
        high.remove(least)
        low.append(least)
    return left, right


def _height(groups: Sequence[Group], more: str) -> float:
    return _column(groups, more).height


def _column(groups: Sequence[Group], more: str, *, mirrored: bool = False) -> _Laid:
    """Lay out groups below each other; their members' own groups stand to the right of the widest box.

    Where it will be mirrored, the arrows beside the names of relations are turned already.
    """
    sizes = [_size(member) for group in groups for member in group.members]
    names = [width(_named(group, mirrored=mirrored), SMALL) for group in groups]
    # A long name may reach into the gap before the next column, but not as far as its lines.
    wide = max([0.0, *(size[0] for size in sizes), *(name - _COLUMN_GAP + 2 * _SPINE for name in names)])
    boxes: list[Box] = []
    captions: list[Caption] = []
    curves: list[tuple[tuple[float, ...], str]] = []
    entries: list[tuple[float, bool]] = []
    y = full = bottom = 0.0
    for group in groups:
        text = _named(group, mirrored=mirrored)
        name = width(text, SMALL)
        y += _CAPTION
        middles: list[float] = []
        for member in group.members:
            own, high, lines = _size(member)
            outer = _column(member.groups, more, mirrored=mirrored)
            tall = max(high, outer.height)
            top = y + (tall - high) / 2
            middle = top + high / 2
            if not middles:
                # The relation's name stands right above its first concept, also where that stands lower.
                captions.append(Caption(0.0, top - _CAPTION, name, _CAPTION, text))
                full = max(full, name)
            boxes.append(Box(0.0, top, own, high, lines, member))
            middles.append(middle)
            curves.append(((-_SPINE, middle, 0.0, middle), "end" if group.outward else ""))
            if outer.entries:
                away, down = wide + _COLUMN_GAP, y + (tall - outer.height) / 2
                boxes += [_place(box, away, down, 1.0) for box in outer.boxes]
                captions += [_place_caption(c, away, down, 1.0) for c in outer.captions]
                curves += [(_shifted(points, away, down), arrow) for points, arrow in outer.curves]
                for entry, outward in outer.entries:
                    ends = (own, middle, away - _SPINE, down + entry)
                    curves.append((ends, "" if outward else "start"))
                full = max(full, away + outer.width)
            y += tall + (_GROUP_GAP if outer.entries else _GAP)
        if group.hidden:
            text = more.replace("{n}", str(group.hidden))
            captions.append(Caption(0.0, y - 2, width(text, SMALL), _CAPTION - 2, text, quiet=True))
            full = max(full, width(text, SMALL))
            y += _CAPTION
        if len(middles) > 1:
            curves.append(((-_SPINE, middles[0], -_SPINE, middles[-1]), ""))
        entries.append(((middles[0] + middles[-1]) / 2, group.outward))
        bottom = y
        y += _GROUP_GAP
    return _Laid(
        max(full, wide),
        bottom,
        tuple(boxes),
        tuple(captions),
        tuple(curves),
        tuple(entries),
    )


def _named(group: Group, *, mirrored: bool) -> str:
    """Return a relation's name with an arrow that points as its lines do: to the objects of the statements."""
    name = printable(group.label)
    if mirrored:
        return f"← {name}" if group.outward else f"{name} →"
    return f"→ {name}" if group.outward else f"← {name}"


def _size(member: Branch) -> tuple[float, float, tuple[str, ...]]:
    lines = wrap(printable(member.node.label), ROOM, SIZE, most=3)
    wide = max(width(line, SIZE) for line in lines) + 2 * _PAD
    return wide, len(lines) * LINE + _PAD, lines


def _place(box: Box, x: float, y: float, sign: float) -> Box:
    start = x + box.x if sign > 0 else x - box.x - box.width
    return Box(start, y + box.y, box.width, box.height, box.lines, box.branch)


def _place_caption(caption: Caption, x: float, y: float, sign: float) -> Caption:
    start = x + caption.x if sign > 0 else x - caption.x - caption.width
    return Caption(start, y + caption.y, caption.width, caption.height, caption.text, caption.quiet)


def _shifted(points: Sequence[float], x: float, y: float) -> tuple[float, ...]:
    return tuple(value + (y if place % 2 else x) for place, value in enumerate(points))


def _path(points: Sequence[float], x: float, y: float, sign: float) -> str:
    x1, y1, x2, y2 = points
    return _bend(x + sign * x1, y + y1, x + sign * x2, y + y2)


def _bend(x1: float, y1: float, x2: float, y2: float) -> str:
    """Return an SVG path: straight where it is level or upright, else bent so that it ends level."""
    if abs(y1 - y2) < 1 or abs(x1 - x2) < 1:
        return f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"
    half = (x1 + x2) / 2
    return f"M{x1:.1f} {y1:.1f}C{half:.1f} {y1:.1f} {half:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
