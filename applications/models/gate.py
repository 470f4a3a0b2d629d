"""The database's own reading of the gate before an approval: whose decisions open it.

As many different people as the tier asks for have decided the same on exactly this revision in this
round. After two disagreements a policy owner decides, with those who decided so before. A
prohibited application has one door and no other: the same research exception by two people at
least, with an end.
"""

from typing import Final

import pgtrigger

from common.triggers import refuse, update_of

EXCEPTION_DAYS_MAX: Final = 366  # whatever the settings say

PROHIBITED: Final = """
    (NEW.tier = 'prohibited' OR (SELECT r.tier FROM applications_revision r
                                  WHERE r.id = NEW.revision_id) = 'prohibited')
"""
_OF_REVISION: Final = """
    FROM applications_decision d
   WHERE d.revision_id = NEW.revision_id AND d.outcome = '{outcome}'
"""
_THAT_COUNT: Final = f"""
    {_OF_REVISION}
     AND (d.round = NEW.round OR NEW.escalated_round = NEW.round AND d.round >= coalesce(
             (SELECT p.round FROM applications_appeal p WHERE p.application_id = NEW.id), 1))
"""  # noqa: S608 -- words of ours
_ENOUGH: Final = f"""
    EXISTS (SELECT 1 {_OF_REVISION} AND d.round = NEW.round)
    AND (SELECT count(DISTINCT d.reviewer_id) {_THAT_COUNT})
        >= greatest({{least}}, NEW.reviewers_needed,
                    (SELECT r.reviewers_needed FROM applications_revision r
                      WHERE r.id = NEW.revision_id))
"""  # noqa: S608 -- words of ours
_LEAST: Final = f"""
    CASE WHEN EXISTS (SELECT 1 {_OF_REVISION} AND d.lowered_to <> '') THEN 2 ELSE 1 END
"""
_APPROVED: Final = _ENOUGH.format(outcome="approve", least=_LEAST.format(outcome="approve"))
_EXCEPTED: Final = _ENOUGH.format(outcome="exception", least=2)
_EARLIEST_END: Final = f"(SELECT min(d.exception_until) {_THAT_COUNT})".format(outcome="exception")

_CLOSED_GATE: Final = f"""
    NEW.status = 'approved' AND OLD.status <> 'approved' AND NOT (
        CASE WHEN {PROHIBITED}
             THEN NEW.exception_until IS NOT NULL AND {_EXCEPTED}
                  AND NEW.exception_until <= {_EARLIEST_END}
             ELSE NEW.exception_until IS NULL AND {_APPROVED} END)
"""
_EXCEPTION_MOVES: Final = """
    NEW.exception_until IS DISTINCT FROM OLD.exception_until
    AND NOT (NEW.status = 'approved' AND OLD.status <> 'approved')
"""
# Two rounds on this revision in which people decided differently come before the policy owner's.
_UNFOUNDED_ESCALATION: Final = """
    NEW.escalated_round IS DISTINCT FROM OLD.escalated_round AND NEW.escalated_round IS NOT NULL
    AND (NEW.escalated_round <> NEW.round OR 2 > (
        SELECT count(*) FROM (
            SELECT d.round FROM applications_decision d
             WHERE d.revision_id = NEW.revision_id AND d.round < NEW.round
             GROUP BY d.round HAVING count(DISTINCT d.outcome) > 1) AS disagreements))
"""


def opened_by_decisions() -> list[pgtrigger.Trigger]:
    """The triggers on an application that hold all this."""
    return [
        refuse(
            name="application_approve_gate",
            operation=update_of("status"),
            when=_CLOSED_GATE,
            message="An approval needs the decisions of enough different reviewers.",
        ),
        refuse(
            name="application_exception_once",
            operation=update_of("exception_until"),
            when=_EXCEPTION_MOVES,
            message="A research exception gets its end with the approval, and keeps it.",
        ),
        refuse(
            name="application_escalated_after_two",
            operation=update_of("escalated_round", "round"),
            when=_UNFOUNDED_ESCALATION,
            message="After two disagreements, and not before, a policy owner decides.",
        ),
    ]
