"""How are results of the lm-evaluation-harness read?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from applications.evidence.fields import first_text, flag, mapping, moment, number, sequence, whole
from applications.evidence.fields import text as short
from applications.evidence.normal_form import Notes, Reading, Result, reading

FORMAT: Final = "lm_eval_json"
TOOL: Final = "lm-evaluation-harness"
_STDERR: Final = "_stderr"
_NO_METRICS: Final = frozenset({"name", "alias", "sample_len", "sample_count", "samples"})
_MARKS: Final = ("configs", "versions", "n-shot", "config", "lm_eval_version")


def fits(document: Any) -> bool:
    """Whether a JSON document is such a file."""
    found = mapping(document)
    return isinstance(found.get("results"), Mapping) and any(mark in found for mark in _MARKS)


def read(document: Any, notes: Notes) -> Reading:
    """All results of all tasks, and of groups that are not among them."""
    whole_file = mapping(document)
    run = _Run(whole_file, _run_facts(whole_file, notes))
    version = short(whole_file.get("lm_eval_version"))
    return reading(FORMAT, version=version, results=_results(run, notes), notes=notes)


@dataclass(frozen=True, slots=True)
class _Run:
    """The file, and what is the same for all its results."""

    document: Mapping[str, Any]
    facts: Result

    def of(self, section: str, task: str) -> Any:
        """What a section of the file says on one task."""
        return mapping(self.document.get(section)).get(task)


def _run_facts(document: Mapping[str, Any], notes: Notes) -> Result:
    config = mapping(document.get("config"))
    limit = number(config.get("limit"), notes)
    return Result(
        task="",
        metric="",
        value=None,
        model_name=first_text(document.get("model_name"), _argument(config, "pretrained", "model")),
        model_revision=first_text(
            config.get("model_revision"), config.get("model_sha"), _argument(config, "revision")
        ),
        limit=limit,
        is_partial=limit is not None,
        run_at=moment(document.get("date")),
        tool=TOOL,
        tool_version=first_text(document.get("lm_eval_version"), document.get("git_hash")),
    )


def _argument(config: Mapping[str, Any], *names: str) -> str:
    """One of the arguments with which the model was loaded: a map, or "pretrained=x,revision=y"."""
    given = config.get("model_args")
    if isinstance(given, str):
        pairs = (part.partition("=") for part in given.split(","))
        given = {name.strip(): value.strip() for name, _, value in pairs}
    return first_text(*(mapping(given).get(name) for name in names))


def _results(run: _Run, notes: Notes) -> Iterator[Result]:
    tasks = mapping(run.document.get("results"))
    groups = mapping(run.document.get("groups"))
    suites = _suites(run.document)
    for task, numbers in [*tasks.items(), *((g, n) for g, n in groups.items() if g not in tasks)]:
        facts = _task_facts(run, task, suite=suites.get(task, ""))
        yield from _of_task(mapping(numbers), facts, run.of("higher_is_better", task), notes)


def _suites(document: Mapping[str, Any]) -> dict[str, str]:
    """To which group a task belongs."""
    members = mapping(document.get("group_subtasks")).items()
    return {
        task: short(group)
        for group, tasks in members
        for task in sequence(tasks)
        if isinstance(task, str) and task != group
    }


def _task_facts(run: _Run, task: str, *, suite: str) -> Result:
    samples = mapping(run.of("n-samples", task))
    n, n_total = whole(samples.get("effective")), whole(samples.get("original"))
    is_cut = n is not None and n_total is not None and n < n_total
    return replace(
        run.facts,
        suite=suite,
        task=short(task),
        task_version=short(run.of("versions", task)),
        n=n,
        n_total=n_total,
        n_shot=whole(run.of("n-shot", task)),
        is_partial=run.facts.is_partial or is_cut,
    )


def _of_task(
    numbers: Mapping[str, Any], facts: Result, better: Any, notes: Notes
) -> Iterator[Result]:
    """`better`: metric → whether higher is better."""
    for name, value in numbers.items():
        metric, _, filter_name = name.partition(",")
        if metric in _NO_METRICS or metric.endswith(_STDERR):
            continue
        suffix = f",{filter_name}" if filter_name else ""
        stderr = numbers.get(f"{metric}{_STDERR}{suffix}")
        yield replace(
            facts,
            metric=short(metric),
            filter=short(filter_name),
            value=number(value, notes),
            stderr=number(stderr, notes),
            n=facts.n if facts.n is not None else whole(numbers.get("sample_len")),
            higher_is_better=flag(mapping(better).get(metric)),
        )
