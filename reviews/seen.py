"""Which marks did a page show, and what becomes of those it sends if another tab was quicker? Pure.

A page says for each check what it last showed, by a short stamp. Then it is known which checks were
changed on the page, which elsewhere, and which on both sides: only those clash.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

NOTHING: Final = ""  # the stamp of a check without mark, note and evidence
_STAMP: Final = re.compile(r"([\w.-]{1,20}):([0-9a-f]{8})", re.ASCII)


class Marked(Protocol):
    """A mark, as it is stored or as it was typed."""

    @property
    def mark(self) -> str: ...
    @property
    def note(self) -> str: ...
    @property
    def has_evidence(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Meeting:
    """What a page sent, met with what is stored: checks by what happens to them."""

    changed: frozenset[str]  # on the page, and nowhere else: to be written
    clashing: frozenset[str]  # changed on both sides, and not to the same
    shown: Mapping[str, str]  # what the page shows once `changed` is written


def stamp(given: Marked | None) -> str:
    """What a mark, its note and its evidence come to, in eight characters."""
    if given is None or not (given.mark or given.note.strip() or given.has_evidence):
        return NOTHING
    text = f"{given.mark}\0{given.note.strip()}\0{given.has_evidence}"
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:8]


def stamps(marks: Mapping[str, Marked]) -> dict[str, str]:
    """The stamp of each check that has one."""
    found = {check: stamp(given) for check, given in marks.items()}
    return {check: one for check, one in found.items() if one}


def as_text(shown: Mapping[str, str]) -> str:
    """How a page carries them."""
    return " ".join(f"{check}:{one}" for check, one in sorted(shown.items()))


def from_text(text: str) -> dict[str, str]:
    """The same back; what is no stamp is left out."""
    return dict(_STAMP.findall(text[:10_000]))


def meet(
    typed: Mapping[str, Marked], stored: Mapping[str, Marked], shown: Mapping[str, str]
) -> Meeting:
    """Tell apart what was changed on the page, elsewhere, and on both sides."""
    kept, sent = stamps(stored), {check: stamp(given) for check, given in typed.items()}
    mine = {check for check, one in sent.items() if one != shown.get(check, NOTHING)}
    theirs = elsewhere(stored, shown)
    clashing = {check for check in mine & theirs if sent[check] != kept.get(check, NOTHING)}
    now_shown = {**shown, **{check: sent[check] for check in mine - clashing}}
    return Meeting(
        frozenset(mine - theirs),
        frozenset(clashing),
        {check: one for check, one in now_shown.items() if one},
    )


def elsewhere(stored: Mapping[str, Marked], shown: Mapping[str, str]) -> set[str]:
    """The checks whose marks are no longer what the page showed."""
    kept = stamps(stored)
    return {
        check for check in {*kept, *shown} if kept.get(check, NOTHING) != shown.get(check, NOTHING)
    }
