"""How is a record of Every Eval Ever read?"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from applications.evidence.fields import (
    first_text,
    flag,
    mapping,
    mappings,
    moment,
    number,
    text,
    whole,
)
from applications.evidence.normal_form import Notes, Reading, Result, reading

FORMAT: Final = "eee_json"
RELATIONSHIPS: Final = {
    "first_party": "first",
    "third_party": "third",
    "collaborative": "collaborative",
}


def fits(document: Any) -> bool:
    """Whether a JSON document is such a record."""
    return {"schema_version", "evaluation_results"} <= mapping(document).keys()


def read(document: Any, notes: Notes) -> Reading:
    """One result for each evaluation."""
    record = mapping(document)
    version = text(record.get("schema_version"))
    facts = _run_facts(record)
    return reading(FORMAT, version=version, results=_results(record, facts, notes), notes=notes)


def _run_facts(record: Mapping[str, Any]) -> Result:
    model, library = mapping(record.get("model_info")), mapping(record.get("eval_library"))
    source = mapping(record.get("source_metadata"))
    relationship = text(source.get("evaluator_relationship"))
    return Result(
        suite=text(source.get("source_name")),
        task="",
        metric="",
        value=None,
        model_name=first_text(model.get("id"), model.get("name")),
        model_revision=first_text(model.get("revision"), model.get("version")),
        run_at=moment(record.get("evaluation_timestamp")),
        tool=text(library.get("name")),
        tool_version=text(library.get("version")),
        relationship=RELATIONSHIPS.get(relationship, ""),
    )


def _results(record: Mapping[str, Any], facts: Result, notes: Notes) -> Iterator[Result]:
    for one in mappings(record.get("evaluation_results")):
        metric, score = mapping(one.get("metric_config")), mapping(one.get("score_details"))
        doubt = mapping(score.get("uncertainty"))
        interval = mapping(doubt.get("confidence_interval"))
        yield replace(
            facts,
            task=text(one.get("evaluation_name")) or "?",
            metric=first_text(metric.get("metric_name"), metric.get("score_type"), "score"),
            value=number(score.get("score"), notes),
            stderr=number(_standard_error(doubt), notes),
            ci_low=number(interval.get("lower"), notes),
            ci_high=number(interval.get("upper"), notes),
            n=whole(doubt.get("num_samples")),
            higher_is_better=_higher(metric),
            run_at=moment(one.get("evaluation_timestamp")) or facts.run_at,
        )


def _standard_error(doubt: Mapping[str, Any]) -> Any:
    """A number, or an object that holds it."""
    given = doubt.get("standard_error")
    return given.get("value") if isinstance(given, Mapping) else given


def _higher(metric: Mapping[str, Any]) -> bool | None:
    lower = flag(metric.get("lower_is_better"))
    return None if lower is None else not lower
