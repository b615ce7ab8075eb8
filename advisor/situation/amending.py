"""Change a brief's text and leave all else in it as it was written: comments, order, how values are written."""

from __future__ import annotations

import io
from collections.abc import Callable, MutableMapping
from typing import Any

from advisor.errors import BriefError, Place
from advisor.yamltext import parse


def amended(text: str, name: str, change: Callable[[MutableMapping[str, Any]], None]) -> str:
    """Return the text of a brief after ``change`` has changed its mapping in place.

    Raises BriefError where the text is no brief; ``name`` is the file's, for the message.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedMap

    plain = parse(text, name, error=BriefError)  # refuses what a brief may not hold: anchors, tags, depth
    if plain.value is not None and not isinstance(plain.value, dict):
        raise BriefError(
            "is no brief: it has no keys at its top",
            place=Place(name),
            remedy="begin with: advisor brief new",
        )
    yaml = YAML()  # the round-trip loader builds no objects
    yaml.preserve_quotes = True
    yaml.width = 2**16
    yaml.indent(mapping=2, sequence=4, offset=2)
    document = yaml.load(text)
    comment = "" if document is not None else text
    document = CommentedMap() if document is None else document
    change(document)
    stream = io.StringIO()
    yaml.dump(document, stream)
    return (comment.rstrip("\n") + "\n" if comment.strip() else "") + stream.getvalue()
