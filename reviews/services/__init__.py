"""Everything reviewers do: hold an application, mark its checklist, hand it back, decide.

`leases` · `next` the best job there is · `handovers` to a colleague by name · `availability` of a
reviewer · `marking` the checklist and covered answers · `quotes` words pinned to checks ·
`openings` checks opened by hand · `verdicts` changes, decisions, approvals ·
`recusals` conflicts of interest that people tell of · `holding` a decision until it is sent ·
`bulk` one act on several applications · `saved_views`, `vendors` and `wellbeing`, called by their
own names, filters of the queue, the records of labour standards and what reviewers do for
themselves.
"""

from reviews.services.availability import (
    AbsenceRefused,
    LanguageUnknown,
    be_away,
    release_of_absent,
    set_languages,
)
from reviews.services.bulk import Refusal, each
from reviews.services.handovers import (
    HandOverNote,
    NotForColleague,
    NothingHandedOver,
    decline_hand_over,
    hand_over,
)
from reviews.services.holding import NothingHeld, undo
from reviews.services.leases import (
    DecisionHeld,
    HandedToAnother,
    HeldByAnother,
    NotHeld,
    OutOfOffice,
    ReturnedToAnother,
    claim,
    ensure_holder,
    keep_alive,
    release,
    release_expired,
)
from reviews.services.marking import (
    MarkInput,
    MarkRefused,
    MarksClash,
    NotOfCheck,
    NotUnclear,
    ask,
    mark,
    reveal,
)
from reviews.services.next import NothingForYou, Taken, take_next
from reviews.services.openings import NotYourOpening, OpeningRefused, open_checks, take_back_opening
from reviews.services.overrides import OverrideRefused, OverrideUnexplained, override
from reviews.services.quotes import (
    AnswerSealed,
    NotInAnswer,
    NotOnChecklist,
    NotWritten,
    NotYourQuote,
    QuoteRefused,
    quote,
    unquote,
)
from reviews.services.recusals import declare, end_interest, lift, recuse
from reviews.services.verdicts import (
    NotExpress,
    approve_express,
    decide,
    move_approval,
    request_changes,
    take_back,
    write,
)
from reviews.staleness import StaleRevision, ensure_current

__all__ = [
    "AbsenceRefused",
    "AnswerSealed",
    "DecisionHeld",
    "HandOverNote",
    "HandedToAnother",
    "HeldByAnother",
    "LanguageUnknown",
    "MarkInput",
    "MarkRefused",
    "MarksClash",
    "NotExpress",
    "NotForColleague",
    "NotHeld",
    "NotInAnswer",
    "NotOfCheck",
    "NotOnChecklist",
    "NotUnclear",
    "NotWritten",
    "NotYourOpening",
    "NotYourQuote",
    "NothingForYou",
    "NothingHandedOver",
    "NothingHeld",
    "OpeningRefused",
    "OutOfOffice",
    "OverrideRefused",
    "OverrideUnexplained",
    "QuoteRefused",
    "Refusal",
    "ReturnedToAnother",
    "StaleRevision",
    "Taken",
    "approve_express",
    "ask",
    "be_away",
    "claim",
    "decide",
    "declare",
    "decline_hand_over",
    "each",
    "end_interest",
    "ensure_current",
    "ensure_holder",
    "hand_over",
    "keep_alive",
    "lift",
    "mark",
    "move_approval",
    "open_checks",
    "override",
    "quote",
    "recuse",
    "release",
    "release_expired",
    "release_of_absent",
    "request_changes",
    "reveal",
    "set_languages",
    "take_back",
    "take_back_opening",
    "take_next",
    "undo",
    "unquote",
    "write",
]
