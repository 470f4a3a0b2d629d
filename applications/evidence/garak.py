"""How is a report of garak read? Its verdicts only: what was said in the attacks is never kept."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from applications.evidence.fields import first_text, mapping, moment, number, text, whole
from applications.evidence.normal_form import Notes, Reading, Result, Unreadable, reading
from applications.evidence.strict_json import loads

FORMAT: Final = "garak_jsonl"
TOOL: Final = "garak"
METRIC: Final = "attack_success_rate"  # garak's confidence interval is that of this rate
_SETUP: Final = "start_run setup"
_WANTED: Final = frozenset({_SETUP, "init", "eval", "completion"})


def fits(line: Any) -> bool:
    """Whether the first line of a file is one of such a report."""
    return isinstance(mapping(line).get("entry_type"), str)


def read(content: str, notes: Notes) -> Reading:
    """One result for each probe and detector."""
    rows: dict[str, list[Mapping[str, Any]]] = {kind: [] for kind in _WANTED}
    for row in _rows(content, notes):
        kind = row.get("entry_type")
        if isinstance(kind, str) and kind in _WANTED:
            rows[kind].append(row)
    setup = rows[_SETUP][0] if rows[_SETUP] else {}
    begun = rows["init"][0] if rows["init"] else {}
    if not rows["completion"]:
        notes.add("run_not_finished", status="started")
    facts = _run_facts(setup, begun, is_complete=bool(rows["completion"]))
    results = (_result(row, facts, notes) for row in rows["eval"])
    return reading(FORMAT, version=facts.tool_version, results=results, notes=notes)


def _rows(content: str, notes: Notes) -> Iterator[Mapping[str, Any]]:
    """Line by line, so that no more than one attack is held at a time."""
    for number_, line in enumerate(content.split("\n"), start=1):
        if not line.strip():
            continue
        row = loads(line, notes, line=number_)
        if not isinstance(row, Mapping):
            raise Unreadable("line_is_no_object", line=number_)
        yield row


def _run_facts(setup: Mapping[str, Any], begun: Mapping[str, Any], *, is_complete: bool) -> Result:
    return Result(
        task="",
        metric=METRIC,
        value=None,
        higher_is_better=False,
        model_name=first_text(
            setup.get("plugins.target_name"),
            setup.get("plugins.model_name"),
            begun.get("target_name"),
            begun.get("model_name"),
        ),
        run_at=moment(begun.get("start_time")) or moment(setup.get("transient.starttime_iso")),
        tool=TOOL,
        tool_version=first_text(begun.get("garak_version"), setup.get("_config.version")),
        is_partial=not is_complete,
    )


def _result(row: Mapping[str, Any], facts: Result, notes: Notes) -> Result:
    probe, detector = text(row.get("probe")), text(row.get("detector"))
    evaluated = whole(row.get("total_evaluated", row.get("total")))
    processed = whole(row.get("total_processed"))
    is_cut = evaluated is not None and processed is not None and evaluated < processed
    return replace(
        facts,
        suite=probe.partition(".")[0],
        task=probe,
        filter=detector.removeprefix("detector."),
        value=_failed(row, evaluated, notes),
        ci_low=number(row.get("confidence_lower"), notes),
        ci_high=number(row.get("confidence_upper"), notes),
        n=evaluated,
        n_total=processed,
        is_partial=facts.is_partial or is_cut,
    )


def _failed(row: Mapping[str, Any], evaluated: int | None, notes: Notes) -> float | None:
    """The share of answers in which the attack succeeded."""
    passed, failed = whole(row.get("passed")), whole(row.get("fails"))
    if failed is None and passed is not None and evaluated is not None:
        failed = evaluated - passed
    if not evaluated or failed is None or not 0 <= failed <= evaluated:
        notes.add("not_a_number")
        return None
    return failed / evaluated
