"""A state changes together with the event that tells of it, or not at all."""

import pgtrigger

from common.triggers import update_of

# At commit, for the row as it is then: the last step that its chain tells of led here. Several
# steps of one transaction are judged by the last.
_TOLD = """
    SELECT {table}.status INTO present FROM {table} WHERE id = NEW.id;
    SELECT event.data ->> 'to' INTO told FROM events_event AS event
        WHERE event.subject = {subject} AND event.kind LIKE '{noun}.%' AND event.data ? 'from'
        ORDER BY event.seq DESC LIMIT 1;
    IF present IS DISTINCT FROM told THEN
        RAISE EXCEPTION 'No event tells of the move of {noun} % from % to %.',
            NEW.id, OLD.status, NEW.status USING ERRCODE = 'check_violation',
            CONSTRAINT = '{noun}_moves_are_told';
    END IF;
    RETURN NULL;
"""


def moves_are_told(*, noun: str, table: str, subject: str) -> pgtrigger.Trigger:
    """Refuse at commit a status that no event of the row's chain (`subject`, SQL) leads to."""
    return pgtrigger.Trigger(
        name=f"{noun}_moves_are_told",
        when=pgtrigger.After,
        operation=update_of("status"),
        timing=pgtrigger.Deferred,
        condition=pgtrigger.Condition("OLD.status IS DISTINCT FROM NEW.status"),
        declare=[("present", "text"), ("told", "text")],
        func=_TOLD.format(noun=noun, table=table, subject=subject),
    )
