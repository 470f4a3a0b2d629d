"""How does an app.yaml become an application? Found or begun, saved, its files sent, submitted."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import IO, Any, Final, cast

from rich.progress import Progress, TaskID

from gatehouse_cli import words
from gatehouse_cli.app_file import AppFile, LocalFile
from gatehouse_cli.failures import Conflict, Exit, Failure, UsageFailure
from gatehouse_cli.ledger import Ledger
from gatehouse_cli.plans import Plan, files_to_name, plan
from gatehouse_cli.portal import Portal, Sent, read
from gatehouse_cli.terminal import Terminal, clean

LIST: Final = "/api/v1/applications/"
WRITABLE: Final = ("draft", "changes_requested")


@dataclass
class Applied:
    """What was done."""

    application: dict[str, Any]
    etag: str
    is_new: bool = False
    saved: tuple[str, ...] = ()
    uploaded: list[dict[str, Any]] = field(default_factory=list)
    check: dict[str, Any] = field(default_factory=dict)
    is_submitted: bool = False

    def document(self) -> dict[str, Any]:
        """As --json has it."""
        application = self.application
        return {
            "reference": application["reference"],
            "status": application["status"],
            "created": self.is_new,
            "saved": list(self.saved),
            "uploaded": self.uploaded,
            "submittable": self.check.get("submittable"),
            "problems": self.check.get("problems", []),
            "tier": self.check.get("assessment", {}).get("tier"),
            "submitted": self.is_submitted,
            "due_at": application["due_at"],
        }


def address(reference: str, act: str = "") -> str:
    """Where an application is."""
    return f"{LIST}{reference}/{act}"


@dataclass(frozen=True)
class Moved:
    """Moves the bar of one file."""

    bars: Progress
    task: TaskID

    def __call__(self, done: int) -> None:
        """So many bytes are on their way."""
        self.bars.update(self.task, completed=done)


class Applying:
    """One run of `gatehouse apply`."""

    def __init__(self, app: AppFile, *, portal: Portal, terminal: Terminal) -> None:
        self.app = app
        self.portal = portal
        self.terminal = terminal
        self.ledger = Ledger(app.path, portal.host)

    def run(self, *, overwrite: bool, is_new: bool) -> Applied:
        """Bring the portal to what the file says."""
        known = "" if is_new else self._found()
        reference = known or self._begun()
        done = Applied(*self._read(reference), is_new=not known)
        todo = plan(self.app, done.application["answers"], self.ledger.entry.applied)
        if todo.conflicts and not overwrite:
            raise _others_changed(reference, todo.conflicts)
        self._carry_out(todo, done)
        self.ledger.keep_applied(self.app.everything())
        if done.application["status"] in WRITABLE:
            done.check = self.portal.get(address(reference, "check/"))
        return done

    def submit(self, done: Applied) -> None:
        """Hand it in, as it was just read."""
        if _is_still_asked(done):
            raise Failure(
                "Nothing has changed since the reviewers asked for changes.",
                lines=tuple(words.request_line(each) for each in done.application["requests"]),
                code=Exit.INCOMPLETE,
            )
        path = address(done.application["reference"], "submit/")
        done.application = self.portal.act(path, **{"If-Match": done.etag})
        done.is_submitted = True

    def _found(self) -> str:
        """The reference that the file names, that it got before, or whose draft has its name."""
        reference = self.app.reference or self.ledger.entry.reference
        if not reference:
            reference = self._of_the_same_name()
        if reference:
            self.ledger.keep(reference=reference)
        return reference

    def _of_the_same_name(self) -> str:
        """A draft whose title is one of the answers: this file was applied from elsewhere."""
        texts = {value.strip() for value in self.app.answers.values() if isinstance(value, str)}
        drafts = self.portal.pages(LIST, status="draft", organisation=self.app.organisation)
        found = [each["reference"] for each in drafts if each["title"] and each["title"] in texts]
        if len(found) > 1:
            raise Conflict(
                f"Several drafts bear this name: {', '.join(found)}.",
                lines=("Say which one: put 'reference: …' into the file, or use --new.",),
            )
        if found:
            self.terminal.note(f"Going on with your draft {found[0]} of the same name.")
        return found[0] if found else ""

    def _begun(self) -> str:
        """The reference of a new draft; if the answer is lost, the next run gets the same one."""
        key = self.ledger.entry.begun or str(uuid.uuid4())
        self.ledger.keep(begun=key, reference="", applied={})
        asked = {"organisation": self.app.organisation} if self.app.organisation else {}
        begun = self.portal.act(LIST, asked, **{"Idempotency-Key": key})
        self.ledger.keep(reference=begun["reference"], begun="")
        return str(begun["reference"])

    def _carry_out(self, todo: Plan, done: Applied) -> None:
        reference = done.application["reference"]
        if todo.save:
            self._save(reference, todo.save, etag=done.etag)
            done.saved = tuple(todo.save)
        done.uploaded = self._upload(reference, todo.upload)
        done.application, done.etag = self._read(reference)
        if others := files_to_name(self.app, done.application["answers"]):
            self._save(reference, others, etag=done.etag)
            done.saved = (*done.saved, *others)
            done.application, done.etag = self._read(reference)

    def _read(self, reference: str) -> tuple[dict[str, Any], str]:
        response = self.portal.send(Sent("GET", address(reference)))
        return read(response), response.headers.get("ETag", "*")

    def _save(self, reference: str, answers: Mapping[str, Any], *, etag: str) -> None:
        sent = Sent(
            "PATCH", address(reference), json={"answers": answers}, headers={"If-Match": etag}
        )
        try:
            self.portal.send(sent)
        except Failure as failure:
            if failure.code is Exit.CONFLICT:
                raise Conflict(
                    "Somebody saved other answers at this very moment. Run the command again.",
                    problem=failure.problem,
                ) from failure
            raise

    def _upload(self, reference: str, files: Iterable[LocalFile]) -> list[dict[str, Any]]:
        with self.terminal.progress() as bars:
            tasks = [(file, bars.add_task(clean(file.name), total=file.size)) for file in files]
            return [self._send(reference, file, Moved(bars, task)) for file, task in tasks]

    def _send(self, reference: str, file: LocalFile, moved: Moved) -> dict[str, Any]:
        form = {"question": file.question, "format": file.format}
        path = address(reference, "files/")
        content = Watched(file, moved)
        try:
            sent = Sent("POST", path, form=form, files=content.opened)
            kept: dict[str, Any] = read(self.portal.send(sent))
        except Failure as failure:
            if failure.code is Exit.NETWORK:
                raise
            detail = f"{file.question}, {file.name}: {failure.detail}"
            raise Failure(
                detail, lines=failure.lines, problem=failure.problem, code=failure.code
            ) from failure
        finally:
            content.close()
        return kept


class Watched:
    """A file that tells how much of it has been read, and begins anew for each try."""

    def __init__(self, file: LocalFile, moved: Moved) -> None:
        self.file = file
        self.moved = moved
        self.content: IO[bytes] | None = None

    def opened(self) -> dict[str, tuple[str, IO[bytes]]]:
        """As httpx takes it."""
        self.close()
        try:
            self.content = self.file.path.open("rb")
        except OSError as error:
            raise UsageFailure(f"{self.file.path} cannot be read: {error.strerror}.") from error
        return {"file": (self.file.name, cast("IO[bytes]", self))}

    def close(self) -> None:
        """Let go of the file."""
        if self.content:
            self.content.close()

    def read(self, size: int = -1) -> bytes:
        """Hand on a piece."""
        content = cast("IO[bytes]", self.content)
        piece = content.read(size)
        self.moved(content.tell())
        return piece

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go somewhere in it."""
        return cast("IO[bytes]", self.content).seek(offset, whence)

    def tell(self) -> int:
        """Where it is."""
        return cast("IO[bytes]", self.content).tell()

    def fileno(self) -> int:
        """By which its size is known."""
        return cast("IO[bytes]", self.content).fileno()


def _is_still_asked(done: Applied) -> bool:
    """Whether reviewers wait for a change, and this run brings neither one nor a reply."""
    asked = words.open_requests(done.application)
    is_answered = done.saved or done.uploaded or any(each["reply"] for each in asked)
    return done.application["status"] == "changes_requested" and not is_answered


def _others_changed(reference: str, questions: Iterable[str]) -> Conflict:
    return Conflict(
        f"{reference} holds answers that neither this file nor an earlier run of it has written.",
        lines=(
            f"Changed elsewhere: {', '.join(questions)}.",
            "Take them over into the file, or let the file win: gatehouse apply … --overwrite.",
        ),
        problem={"status": int(HTTPStatus.CONFLICT), "questions": [*questions]},
    )
