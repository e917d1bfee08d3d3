"""Which events a client wants."""

import re
from collections.abc import Collection
from typing import NamedTuple

from schemas.messages.inbound import Channel
from schemas.messages.labels import Topic
from schemas.messages.stream import Destination

#: The events of the stream that can be asked for.
KINDS = ("routed", "conversation", "reward", "signal")

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
_ANY: frozenset[str] = frozenset()


class Dimensions(NamedTuple):
    """What of an event can be filtered by; None where the event does not say."""

    channel: str | None = None
    topic: str | None = None
    destination: str | None = None
    team: str | None = None


NO_DIMENSIONS = Dimensions()


class Filter(NamedTuple):
    """Empty means any. Values of one field are alternatives, fields must all agree.

    Routed and conversation events are filtered by all four fields, and an event that does not say is not a match. Signals are filtered by
    topic, where their subject names one. Rewards are about members and not about messages: no field filters them, `kinds` does.
    """

    channel: frozenset[str] = _ANY
    topic: frozenset[str] = _ANY
    destination: frozenset[str] = _ANY
    team: frozenset[str] = _ANY
    kinds: frozenset[str] = frozenset(KINDS)

    @property
    def narrows(self) -> bool:
        """True where some messages are left out."""
        return bool(self.channel or self.topic or self.destination or self.team)

    def matches(self, of: Dimensions) -> bool:
        return (
            (not self.channel or of.channel in self.channel)
            and (not self.topic or of.topic in self.topic)
            and (not self.destination or of.destination in self.destination)
            and (not self.team or of.team in self.team)
        )

    def wants(self, kind: str, of: Dimensions) -> bool:
        if kind not in self.kinds:
            return False
        if kind == "reward":
            return True
        if kind == "signal":
            return not self.topic or of.topic is None or of.topic in self.topic
        return self.matches(of)


EVERYTHING = Filter()


class Unknown(NamedTuple):
    """A value that nobody knows."""

    field: str
    value: str
    known: tuple[str, ...]


def make(
    channel: Collection[str],
    topic: Collection[str],
    destination: Collection[str],
    team: Collection[str],
    kinds: Collection[str],
    seen_topics: Collection[str],
) -> Filter | list[Unknown]:
    """A filter of what was asked for, or all values that are unknown.

    Channels and destinations are closed lists; topics are those of the default model and those seen on the stream (a company's own model brings
    its own). Teams are named by the policy, which this service does not read: any well-formed name is taken.
    """
    unknown: list[Unknown] = []
    closed: tuple[tuple[str, Collection[str], tuple[str, ...]], ...] = (
        ("channel", channel, tuple(Channel)),
        ("topic", topic, (*Topic, *sorted(set(seen_topics) - set(Topic)))),
        ("destination", destination, tuple(Destination)),
        ("events", kinds, KINDS),
    )
    for field, wanted, known in closed:
        unknown += [Unknown(field, value, tuple(map(str, known))) for value in wanted if value not in known]
    unknown += [Unknown("team", value, ()) for value in team if not _NAME.fullmatch(value)]
    if unknown:
        return unknown
    return Filter(frozenset(channel), frozenset(topic), frozenset(destination), frozenset(team), frozenset(kinds or KINDS))
