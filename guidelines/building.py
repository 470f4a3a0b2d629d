"""How checked content becomes the values of a Pack. Nothing is judged here."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from guidelines import eligibility
from guidelines import pack as packs
from guidelines.consistency import param
from guidelines.expressions import Expression
from guidelines.pack import Pack, Tier

Entry = dict[str, Any]
Compiled = Mapping[str, Expression]


def build(content: Mapping[str, Any], *, compiled: Compiled) -> Pack:
    manifest, form, tiers = content["pack"], content["form"], content["tiers"]
    return Pack(
        id=manifest["id"],
        version=manifest["version"],
        title=manifest["title"],
        status=manifest["status"],
        licence=manifest["licence"],
        language=manifest["language"],
        form_title=form["title"],
        form_intro=form["intro"],
        sources=tuple(_source(entry) for entry in content["sources"]["sources"]),
        clauses=tuple(_clause(entry) for entry in content["clauses"]["clauses"]),
        sections=tuple(_section(entry, content, compiled) for entry in form["sections"]),
        checks=tuple(_check(entry, compiled) for entry in content["checklist"]["checks"]),
        conditions=tuple(_condition(entry) for entry in content["conditions"]["conditions"]),
        stops=tuple(_stop(entry, compiled) for entry in tiers["stops"]),
        floors=tuple(_floor(entry, compiled) for entry in tiers["floors"]),
        points=tuple(_points_line(entry, compiled) for entry in tiers["points"]),
        bands=tuple(packs.Band(Tier(entry["tier"]), entry["from"]) for entry in tiers["bands"]),
        consequences=_consequences(tiers["consequences"]),
        override=packs.Override(
            people_up=tiers["override"]["up"]["people"],
            people_down=tiers["override"]["down"]["people"],
        ),
        eligibility=_eligibility(content.get("eligibility"), compiled),
    )


def _source(entry: Entry) -> packs.Source:
    return packs.Source(**{**entry, "links": tuple(entry["links"])})


def _clause(entry: Entry) -> packs.Clause:
    tuples = {key: tuple(entry[key]) for key in ("allowed", "not_allowed", "sources")}
    mappings = MappingProxyType(
        {
            name: value if value is None or isinstance(value, str) else tuple(value)
            for name, value in entry["mappings"].items()
        }
    )
    return packs.Clause(**{**entry, **tuples, "mappings": mappings})


def _section(entry: Entry, content: Mapping[str, Any], compiled: Compiled) -> packs.Section:
    questions = tuple(
        _question(question, section=entry["id"], content=content, compiled=compiled)
        for question in entry["questions"]
    )
    return packs.Section(entry["id"], entry["title"], entry["help"], questions)


def _question(
    entry: Entry, *, section: str, content: Mapping[str, Any], compiled: Compiled
) -> packs.Question:
    named = content["lists"]["lists"].get(entry.get("options_from"), {})
    given = {
        **entry,
        "section": section,
        "clauses": tuple(entry["clauses"]),
        "show_if": compiled[entry["id"]] if "show_if" in entry else None,
        "options": _options(entry.get("options", named.get("options", ()))),
        "suggested": _options(named.get("suggested", ())),
        "pattern": named.get("pattern"),
        "rows": tuple(packs.Row(**row) for row in entry.get("rows", ())),
        "fields": tuple(packs.Field(**field) for field in entry.get("fields", ())),
        "accept": tuple(entry.get("accept", ())),
    }
    return packs.Question(**given)


def _options(entries: Any) -> tuple[packs.Option, ...]:
    return tuple(packs.Option(**entry) for entry in entries)


def _check(entry: Entry, compiled: Compiled) -> packs.Check:
    tuples = {key: tuple(entry[key]) for key in ("evidence", "fixes")}
    return packs.Check(**{**entry, **tuples, "when": compiled[entry["id"]]})


def _condition(entry: Entry) -> packs.Condition:
    defaults = {
        tier: MappingProxyType(dict(values)) for tier, values in entry.get("defaults", {}).items()
    }
    changed = {
        "params": tuple(param(one) for one in entry["params"]),
        "sources": tuple(entry["sources"]),
        "defaults": MappingProxyType(defaults),
    }
    return packs.Condition(**{**entry, **changed})


def _stop(entry: Entry, compiled: Compiled) -> packs.Stop:
    return packs.Stop(**{**entry, "when": compiled[entry["id"]]})


def _floor(entry: Entry, compiled: Compiled) -> packs.Floor:
    return packs.Floor(**{**entry, "tier": Tier(entry["tier"]), "when": compiled[entry["id"]]})


def _points_line(entry: Entry, compiled: Compiled) -> packs.PointsLine:
    bands = tuple(
        packs.PointsBand(start=band["from"], points=band["points"])
        for band in entry.get("bands", ())
    )
    changed = {
        "only_if": compiled[entry["id"]] if "only_if" in entry else None,
        "values": MappingProxyType(dict(entry.get("values", {}))),
        "bands": bands,
    }
    return packs.PointsLine(**{**entry, **changed})


def _consequences(entries: Mapping[str, Entry]) -> Mapping[Tier, packs.Consequence]:
    return MappingProxyType(
        {
            Tier(name): packs.Consequence(**{**entry, "conditions": tuple(entry["conditions"])})
            for name, entry in entries.items()
        }
    )


def _eligibility(entry: Entry | None, compiled: Compiled) -> eligibility.Eligibility | None:
    if entry is None:
        return None
    return eligibility.Eligibility(
        questions=tuple(_eligibility_question(question) for question in entry["questions"]),
        outcomes=tuple(_outcome(outcome, compiled) for outcome in entry["outcomes"]),
        examples=tuple(entry.get("examples", ())),
    )


def _outcome(entry: Entry, compiled: Compiled) -> eligibility.Outcome:
    changed = {"kind": eligibility.Kind(entry["kind"]), "when": compiled[entry["id"]]}
    return eligibility.Outcome(**{**entry, **changed})


def _eligibility_question(entry: Entry) -> eligibility.Question:
    options = tuple(
        eligibility.Option(**{**option, "clauses": tuple(option.get("clauses", ()))})
        for option in entry["options"]
    )
    return eligibility.Question(**{**entry, "options": options})
