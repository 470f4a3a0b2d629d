"""Who ends the children of a supervisor that was killed by force?

A process of its own session that does nothing but wait for the supervisor's end of a pipe to close.
"""

import shutil
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.stdin.buffer.read()

    sys.path[0] = str(Path(__file__).resolve().parents[2])
    from portal.embedded.children import Ledger

    Ledger(Path(sys.argv[1])).stop_leftovers()
    for folder in sys.argv[2:]:
        shutil.rmtree(folder, ignore_errors=True)
