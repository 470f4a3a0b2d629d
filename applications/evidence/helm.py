"""How is a run of HELM read: stats.json alone, or a folder with run_spec.json beside it?"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from applications.evidence.fields import (
    first_text,
    mapping,
    mappings,
    number,
    sequence,
    text,
    whole,
)
from applications.evidence.normal_form import Notes, Reading, Result, Unreadable, reading

FORMAT: Final = "helm_stats_json"
STATS, RUN_SPEC = "stats.json", "run_spec.json"
TOOL: Final = "HELM"
_COUNT: Final = "num_instances"  # the statistic that tells how many instances there were
_ALONE: Final = "stats.json"


def fits(document: Any) -> bool:
    """Whether a JSON document is a list of statistics."""
    first = next(mappings(document), None)
    return first is not None and isinstance(first.get("name"), Mapping) and "count" in first


def is_run_spec(document: Any) -> bool:
    """Whether a JSON document describes a run, without any result."""
    return {"scenario_spec", "adapter_spec"} <= mapping(document).keys()


def read(stats: Any, notes: Notes, *, run_spec: Any = None) -> Reading:
    """The mean of each statistic. Without the run's description nobody knows of which model."""
    if not fits(stats):
        raise Unreadable("no_results", found=FORMAT)
    if run_spec is None:
        notes.add("helm_without_run_spec")
    facts = _run_facts(mapping(run_spec))
    return reading(FORMAT, version="", results=_results(stats, facts, notes), notes=notes)


def _run_facts(spec: Mapping[str, Any]) -> Result:
    adapter, scenario = mapping(spec.get("adapter_spec")), mapping(spec.get("scenario_spec"))
    groups = sequence(spec.get("groups"))
    cap = whole(adapter.get("max_eval_instances"))
    return Result(
        suite=text(groups[0]) if groups else text(scenario.get("class_name")).rpartition(".")[2],
        task=first_text(spec.get("name")) or _ALONE,
        metric="",
        value=None,
        model_name=first_text(adapter.get("model"), adapter.get("model_deployment")),
        model_revision=_deployment(adapter),
        n_shot=whole(adapter.get("max_train_instances")),
        limit=None if cap is None else float(cap),
        tool=TOOL,
    )


def _deployment(adapter: Mapping[str, Any]) -> str:
    """Where the model ran, if that says more than its name."""
    model, deployment = text(adapter.get("model")), text(adapter.get("model_deployment"))
    return deployment if deployment != model else ""


def _results(stats: Any, facts: Result, notes: Notes) -> Iterator[Result]:
    counts = _counts(stats)
    for stat in mappings(stats):
        name = mapping(stat.get("name"))
        metric, split = text(name.get("name")), text(name.get("split"))
        if not metric:
            continue
        n = counts.get(split)
        yield replace(
            facts,
            metric=metric,
            filter=_filter(name),
            value=_mean(stat, notes),
            n=n,
            is_partial=n is not None and facts.limit is not None and n >= facts.limit > 0,
        )


def _counts(stats: Any) -> dict[str, int]:
    """By split: of how many instances."""
    found: dict[str, int] = {}
    for stat in mappings(stats):
        name = mapping(stat.get("name"))
        n = whole(stat.get("mean"))
        is_plain = name.get("name") == _COUNT and not name.get("perturbation")
        if is_plain and n is not None:
            found[text(name.get("split"))] = n
    return found


def _filter(name: Mapping[str, Any]) -> str:
    """Of which split, and under which perturbation."""
    perturbation = text(mapping(name.get("perturbation")).get("name"))
    parts = (text(name.get("split")), text(name.get("sub_split")), perturbation)
    return "/".join(part for part in parts if part)


def _mean(stat: Mapping[str, Any], notes: Notes) -> float | None:
    """The mean, which older files leave to the reader."""
    if "mean" in stat:
        return number(stat["mean"], notes)
    total, count = number(stat.get("sum"), notes), number(stat.get("count"), notes)
    return total / count if total is not None and count else None
