"""Text that a spreadsheet opens: a cell never starts a formula."""

from __future__ import annotations


def no_formula(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, and in which no carriage return ends the row."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text[:1] in ("=", "+", "@", "\t", "\n") or (text[:1] == "-" and not _is_number(text)):
        return "'" + text
    return text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
