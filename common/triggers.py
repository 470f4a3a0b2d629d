"""Database triggers that several tables share: rows and columns that never change."""

import pgtrigger


def append_only(name: str) -> list[pgtrigger.Trigger]:
    """Rows are written once: no UPDATE, no DELETE, no TRUNCATE, by anybody."""
    return [
        pgtrigger.Protect(
            name=f"{name}_append_only", operation=pgtrigger.Update | pgtrigger.Delete
        ),
        no_truncate(name),
    ]


def no_truncate(name: str) -> pgtrigger.Trigger:
    """The table cannot be emptied at one stroke."""
    return pgtrigger.Trigger(
        name=f"{name}_no_truncate",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func="RAISE EXCEPTION 'Nothing may empty %.', TG_TABLE_NAME;",
    )


def frozen_columns(name: str, *columns: str) -> pgtrigger.Trigger:
    """The named columns keep the value with which the row was inserted."""
    return pgtrigger.Protect(
        name=f"{name}_frozen_columns",
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange(*columns),
    )


def refuse(
    *, name: str, operation: pgtrigger.Operation, when: str, message: str
) -> pgtrigger.Trigger:
    """Raise a check violation with `message` when the SQL condition holds."""
    quoted = message.replace("'", "''")
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=operation,
        func=f"""
            IF {when} THEN
                RAISE EXCEPTION '{quoted}' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


def update_of(*columns: str) -> pgtrigger.UpdateOf:
    """An UPDATE that names one of the columns."""
    return pgtrigger.UpdateOf(*columns)  # type: ignore[no-untyped-call]  # upstream has no types
