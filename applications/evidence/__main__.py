"""A process of its own that reads one file from standard input and writes JSON.

`python -m applications.evidence FORMAT BYTES SECONDS`: the most memory and processor time that it
may use. Linux holds both. macOS holds the time and ignores the limit on memory; there the
portal's clock and the size limit of files remain.
"""

import resource
import sys

from applications.evidence import reader


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


def main(format_name: str, memory: str, seconds: str) -> None:
    """Read, and say what was found."""
    limit(memory=int(memory), seconds=int(seconds))
    sys.stdout.write(reader.as_json(sys.stdin.buffer.read(), declared=format_name))


if __name__ == "__main__":
    main(*sys.argv[1:])
