"""So that `python -m gatehouse_cli` is the command too."""

from gatehouse_cli.main import main

main()
