"""Moodle XML. Form: https://docs.moodle.org/en/Moodle_XML_format."""

from __future__ import annotations

import html
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from advisor.phrases import Phrases
from advisor.training.model import Item
from advisor.training.papers import Paper, scrambled

_XML_UNFIT = {c: None for c in range(32) if c not in (9, 10, 13)}


def as_moodle(paper: Paper, say: Phrases) -> bytes:
    """Return a paper as Moodle XML, each question with an id of its own and its explanation as feedback."""
    quiz = Element("quiz")
    category = SubElement(quiz, "question", {"type": "category"})
    _text(SubElement(category, "category"), "$course$/mianzi")
    for item in paper.items:
        quiz.append(_question(item, paper, say))
    indent(quiz, space="  ")
    body: bytes = tostring(quiz, encoding="unicode").encode()
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body + b"\n"


def _text(parent: Element, text: str) -> None:
    SubElement(parent, "text").text = text.translate(_XML_UNFIT)


def _html(parent: Element, name: str, text: str) -> None:
    _text(
        SubElement(parent, name, {"format": "html"}),
        "<p>" + html.escape(text, quote=False).replace("\n", "<br>") + "</p>",
    )


def _question(item: Item, paper: Paper, say: Phrases) -> Element:
    kind = {"single": "multichoice", "multiple": "multichoice", "order": "matching", "number": "numerical"}
    question = Element("question", {"type": kind[item.form]})
    _text(SubElement(question, "name"), item.id)
    _html(question, "questiontext", item.stem)
    _html(question, "generalfeedback", item.explanation)
    SubElement(question, "defaultgrade").text = "1"
    SubElement(question, "idnumber").text = item.id
    if item.form == "number":
        answer = SubElement(question, "answer", {"fraction": "100", "format": "moodle_auto_format"})
        _text(answer, f"{item.number:g}")
        SubElement(answer, "tolerance").text = f"{item.tolerance:g}"
        return question
    if item.form == "order":
        SubElement(question, "shuffleanswers").text = "true"
        for i in scrambled(item, paper.seed):
            sub = SubElement(question, "subquestion", {"format": "html"})
            _text(sub, html.escape(item.choices[i].text, quote=False))
            _text(SubElement(sub, "answer"), say("train.place", n=i + 1))
        return question
    SubElement(question, "single").text = "true" if item.form == "single" else "false"
    SubElement(question, "shuffleanswers").text = "true"
    SubElement(question, "answernumbering").text = "abc"
    right = sum(c.right for c in item.choices)
    wrong = len(item.choices) - right
    for choice in item.choices:
        if item.form == "single":
            fraction = "100" if choice.right else "0"
        else:
            fraction = f"{100 / right if choice.right else -100 / wrong:.5f}"
        answer = SubElement(question, "answer", {"fraction": fraction, "format": "html"})
        _text(answer, html.escape(choice.text, quote=False))
        _html(answer, "feedback", choice.proof)
    return question
