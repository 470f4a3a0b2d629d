"""What holds when several reviewers set the same condition differently? The stricter of the two.

Which way is stricter follows from the schema of the condition where it can: an earlier date; a
smaller number where gateway or portal hold it as a limit, or its name begins with `max_`; a larger
one if it begins with `min_`; any value where the other left the field empty. Elsewhere nobody can
tell, and the last reviewer's value stands, who has read the first one's.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from applications.conditions import Granted
from guidelines.pack import Condition, Pack, Param

LIMITED_BY: Final = frozenset({"gateway", "portal"})
NUMBERS: Final = frozenset({"integer", "number"})
EMPTY: Final[tuple[object, ...]] = (None, "", [], {})


def merge(pack: Pack, conditions: Iterable[Iterable[Mapping[str, Any]]]) -> Granted:
    """Every condition that anybody set, each once, field by field the stricter."""
    merged: dict[str, Mapping[str, Any]] = {}
    for one in conditions:
        for condition in one:
            name = condition["id"]
            earlier = merged.get(name)
            merged[name] = _both(pack.condition(name), earlier, condition) if earlier else condition
    return tuple(merged.values())


def _both(
    condition: Condition, earlier: Mapping[str, Any], later: Mapping[str, Any]
) -> Mapping[str, Any]:
    first, second = earlier["params"], later["params"]
    params = {
        param.name: _stricter(condition, param, first.get(param.name), second.get(param.name))
        for param in condition.params
        if param.name in first or param.name in second
    }
    return {"id": condition.id, "params": params}


def _stricter(condition: Condition, param: Param, earlier: Any, later: Any) -> Any:
    if later in EMPTY:
        return later if earlier in EMPTY else earlier
    choose = _direction(condition, param)
    return later if choose is None or earlier in EMPTY else choose(earlier, later)


def _direction(condition: Condition, param: Param) -> Callable[[Any, Any], Any] | None:
    """How the stricter of two values is found; None if the schema does not tell."""
    if param.type == "date":
        return min
    if param.type not in NUMBERS:
        return None
    if param.name.startswith("min_"):
        return max
    is_limit = condition.enforced_by in LIMITED_BY or param.name.startswith("max_")
    return min if is_limit else None
