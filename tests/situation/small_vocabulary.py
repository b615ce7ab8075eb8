"""A small vocabulary with a fact of every type and unit."""

from __future__ import annotations

from typing import Any


def texts(zh: str, en: str) -> dict[str, str]:
    return {"zh-Hans": zh, "zh-Hant": zh, "en": en}


def fact(id_: str, datatype: str, zh: str, en: str, **more: Any) -> dict[str, Any]:
    kind = id_.split(".", maxsplit=1)[0]
    return {
        "id": id_,
        "kind": kind if kind in ("segment", "channel", "community", "campaign") else "brand",
        "datatype": datatype,
        "labels": texts(zh, en),
        "question": texts(f"{zh}是什么？", f"What is the {en}?"),
        "why": texts("决定先做什么。", "Decides what comes first."),
        **more,
    }


def option(code: str, zh: str, en: str) -> dict[str, Any]:
    return {"code": code, "labels": texts(zh, en), "concept": None}


RATIO = {"unit": "ratio", "minimum": 0.0, "maximum": 1.0, "precision": 0.01}
COUNT = {"unit": "count", "minimum": 0.0}

FACTS = [
    fact("brand.name", "string", "品牌名称", "brand name", essential=True),
    fact(
        "brand.sector",
        "choice",
        "所属行业",
        "sector",
        options=[option("tea", "茶饮", "tea"), option("beauty", "美妆个护", "beauty care")],
        essential=True,
    ),
    fact(
        "brand.goals",
        "choices",
        "目标",
        "goals",
        options=[
            option("loyalty", "忠诚", "loyalty"),
            option("sales", "销售", "sales"),
            option("none", "无", "none"),
        ],
    ),
    fact("brand.founded", "year", "创立年份", "year founded"),
    fact("brand.listed_on", "date", "上市日期", "date listed"),
    fact("brand.monthly_sales", "decimal", "月销售额", "monthly sales", unit="cny", minimum=0.0),
    fact("brand.customers", "integer", "客户数", "customers", **COUNT),
    fact("brand.repeat_rate", "decimal", "复购比例", "repeat purchase", **RATIO, essential=True),
    fact("brand.growth", "decimal", "增长率", "growth", unit="ratio", minimum=-1.0, maximum=10.0),
    fact("brand.dau", "integer", "日活", "daily users", **COUNT),
    fact("brand.mau", "integer", "月活", "monthly users", **COUNT),
    fact(
        "brand.dau_mau", "decimal", "日活月活比", "stickiness", **RATIO, computed_as="brand.dau / brand.mau"
    ),
    fact("brand.nps", "integer", "推荐得分", "promoter score", unit="score", minimum=-100.0, maximum=100.0),
    fact("brand.balance", "decimal", "结余", "balance", maximum=50.0),
    fact(
        "product.visible",
        "boolean",
        "看得见",
        "visible in use",
        unknown_when=texts("没试过。", "Never tried."),
    ),
    fact(
        "feedback.response_hours",
        "decimal",
        "回复时间",
        "reply time",
        unit="hour",
        minimum=0.0,
        maximum=720.0,
    ),
    fact(
        "content.posts_per_week",
        "decimal",
        "每周发布数",
        "posts a week",
        unit="per-week",
        minimum=0.0,
        maximum=500.0,
    ),
    fact("plan.weeks", "integer", "周数", "weeks of the plan", unit="week", minimum=4.0, maximum=52.0),
    fact(
        "segment.type",
        "choice",
        "粉丝类型",
        "fan type",
        options=[option("loyal", "忠诚粉丝", "loyal fans"), option("ordinary", "普通粉丝", "ordinary fans")],
    ),
    fact("segment.share", "decimal", "占比", "share", **RATIO),
    fact("segment.size", "integer", "人数", "size", **COUNT),
    fact("channel.type", "choice", "渠道类型", "channel type", options=[option("wechat", "微信", "WeChat")]),
    fact("channel.followers", "integer", "关注数", "followers", **COUNT),
    fact("community.size", "integer", "群人数", "group size", **COUNT),
    fact("community.managers", "integer", "管理员数", "managers", **COUNT),
    fact(
        "community.load",
        "decimal",
        "人均负责数",
        "load",
        unit="count",
        computed_as="community.size / community.managers",
    ),
]

CONSTRAINTS = [
    {
        "id": "daily-at-most-monthly",
        "expression": "brand.dau <= brand.mau",
        "labels": texts("日活不能多于月活", "Daily users cannot outnumber monthly users"),
    },
    {
        "id": "shares-sum",
        "expression": "sum(segment.share) <= 1",
        "labels": texts("占比合计不超过100%", "Shares of segments sum to at most 100 %"),
    },
    {
        "id": "managers-at-most-size",
        "expression": "community.managers <= community.size",
        "labels": texts("管理员不能多于成员", "Managers cannot outnumber members"),
    },
]

WORDS = {
    "true": ["是", "有", "yes", "y"],
    "false": ["否", "没有", "no", "n"],
    "unknown": ["不清楚", "未知", "unknown", "n/a"],
    "multipliers": {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "k": 1_000, "w": 10_000},
    "units": {
        "cny": ["元", "人民币", "¥", "cny"],
        "count": ["人", "个", "people"],
        "hour": ["小时", "h", "hours"],
        "day": ["天", "days"],
        "week": ["周", "weeks"],
        "per-week": ["次/周", "每周", "篇"],
    },
    "nameless": texts("本品牌", "the brand"),
    "titles": {"topic.brand": texts("品牌", "The brand"), "schema.title": texts("简报", "Brief")},
}
