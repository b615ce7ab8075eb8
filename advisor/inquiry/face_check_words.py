"""A check of a campaign as lines for a terminal, as rows, and as plain values."""

from __future__ import annotations

from typing import Any

from advisor.inquiry.face_check import FaceCheck, Remark
from advisor.phrases import Phrases
from advisor.situation.cues import CueHit

COLUMNS = ("sort", "label", "who", "where", "why", "better", "sources")
MARKS = {"risk": "✗", "gain": "✓"}
MOST_PLACES = 4
"""Wordings that a remark quotes; the rest are counted."""
MOST_QUESTIONS = 8


def as_text(found: FaceCheck, say: Phrases) -> str:
    """Return the check as lines: the verdict, what costs face, what gives it, what to ask."""
    blocks = [[say(f"face.verdict.{found.verdict}", name=found.name, risks=len(found.risks),
                   gains=len(found.gains), open=len(found.questions))]]  # fmt: skip
    blocks += [_remark(r, say) for r in found.remarks]
    if found.contradictions:
        lines = [say("face.against")]
        for one in found.contradictions:
            lines.append(
                "  " + say("face.against.one", label=one.label, stated=one.stated, where=_place(one.hit, say))
            )
        blocks.append(lines)
    if found.questions:
        lines = [say("face.questions")]
        for question in found.questions[:MOST_QUESTIONS]:
            lines.append(f"? {question.question}")
            lines.append("    " + say("face.unlocks", risks=say.list(list(question.unlocks))))
        more = len(found.questions) - MOST_QUESTIONS
        if more > 0:
            lines.append("  " + say("show.more", n=more))
        blocks.append(lines)
    return "\n\n".join("\n".join(lines) for lines in blocks)


def _remark(remark: Remark, say: Phrases) -> list[str]:
    head = say(f"face.head.{remark.sort}.{remark.severity}", label=remark.label)
    lines = [f"{MARKS[remark.sort]} {head}"]
    lines.append("  " + say("face.who", who=remark.who))
    if remark.where:
        lines.append("  " + say("face.where", places=_places(remark, say)))
    lines += ["  " + say("face.why", why=why) for why in remark.why]
    lines.append("  " + say(f"face.better.{remark.sort}", better=remark.better))
    lines.append("  " + _grounds(remark, say))
    return lines


def _grounds(remark: Remark, say: Phrases) -> str:
    return say(
        "face.grounds",
        sources=" ".join(_source(s, say) for s in remark.sources),
        certainty=say(f"certainty.{remark.certainty}"),
    )


def _source(section: str, say: Phrases) -> str:
    document, _, number = section.partition("#")
    key = f"source.short.{document}"
    return say("face.source", document=say(key) if key in say else document, number=number)


def _places(remark: Remark, say: Phrases) -> str:
    places = list(dict.fromkeys(_place(hit, say) for hit in remark.where))
    shown = places[:MOST_PLACES]
    more = len(places) - MOST_PLACES
    return say.list(shown) + (f" {say('show.more', n=more).strip()}" if more > 0 else "")


def _place(hit: CueHit, say: Phrases) -> str:
    return say("face.place", line=hit.line, column=hit.column, text=hit.text)


def as_rows(found: FaceCheck, say: Phrases) -> list[dict[str, Any]]:
    """Return a row for each remark, then one for each question."""
    rows: list[dict[str, Any]] = [
        {
            "sort": say(f"face.sort.{r.sort}"),
            "label": r.label,
            "who": r.who,
            "where": say.list(list(dict.fromkeys(_place(hit, say) for hit in r.where))) if r.where else "",
            "why": " ".join(r.why),
            "better": r.better,
            "sources": list(r.sources),
        }
        for r in found.remarks
    ]
    rows += [
        {"sort": say("face.sort.open"), "label": q.question, "who": "", "where": "", "why": q.why,
         "better": "", "sources": []}
        for q in found.questions
    ]  # fmt: skip
    return rows


def as_json(found: FaceCheck) -> dict[str, Any]:
    """Return the check as plain values; see docs/campaigns.md."""
    return {
        "campaign": found.name,
        "verdict": found.verdict,
        "remarks": [
            {
                "id": r.id,
                "kind": r.sort,
                "label": r.label,
                "severity": r.severity,
                "who": r.who,
                "what": r.what,
                "why": list(r.why),
                "where": [_hit(hit) for hit in r.where],
                "evidence": list(r.evidence),
                "better": r.better,
                "certainty": r.certainty,
                "rules": list(r.rules),
                "sources": list(r.sources),
            }
            for r in found.remarks
        ],
        "questions": [
            {"fact": q.fact, "question": q.question, "why": q.why, "unlocks": list(q.unlocks)}
            for q in found.questions
        ],
        "contradictions": [
            {"fact": c.fact, "label": c.label, "stated": c.stated, "wording": _hit(c.hit)}
            for c in found.contradictions
        ],
    }


def _hit(hit: CueHit) -> dict[str, Any]:
    return {
        "text": hit.text, "line": hit.line, "column": hit.column, "fact": hit.fact, "value": hit.value,
        "cue": hit.cue,
    }  # fmt: skip
