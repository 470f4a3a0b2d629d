"""What do evaluation files say? Pure: bytes go in, results in one normal form come out.

A file that cannot be read ends in a refusal with a code; the portal has the sentences.

Nothing here imports Django or any other part of the portal: `python -m applications.evidence` runs
in a process of its own, which may use little memory and time and may die.
"""
