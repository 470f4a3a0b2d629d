"""What a condition on a decision must look like, and which limits follow for the gateway. Pure."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from common.errors import DomainError
from guidelines.pack import Condition, Pack, Param, Tier

Granted = tuple[Mapping[str, Any], ...]  # ({"id": "CO-RATE", "params": {"rpm": 60}}, …)

TEXT_MAX = 2000
NUMBER_MAX = 10**12


class ConditionInvalid(DomainError):
    """A condition is not filled in as the policy pack asks."""


def defaults(pack: Pack, tier: str) -> Granted:
    """The conditions that an approval at this (residual) tier carries by default."""
    consequence = pack.consequences[Tier(tier)]
    return tuple(
        {"id": name, "params": dict(pack.condition(name).defaults.get(tier, {}))}
        for name in consequence.conditions
    )


def complete_all(pack: Pack, conditions: Sequence[Mapping[str, Any]], *, tier: str) -> Granted:
    """Every condition with the tier's defaults filled in; raises, naming each field at fault."""
    names = [condition.get("id") for condition in conditions]
    if repeated := sorted({str(name) for name in names if names.count(name) > 1}):
        sentence = gettext("Each condition can stand once, unlike %(names)s.")
        raise ConditionInvalid(sentence % {"names": ", ".join(repeated)})
    if unknown := [str(name) for name in names if name not in pack.condition_index]:
        sentence = gettext("The policy pack has no condition %(names)s.")
        raise ConditionInvalid(sentence % {"names": ", ".join(unknown)})
    filled = tuple(_filled(pack, condition, tier=tier) for condition in conditions)
    if problems := {
        field: sentence
        for condition in filled
        for field, sentence in _problems(pack.condition(condition["id"]), condition["params"])
    }:
        raise ConditionInvalid(pointers=problems)
    return filled


def _filled(pack: Pack, condition: Mapping[str, Any], *, tier: str) -> Mapping[str, Any]:
    known = pack.condition(condition["id"])
    given = condition.get("params")
    if not isinstance(given, Mapping):
        given = {}
    return {"id": known.id, "params": {**known.defaults.get(tier, {}), **given}}


def _problems(condition: Condition, params: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Each field at fault, as `CO-RATE.rpm`, with its sentence."""
    known = {param.name for param in condition.params}
    for name in sorted(params.keys() - known):
        yield f"{condition.id}.{name}", gettext("This condition has no such field.")
    for param in condition.params:
        if problem := _problem(param, params.get(param.name)):
            yield f"{condition.id}.{param.name}", problem


def _problem(param: Param, value: Any) -> str:
    if value is None or value in ("", [], {}):
        return gettext("Enter '%(label)s'.") % {"label": param.label} if param.required else ""
    if _FITS[param.type](param, value):
        return ""
    return str(_WORDS[param.type]) % {"label": param.label, "most": TEXT_MAX}


def _is_date(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_number(value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and math.isfinite(value) and 0 <= value <= NUMBER_MAX


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= TEXT_MAX and "\x00" not in value


_FITS: Final[Mapping[str, Callable[[Param, Any], bool]]] = {
    "integer": lambda _, value: _is_number(value) and isinstance(value, int),
    "number": lambda _, value: _is_number(value),
    "text": lambda _, value: _is_text(value),
    "boolean": lambda _, value: isinstance(value, bool),
    "date": lambda _, value: _is_date(value),
    "list": lambda _, value: isinstance(value, list) and all(_is_text(item) for item in value),
    "map": lambda _, value: (
        isinstance(value, dict) and all(_is_text(item) for pair in value.items() for item in pair)
    ),
    "choice": lambda param, value: value in param.options,
}
_WORDS: Final[Mapping[str, Promise]] = {
    "integer": gettext_lazy("'%(label)s' must be a whole number, 0 or more."),
    "number": gettext_lazy("'%(label)s' must be a number, 0 or more."),
    "text": gettext_lazy("'%(label)s' must be a text of at most %(most)s characters."),
    "boolean": gettext_lazy("'%(label)s' must be yes or no."),
    "date": gettext_lazy("'%(label)s' must be a date such as 2026-12-31."),
    "list": gettext_lazy("'%(label)s' must be a list of texts."),
    "map": gettext_lazy("'%(label)s' must be a list of names, each with a text."),
    "choice": gettext_lazy("'%(label)s' must be one of the options."),
}


def gateway_limits(pack: Pack, conditions: Granted) -> dict[str, Any]:
    """What the gateway holds on every call: condition id → its fields."""
    return {
        condition["id"]: dict(condition["params"])
        for condition in conditions
        if pack.condition(condition["id"]).enforced_by == "gateway"
    }
