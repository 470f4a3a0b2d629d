"""How YAML from outside is read: version 1.1, safe types, no duplicate keys, bounded work."""

from typing import Any

import yaml

MAX_BYTES = 1_000_000
MAX_DEPTH = 100
MAX_NODES = 30_000


class Unreadable(ValueError):
    """The text is not YAML that is accepted; the message says why."""


_PLAIN_TAGS = frozenset(
    {None, "!", *(f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))}
)
_KEY_TAGS = frozenset({"tag:yaml.org,2002:str", "tag:yaml.org,2002:merge"})


class _Loader(yaml.CSafeLoader):
    """Refuses a mapping that names a key twice, or has a key that is not text."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 -- the signature is PyYAML's
        seen: set[str] = set()
        for key, _ in node.value:
            line = key.start_mark.line + 1
            if key.tag not in _KEY_TAGS:
                raise Unreadable(f"line {line} has a key that is not text; put it in quotes")
            if key.value in seen:
                raise Unreadable(f"line {line} repeats the key {key.value[:60]!r}")
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def read(text: bytes | str) -> Any:
    """The value that the text holds."""
    if len(text) > MAX_BYTES:
        raise Unreadable(f"is larger than {MAX_BYTES:,} bytes")
    try:
        _Budget().check(text)
        return yaml.load(text, Loader=_Loader)  # noqa: S506 -- a subclass of the safe loader
    except yaml.YAMLError as error:
        raise Unreadable(" ".join(str(error).split())[:300]) from error
    except (UnicodeError, RecursionError, OverflowError, ValueError) as error:
        raise error if isinstance(error, Unreadable) else Unreadable(str(error)[:300]) from error


class _Budget:
    """Counts the nodes that the text stands for, aliases written out, before any is built."""

    def __init__(self) -> None:
        self.open: list[tuple[str | None, int]] = []  # anchor, nodes counted when it began
        self.sizes: dict[str, int] = {}
        self.count = 0

    def check(self, text: bytes | str) -> None:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            tag = getattr(event, "tag", None)
            if tag not in _PLAIN_TAGS:
                raise Unreadable(f"uses the tag {str(tag)[:60]!r}; only plain values are read")
            self.count_in(event)

    def count_in(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.AliasEvent):
            self.add(self.size_of(str(event.anchor)))
        elif isinstance(event, yaml.CollectionStartEvent):
            self.begin(event.anchor)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.finish()
        elif isinstance(event, yaml.ScalarEvent):
            self.scalar(event.anchor)

    def add(self, nodes: int) -> None:
        self.count += nodes
        if self.count > MAX_NODES:
            raise Unreadable(f"holds more than {MAX_NODES:,} values")

    def size_of(self, anchor: str) -> int:
        if anchor not in self.sizes:
            raise Unreadable(f"uses the alias {anchor[:60]!r} before its anchor is complete")
        return self.sizes[anchor]

    def begin(self, anchor: str | None) -> None:
        self.open.append((anchor, self.count))
        self.add(1)
        if len(self.open) > MAX_DEPTH:
            raise Unreadable(f"nests deeper than {MAX_DEPTH} levels")

    def finish(self) -> None:
        anchor, before = self.open.pop()
        if anchor:
            self.sizes[anchor] = self.count - before

    def scalar(self, anchor: str | None) -> None:
        self.add(1)
        if anchor:
            self.sizes[anchor] = 1
