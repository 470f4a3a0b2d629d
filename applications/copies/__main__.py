"""A process of its own that reads what is to be printed from standard input and writes a PDF.

`python -m applications.copies SECONDS_SINCE_1970 MEMORY_BYTES CPU_SECONDS`. PDF/UA-1 if the fonts
have every character; else a tagged PDF that says so in its first lines.
"""

import resource
import sys
from pathlib import Path
from typing import Final, Literal

import typst

FOLDER: Final = Path(__file__).parent
TEMPLATE: Final = FOLDER / "revision.typ"
NO_GLYPH: Final = "could not be displayed"


def limit(*, memory: int, seconds: int) -> None:
    """From here on this process can do little harm."""
    wanted = {
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_FSIZE: 0,  # it writes no file
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in wanted.items():
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):  # macOS refuses RLIMIT_AS
            continue


def printed(content: str, *, timestamp: int) -> bytes:
    """The PDF; what it shows and when it was made are the same each time."""
    compiler = typst.Compiler(TEMPLATE, root=FOLDER)
    try:
        return _compiled(compiler, {"content": content}, timestamp, standard="ua-1")
    except typst.TypstError as error:
        if NO_GLYPH not in error.message:
            raise
    return _compiled(compiler, {"content": content, "boxes": "1"}, timestamp, standard="1.7")


def _compiled(
    compiler: typst.Compiler,
    inputs: dict[str, str],
    timestamp: int,
    *,
    standard: Literal["1.7", "ua-1"],
) -> bytes:
    made = compiler.compile(
        format="pdf", sys_inputs=inputs, pdf_standards=standard, timestamp=timestamp
    )
    if not isinstance(made, bytes):
        raise TypeError(f"{type(made)} is no PDF")
    return made


def main(timestamp: str, memory: str, seconds: str) -> None:
    limit(memory=int(memory), seconds=int(seconds))
    content = sys.stdin.buffer.read().decode()
    sys.stdout.buffer.write(printed(content, timestamp=int(timestamp)))


if __name__ == "__main__":
    main(*sys.argv[1:])
