"""INSERT … SELECT for a model: what is not said gets the field's default."""

from collections.abc import Mapping
from typing import Any

from django.db import connection, models


def fill(
    model: type[models.Model],
    source: str,
    columns: Mapping[str, str],
    values: Mapping[str, Any] | None = None,
) -> None:
    """One row of `model` for each of `source`; `columns` are expressions in SQL."""
    params = dict(values or {})
    expressions = dict(columns)
    for field in _to_insert(model, columns):
        default = field.get_default()
        params[f"default_{field.column}"] = field.get_db_prep_save(default, connection)
        expressions[field.column] = f"%(default_{field.column})s"
    table, names = model._meta.db_table, ", ".join(f'"{name}"' for name in expressions)  # noqa: SLF001 -- Django's own way
    selected = ", ".join(expressions.values())
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {selected} FROM {source}",  # noqa: S608 -- ours
            params,
        )


def _to_insert(model: type[models.Model], known: Mapping[str, str]) -> list[Any]:
    fields = [field for field in model._meta.concrete_fields if not field.generated]  # noqa: SLF001 -- as above
    return [f for f in fields if f.column not in known and not isinstance(f, models.AutoField)]


def next_id(model: type[models.Model]) -> int:
    """The key that the next row would get."""
    newest = model._default_manager.order_by("-pk").values_list("pk", flat=True).first()  # noqa: SLF001 -- as above
    return int(newest or 0) + 1


def go_on_from_here(model: type[models.Model]) -> None:
    """Let the table count its keys on from the last one."""
    table = model._meta.db_table  # noqa: SLF001 -- as above
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"  # noqa: S608 -- ours
        )
