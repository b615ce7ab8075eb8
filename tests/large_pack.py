"""A firm's pack of any size, as a retailer's catalogue and its market notes would be: seeded, so always the same.

    generate(folder, triples=20_000)

Concepts have labels and definitions in two languages, alternatives (some in traditional characters),
relations with each other and with the shipped pack's concepts, in the named graph of a section of a source
(TriG); what a program exports of them stands in one great graph of its own. Classes of the firm's own and
the list of its sources are Turtle.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TextIO

ROOT = Path(__file__).resolve().parent.parent
NAMESPACE = "https://firm.example/k/"
PREFIXES = f"""\
@prefix mz: <https://w3id.org/mianzi/> .
@prefix src: <https://w3id.org/mianzi/source/> .
@prefix own: <{NAMESPACE}> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
_MANIFEST = """\
name: firm
title: {zh-Hans: 某零售商, en: A retailer}
version: 1.0.0
date: 2026-05-01
licence: all rights reserved
engine: ">=0.1"
"""
_CLASSES = """\
own:Article a owl:Class ; rdfs:subClassOf mz:Resource ; rdfs:label "商品"@zh-Hans , "article"@en ;
    rdfs:comment "What the firm sells."@en .
own:Occurrence a owl:Class ; rdfs:subClassOf mz:Occasion ; rdfs:label "事件"@zh-Hans , "occurrence"@en ;
    rdfs:comment "What happened in a shop or a group of the firm's."@en .
"""
_CATALOGUE = """\
src:firm a mz:Document ; dct:identifier "firm" ; dct:title "商品目录"@zh-Hans , "Catalogue"@en .
src:firm-catalogue a mz:Section ; dct:isPartOf src:firm ; dct:identifier "catalogue" ;
    dct:title "商品目录"@zh-Hans , "Catalogue"@en ; mz:certainty mz:stated .
"""
_CLASSES_AND_CATALOGUE = 20
_A_SECTION = 120
_A_DOCUMENT = 40

# Parts of names, in Chinese and English; a name is place, quality and thing, each by its own list.
_PLACES = (
    "杭州 Hangzhou|苏州 Suzhou|成都 Chengdu|重庆 Chongqing|广州 Guangzhou|深圳 Shenzhen|厦门 Xiamen|青岛 Qingdao|"
    "武汉 Wuhan|长沙 Changsha|西安 Xi'an|昆明 Kunming|大理 Dali|沈阳 Shenyang|天津 Tianjin|宁波 Ningbo|福州 Fuzhou|"
    "合肥 Hefei|郑州 Zhengzhou|济南 Jinan|南京 Nanjing|无锡 Wuxi|东莞 Dongguan|佛山 Foshan|珠海 Zhuhai|海口 Haikou|"
    "贵阳 Guiyang|兰州 Lanzhou|银川 Yinchuan|西宁 Xining|拉萨 Lhasa|太原 Taiyuan|洛阳 Luoyang|桂林 Guilin"
)
_QUALITIES = (
    "手工 handmade|限量 limited|高山 highland|陈年 aged|定制 bespoke|便携 portable|礼盒 boxed|联名 co-branded|有机 organic|"
    "复古 vintage|轻奢 affordable|入门 beginner's|收藏 collector's|节日 festive|商务 business|家用 household|智能 smart|"
    "环保 recycled|无糖 sugar-free|冷泡 cold-brew|速溶 instant|亲子 family|宠物 pet|户外 outdoor|夜间 night|早餐 breakfast|"
    "学生 student|银发 senior|社区 neighbourhood|直播 livestream|会员 member|企业 corporate|海外 overseas|乡村 rural"
)
_THINGS = (
    "茶礼 tea gift|茶具 tea set|香薰 scented candle|丝巾 silk scarf|口红 lipstick|面霜 face cream|点心 pastry|月饼 mooncake|"
    "瓷器 porcelain|书签 bookmark|背包 backpack|球鞋 sneaker|相机 camera|耳机 headphone|课程 course|讲座 lecture|读书会 book club|"
    "品鉴会 tasting|快闪店 pop-up store|体验店 flagship store|签到活动 check-in event|抽奖活动 prize draw|团购 group purchase|"
    "优惠券 coupon|积分商城 points shop|客服热线 service line|测评文章 review article|开箱视频 unboxing video|教程视频 tutorial video|"
    "粉丝群 fan group|老客群 regulars' group|宝妈群 mothers' group|跑团 running club|摄影圈 photo circle|供应商 supplier|"
    "分销商 distributor|门店店长 store manager|导购 shop assistant|主播 host|投诉 complaint|退货 return|复购提醒 reorder reminder"
)
_ASPECTS = (
    "首发 launch|复盘 review|口碑 reputation|定价 pricing|陈列 display|包装 packaging|选址 siting|培训 training|排期 schedule|"
    "库存 stock|物流 delivery|售后 after-sales|问卷 survey|素材 material|话题 topic|榜单 ranking|故事 story|试用 trial|预售 presale|"
    "返场 encore|拼单 shared order|置换 exchange|保养 care|刻字 engraving|寄存 storage|翻新 refurbishing|溯源 tracing|认证 certification"
)
_KINDS = (
    "own:Article own:Occurrence mz:Topic mz:ActivityType mz:ContentType mz:Practice mz:Problem mz:Signal"
    " mz:Need mz:CommunityType mz:Occasion mz:Effect mz:Benefit"
)
_RELATIONS = ("mz:influencedBy", "mz:influences", "mz:leadsTo", "mz:drives", "mz:harms")
_SHIPPED = (
    "mz:face",
    "mz:fan-fission",
    "mz:retention",
    "mz:points",
    "mz:kol",
    "mz:loyal-fan",
    "mz:wechat-group",
)


class Counts(NamedTuple):
    """What was generated."""

    triples: int
    concepts: int
    bytes: int


def generate(folder: Path, triples: int, *, seed: int = 7) -> Counts:
    """Write a pack of at least so many triples into a folder; return how many they are."""
    ontology = folder / "ontology"
    ontology.mkdir(parents=True)
    (folder / "pack.yaml").write_text(_MANIFEST, encoding="utf-8")
    pick = random.Random(seed)
    names = _names(pick)
    written, concepts = _CLASSES_AND_CATALOGUE, 0
    (ontology / "classes.ttl").write_text(PREFIXES + _CLASSES, encoding="utf-8")
    with _opened(ontology / "sources.ttl") as sources, _opened(ontology / "catalogue.trig") as links:
        sources.write(_CATALOGUE)
        links.write("src:firm-catalogue {\n")
        for document in itertools.count(1):
            written += _document(sources, document)
            with _opened(ontology / f"notes-{document:03}.trig") as notes:
                for section in range(1, _A_DOCUMENT + 1):
                    written += _section(sources, document, section)
                    notes.write(f"\nsrc:firm{document}-{section} {{\n")
                    for _ in range(_A_SECTION):
                        written += _concept(notes, concepts, next(names), pick)
                        written += _links(links, concepts, pick)
                        concepts += 1
                        if written >= triples:
                            break
                    notes.write("}\n")
                    if written >= triples:
                        break
            if written >= triples:
                break
        links.write("}\n")
    size = sum(path.stat().st_size for path in ontology.iterdir())
    return Counts(written, concepts, size)


def _opened(path: Path) -> TextIO:
    stream = path.open("w", encoding="utf-8")
    stream.write(PREFIXES)
    return stream


def _names(pick: random.Random) -> Iterator[tuple[str, str]]:
    """Yield (Chinese, English) names, none twice, in an order of chance."""
    lists = [_split(part) for part in (_PLACES, _QUALITIES, _THINGS, _ASPECTS)]
    sizes = [len(part) for part in lists]
    total = sizes[0] * sizes[1] * sizes[2] * sizes[3]
    # A step that shares no divisor with the number of names goes through all of them.
    step = next(s for s in range(total // 3 + pick.randrange(1_000), total) if _coprime(s, total))
    place = pick.randrange(total)
    for _ in range(total):
        rest, parts = place, []
        for part, size in zip(lists, sizes, strict=True):
            rest, index = divmod(rest, size)
            parts.append(part[index])
        yield "".join(zh for zh, _ in parts), " ".join(en for _, en in parts)
        place = (place + step) % total
    raise ValueError("more concepts than names")


def _split(text: str) -> list[tuple[str, str]]:
    return [(zh, en) for zh, _, en in (entry.partition(" ") for entry in text.split("|"))]


def _coprime(a: int, b: int) -> bool:
    while b:
        a, b = b, a % b
    return a == 1


def _document(out: TextIO, number: int) -> int:
    out.write(
        f'src:firm{number} a mz:Document ; dct:identifier "firm{number}" ;'
        f' dct:title "市场笔记第{number}册"@zh-Hans , "Market notes, volume {number}"@en .\n'
    )
    return 4


def _section(out: TextIO, document: int, number: int) -> int:
    out.write(
        f"src:firm{document}-{number} a mz:Section ; dct:isPartOf src:firm{document} ;"
        f' dct:identifier "{number}" ; dct:title "第{number}节"@zh-Hans , "Section {number}"@en ;'
        " mz:certainty mz:stated .\n"
    )
    return 6


def _concept(out: TextIO, number: int, name: tuple[str, str], pick: random.Random) -> int:
    """Write a concept; return the number of its triples."""
    zh, en = name
    kind = pick.choice(_KINDS.split())
    lines = [
        f"    own:{slug(number)} a {kind}",
        f'        skos:prefLabel "{zh}"@zh-Hans , "{en}"@en',
        f'        skos:altLabel "{zh[-4:]}{number}号"@zh-Hans , "no. {number}"@en',
        f'        skos:definition "{zh}：{pick.choice(_SAID_ZH)}，记在第{number}号卡片上。"@zh-Hans ,'
        f' "{en[:1].upper()}{en[1:]}: {pick.choice(_SAID_EN)}; card {number}."@en',
    ]
    triples = 7
    if pick.random() < 0.2:
        lines.append(f'        skos:altLabel "{zh[:2]}門市{number}"@zh-Hant')
        triples += 1
    if number:
        lines.append(f"        skos:broader own:{slug(pick.randrange(number))}")
        triples += 1
    lines.append(f"        {pick.choice(_RELATIONS)} {pick.choice(_SHIPPED)}")
    out.write(" ;\n".join(lines) + " .\n")
    return triples + 1


def _links(out: TextIO, number: int, pick: random.Random) -> int:
    """Write what a program knows of a concept: relations with earlier ones."""
    if not number:
        return 0
    found = {(pick.choice(_RELATIONS[:4]), slug(pick.randrange(number))) for _ in range(3)}
    for relation, other in sorted(found):
        out.write(f"    own:{slug(number)} {relation} own:{other} .\n")
    return len(found)


def slug(number: int) -> str:
    """Return the name of the concept of a number."""
    return f"item-{number}"


_SAID_ZH = (
    "客人拿回家送长辈最有体面", "圈内人一看便知分量", "老客愿意带朋友来看", "群里晒图之后询问最多", "店员说试过的人多半会买",
    "价钱高一档却卖得更快", "过节前两周要备足", "冷淡了三个月又热起来", "只在线下看得到实物", "评论里常与同行比较",
)  # fmt: skip
_SAID_EN = (
    "guests give it to their elders with pride", "those in the know see its weight at once",
    "regulars bring friends to see it", "asked about most after photographs in the group",
    "those who try it mostly buy", "a step dearer and yet sold faster", "must be stocked two weeks before a feast",
    "quiet for a quarter, then warm again", "to be seen in the shop only", "often compared with others in reviews",
)  # fmt: skip
