"""The learning community: the essay's sums on a brief's own figures, its five troubles, and what meets each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from advisor.reasoning.model import Truth
from advisor.situation.model import Situation
from advisor.workspace import Workspace

AILING = {
    "type": "learning",
    "name": "Lamplight",
    "size": "500",
    "entry_fee": "200",
    "monthly_fee": "0",
    "posting_share": "5%",
    "managers": "1",
    "messages_per_day": "90",
    "valuable_posts_per_week": "1",
    "rewarded_contributions": "false",
    "response_hours": "20",
    "questions_per_week": "8",
    "questions_written": "false",
    "digests_total": "0",
    "groups": "4",
    "playbook_written": "false",
    "profiles_shared": "false",
    "owner_only_ads": "true",
    "method_tested": "false",
    "expert_led": "false",
    "retention_rate_d30": "30%",
}
"""A community with all five troubles of the essay, and of the size that it reckons with."""


class Case:
    """Reads a brief of one community with some facts changed, and asks the rules about it."""

    def __init__(self, pack: Workspace, path: Path) -> None:
        self.pack = pack
        self.path = path

    def situation(self, brand: str = "", **changes: str) -> Situation:
        facts = "".join(f"    {key}: {value}\n" for key, value in {**AILING, **changes}.items())
        text = f"brand: {{name: Lamp}}\ndata: {{consent_recorded: true}}\n{brand}communities:\n  -\n{facts}"
        self.path.write_text(text, encoding="utf-8")
        return self.pack.read_brief(self.path)

    def number(self, fact: str, **changes: str) -> float:
        situation = self.situation(**changes)
        known = situation.value(situation.entities[-1], fact)
        assert known is not None
        assert isinstance(known.value, (int, float))
        return known.value

    def findings(self, brand: str = "", **changes: str) -> set[str]:
        return _true(self.pack.advise(self.situation(brand, **changes)).findings)

    def advised(self, brand: str = "", **changes: str) -> set[str]:
        return _true(self.pack.advise(self.situation(brand, **changes)).recommended)

    def cautioned(self, brand: str = "", **changes: str) -> set[str]:
        return _true(self.pack.advise(self.situation(brand, **changes)).cautions)


def _true(concluded: Mapping[tuple[str, str], Truth]) -> set[str]:
    return {name for (name, _), truth in concluded.items() if truth is True}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return Case(Workspace(), tmp_path_factory.mktemp("learning") / "brief.yaml")


@pytest.mark.parametrize(
    ("fact", "figure"),
    [
        ("community.fund_per_week", "mz:weekly-prize"),
        ("community.duty_pay_per_week", "mz:weekly-manager-pay"),
        ("community.introduction_hours", "mz:acquaintance-time"),
    ],
)
def test_the_sums_come_out_as_in_the_essay(case: Case, fact: str, figure: str) -> None:
    """500 members, 200 yuan to enter, ten a month: the facts reckon what the ontology's figures state."""
    (stated,) = case.pack.knowledge.objects(figure, "mz:value")
    (precision,) = case.pack.knowledge.objects(figure, "mz:precision") or ("1.0",)
    found = case.number(fact, monthly_fee="10")
    assert found == pytest.approx(float(stated), abs=float(precision))


@pytest.mark.parametrize("fee", ["1", "99", "200", "699"])
def test_with_a_member_for_each_week_the_prize_is_one_entry_fee(case: Case, fee: str) -> None:
    (size,) = case.pack.knowledge.objects("mz:answer-entry-threshold", "mz:value")
    assert case.number("community.fund_per_week", size=str(int(float(size))), entry_fee=fee) == float(fee)


def test_without_a_fee_or_a_size_no_sum_is_made(case: Case) -> None:
    situation = case.situation(entry_fee="", size="")
    community = situation.entities[-1]
    for fact in ("fund_per_week", "duty_pay_per_week", "introduction_hours"):
        assert situation.value(community, f"community.{fact}") is None


TROUBLES = {
    "community.strangers": ("mz:shared-member-directory", {"profiles_shared": "true"}),
    "community.unsystematic": ("mz:replicable-community-playbook", {"playbook_written": "true"}),
    "community.unrewarded": ("mz:value-loop-design", {"rewarded_contributions": "true"}),
    "community.scrolling": ("mz:solution-digest", {"digests_total": "30"}),
    "community.goodwill_duty": ("mz:crowdfunded-rotating-manager", {"monthly_fee": "10"}),
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_each_trouble_brings_its_remedy_and_goes_with_its_cause(case: Case, trouble: str) -> None:
    remedy, mended = TROUBLES[trouble]
    assert trouble in case.findings()
    assert remedy in case.advised()
    assert trouble not in case.findings(**mended)
    # What is left of the community's troubles may still call for the loop of section 3.8 on its own ground.
    if remedy != "mz:value-loop-design":
        assert remedy not in case.advised(**mended)


def test_a_group_that_serves_its_owner_is_told_so(case: Case) -> None:
    assert "community.self_serving" in case.findings()
    assert "community.self_serving" not in case.findings(owner_only_ads="false")


def test_a_fund_is_advised_only_where_the_fees_make_a_prize(case: Case) -> None:
    plain = {"owner_only_ads": "false"}
    assert "mz:community-fund" in case.advised(**plain)
    assert "mz:community-fund" not in case.advised(size="40", **plain)
    assert "mz:community-fund" not in case.advised(entry_fee="0", **plain)


def test_no_money_is_taken_where_people_are_easily_harmed(case: Case) -> None:
    money = {"mz:entry-fee", "mz:community-fund", "mz:crowdfunded-rotating-manager"}
    assert money <= case.cautioned("audience: {vulnerable: true}\n")
    assert not money & case.cautioned("audience: {vulnerable: false}\n")


def test_a_group_of_customers_pays_no_fee(case: Case) -> None:
    assert "mz:entry-fee" in case.cautioned(type="interest")
    assert "mz:entry-fee" not in case.cautioned(type="learning")


def test_a_name_is_invited_after_the_test_and_not_before(case: Case) -> None:
    goals = "audience: {need_growth: 5}\n"
    assert "mz:big-name-leadership" in case.cautioned(goals, method_tested="false")
    assert "mz:big-name-leadership" not in case.cautioned(goals, method_tested="true")
