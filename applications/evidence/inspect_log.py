"""How is a log of Inspect read, as JSON or as the header of an .eval archive?"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from applications.evidence.fields import (
    first_text,
    mapping,
    mappings,
    moment,
    number,
    sequence,
    text,
    whole,
)
from applications.evidence.normal_form import Notes, Reading, Result, Unreadable, reading

JSON_FORMAT: Final = "inspect_json"
ARCHIVE_FORMAT: Final = "inspect_eval"
HEADER: Final = "header.json"
TOOL: Final = "Inspect"
OLDEST: Final = 2  # of the log's schema
_MAIN: Final = ("accuracy", "mean")  # the metrics that a "stderr" beside them belongs to


def fits(document: Any) -> bool:
    """Whether a JSON document is such a log."""
    found = mapping(document)
    is_log = isinstance(found.get("eval"), Mapping) and isinstance(found.get("status"), str)
    return is_log and "version" in found


def read(document: Any, notes: Notes, *, format_name: str) -> Reading:
    """The metrics of all scorers; samples and what was said in them are left alone."""
    log = mapping(document)
    version = whole(log.get("version"))
    if version is None or version < OLDEST:
        raise Unreadable("inspect_too_old", version=text(log.get("version")))
    facts = _run_facts(log, notes)
    _note_trouble(log, notes)
    return reading(
        format_name, version=str(version), results=_results(log, facts, notes), notes=notes
    )


def _note_trouble(log: Mapping[str, Any], notes: Notes) -> None:
    if log.get("status") != "success":
        notes.add("run_not_finished", status=text(log.get("status")))
    if log.get("invalidated") is True:
        notes.add("run_invalidated")


def _run_facts(log: Mapping[str, Any], notes: Notes) -> Result:
    run, results = mapping(log.get("eval")), mapping(log.get("results"))
    stats, packages = mapping(log.get("stats")), mapping(run.get("packages"))
    limit = _limit(mapping(run.get("config")).get("limit"), notes)
    n, n_total = whole(results.get("completed_samples")), whole(results.get("total_samples"))
    is_cut = n is not None and n_total is not None and n < n_total
    return Result(
        suite=text(mapping(run.get("dataset")).get("name")),
        task=first_text(run.get("task_display_name"), run.get("task")),
        task_version=text(run.get("task_version")),
        metric="",
        value=None,
        n=n,
        n_total=n_total,
        model_name=text(run.get("model")),
        model_revision=text(mapping(run.get("model_args")).get("revision")),
        limit=limit,
        is_partial=is_cut or limit is not None or log.get("status") != "success",
        run_at=moment(run.get("created")) or moment(stats.get("started_at")),
        tool=TOOL,
        tool_version=text(packages.get("inspect_ai")),
    )


def _limit(given: Any, notes: Notes) -> float | None:
    """So many samples, or those from one number to another."""
    ends = [number(end, notes) for end in sequence(given)]
    if len(ends) == 2 and ends[0] is not None and ends[1] is not None:  # noqa: PLR2004 -- a pair
        return max(ends[1] - ends[0], 0.0)
    return number(given, notes) if not ends else None


def _results(log: Mapping[str, Any], facts: Result, notes: Notes) -> Iterator[Result]:
    for score in mappings(mapping(log.get("results")).get("scores")):
        metrics = {name: mapping(one) for name, one in mapping(score.get("metrics")).items()}
        stderr = metrics.get("stderr", {}).get("value")
        main = next((name for name in _MAIN if name in metrics), None)
        scored = whole(score.get("scored_samples"))
        for name, metric in metrics.items():
            if name == "stderr" and main:
                continue
            yield replace(
                facts,
                metric=first_text(metric.get("name"), name),
                filter=_filter(score),
                value=number(metric.get("value"), notes),
                stderr=number(stderr, notes) if name == main else None,
                n=facts.n if scored is None else scored,
            )


def _filter(score: Mapping[str, Any]) -> str:
    """Which scorer it was, and how it made one score of several epochs."""
    scorer, reducer = first_text(score.get("name"), score.get("scorer")), text(score.get("reducer"))
    return f"{scorer}/{reducer}" if reducer else scorer
