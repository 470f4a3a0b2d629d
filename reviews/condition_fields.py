"""How are the conditions of a decision shown as fields, and read back? Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from applications.conditions import defaults
from guidelines.assessment import Assessment
from guidelines.pack import Condition, Param

CHOSEN = "condition"  # name of the checkboxes that put a condition on the decision


class Posted(Protocol):
    """What a form sent, as Django keeps it."""

    def getlist(self, key: str) -> list[str]:
        """Every value of a field."""

    def __contains__(self, key: object) -> bool:
        """Whether the form sent the field."""


@dataclass(frozen=True, slots=True)
class ParamField:
    """One parameter with its control's name, value as text, and what is wrong with it."""

    param: Param
    name: str
    value: str
    chosen: tuple[str, ...]
    problem: str

    @property
    def control(self) -> str:
        """Which kind of control it is."""
        if self.param.type == "list" and self.param.options:
            return "checkboxes"
        return _CONTROLS.get(self.param.type, "line")


_CONTROLS: Final[Mapping[str, str]] = {
    "integer": "number",
    "number": "number",
    "date": "date",
    "boolean": "yes_no",
    "choice": "select",
    "list": "lines",
    "map": "lines",
}


@dataclass(frozen=True, slots=True)
class ConditionField:
    """One condition that can stand on the decision."""

    condition: Condition
    is_chosen: bool
    is_default: bool
    mends: tuple[str, ...]  # checks with a gap that it mends
    params: tuple[ParamField, ...]


def offered(
    assessment: Assessment, posted: Posted | None = None, problems: Mapping[str, str] | None = None
) -> tuple[ConditionField, ...]:
    """Every condition: those of the tier chosen at first, then those that mend a gap, then all."""
    pack = assessment.pack
    preset = {item["id"]: item["params"] for item in defaults(pack, assessment.grant_tier)}
    chosen = set(posted.getlist(CHOSEN)) if posted is not None else set(preset)
    mends = _mends(assessment)
    fields = [
        ConditionField(
            condition=condition,
            is_chosen=condition.id in chosen,
            is_default=condition.id in preset,
            mends=mends.get(condition.id, ()),
            params=tuple(
                _param_field(condition, param, assessment, posted, problems or {})
                for param in condition.params
            ),
        )
        for condition in pack.conditions
    ]
    return tuple(sorted(fields, key=lambda f: (not f.is_chosen, not f.mends, not f.is_default)))


def read(assessment: Assessment, posted: Posted) -> tuple[dict[str, Any], ...]:
    """The chosen conditions with their fields; a value that cannot be read stays text."""
    return tuple(
        {"id": name, "params": dict(_params(assessment, name, posted))}
        for name in posted.getlist(CHOSEN)
    )


def _params(assessment: Assessment, condition_id: str, posted: Posted) -> Iterator[tuple[str, Any]]:
    condition = assessment.pack.condition_index.get(condition_id)
    if condition is None:
        return
    preset = condition.defaults.get(assessment.grant_tier, {})
    for param in condition.params:
        values = [value for value in posted.getlist(f"{condition_id}.{param.name}") if value]
        if values:
            yield param.name, _READ.get(param.type, _text)(values)
        elif param.name in preset:
            yield param.name, None  # emptied on purpose: no default comes back


def _mends(assessment: Assessment) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for check in assessment.shown:
        if assessment.marks[check.id] == "gap":
            for fix in check.fixes:
                found[fix] = (*found.get(fix, ()), check.id)
    return found


def _param_field(
    condition: Condition,
    param: Param,
    assessment: Assessment,
    posted: Posted | None,
    problems: Mapping[str, str],
) -> ParamField:
    name = f"{condition.id}.{param.name}"
    given = _as_text(condition.defaults.get(assessment.grant_tier, {}).get(param.name))
    if posted is not None:
        given = posted.getlist(name)
    return ParamField(param, name, "\n".join(given), tuple(given), problems.get(name, ""))


def _as_text(value: Any) -> list[str]:
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if isinstance(value, Mapping):
        return [f"{key}: {part}" for key, part in value.items()]
    if isinstance(value, list):
        return [str(item) for item in value]
    return [] if value is None else [str(value)]


def _text(given: list[str]) -> str:
    return given[0].strip()


def _number(given: list[str]) -> Any:
    text = given[0].strip()
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return text


def _lines(given: list[str]) -> list[str]:
    return [line.strip() for one in given for line in one.splitlines() if line.strip()]


def _map(given: list[str]) -> dict[str, str]:
    pairs = (line.partition(":") for line in _lines(given))
    return {key.strip(): text.strip() for key, _, text in pairs}


_READ: Final[Mapping[str, Callable[[list[str]], Any]]] = {
    "integer": _number,
    "number": _number,
    "boolean": lambda given: {"yes": True, "no": False}.get(given[0], given[0]),
    "list": _lines,
    "map": _map,
}
