"""A lantern workshop in which everything happens that a plan can speak of, for tests of what is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from workshop import Workshop, brand, segment

from advisor.situation.model import FactValue, Situation


def rich_workshop(folder: Path) -> Workshop:
    """The pack, with the shipped templates, phrases and Word master."""
    shop = Workshop(folder, reports=True)
    shop.act("lamp", metrics=("lamps-lit", "hearsay"), fixed=1200, risks=("fire",), serves=("light",), days=6)
    shop.act("parade", needs=("wagon",), weekly=90, risks=("fire", "gossip"), instead=("feast",), effect=5)
    shop.act("wagon", days=8, helpers=("apprentice",), fixed=800).act("feast", fixed=50_000)
    shop.act("bonfire", instead=("lamp",)).act("torch", channels=("street",), metrics=("return-rate",))
    shop.act("honours", head=3, model="each-active", metrics=("return-rate",), serves=("joy", "calm"))
    shop.act("pump", answers=("blaze",), serves=("calm",)).act("bucket", answers=("spark",), serves=("calm",))
    shop.act("song", in_place="brand.kept").act("giant", days=300)
    shop.caution("bonfire", "{fact: brand.risky, is: true}", instead="lamp")
    shop.caution("torch", "{fact: brand.damp, is: true}")
    shop.rule(
        "loud", "tensions", "{recommended: mz:parade}",
        "{tension: mz:loud-or-quiet, resolution: {en: Loud by day and quiet by night., zh-Hans: 白天热闹、夜里清静。}}",
    )  # fmt: skip
    return shop


def rich_situation(name: str = "Lumen", other: str = "Regulars", **facts: Any) -> Situation:
    """A brand of which much is known; ``name`` and ``other`` are its own and a segment's name."""
    members = (
        segment(
            "old",
            name=other,
            type="regular",
            share=0.2,
            spend_share=0.6,
            size=400,
            return_rate=0.3,
            wants=("honours",),
        ),
        segment(
            "new", name="Newcomers", type="stranger", share=0.7, spend_share=0.3, wants=("honours", "torch")
        ),
    )
    known = {
        "wants": ("lamp", "parade", "bonfire", "song", "giant"),
        "considers": ("feast",),
        "goals": ("light",),
        "also": ("joy",),
        "lamps": 80,
        "complaints": 40,
        "rating": FactValue(3.4, "assumed", as_of="2026-02", n=120),
        "risky": True,
        "kept": True,
        "return_rate": 0.5,
        "budget__total": 20_000,
        "team__hours": 60,
        "audience__pride": 5,
        "audience__envy": 2,
        "crisis__level": "spark",
    }
    return brand(*members, name=name, **{**known, **facts})
