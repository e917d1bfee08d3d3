"""Where a company's topics end: how sure a text must be to be about one of them.

Most tables say nothing of what is out of scope. So whole topics are left out of training and asked for: a text about a topic that the model has
never seen is the hardest kind of text out of scope. What is sought is the edge with which most messages are told rightly,
those in scope and those out of it.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Topics are left out in this many groups, one after the other.
GROUPS = 3
#: Texts of a table that take part in leaving out, at most: it fits a model for each group.
MOST_TEXTS = 6_000
#: Share of right answers that an edge may not go below.
LEAST_KEPT = 0.80
#: Rows out of scope from which the table's own decide, and no topic is left out.
ENOUGH_ROWS = 20
#: Of the messages to come, the share about none of the topics: at least this where the table has rows of them, at most that where it has none.
LEAST_STRANGE, MOST_STRANGE = 0.2, 0.5
#: Texts of a topic up to which a table without rows out of scope is taken to have met half of what will come; with more, it has met more.
HALF_MET, HOW_FAST = 40, 2.4


class Seen(NamedTuple):
    """Held-out texts as a model saw them."""

    #: `domain.dense.scope` of each.
    scope: Floats
    #: True where the likeliest topic is the right one; False for every stranger.
    right: NDArray[np.bool_]
    #: True where the text is about none of the topics.
    stranger: NDArray[np.bool_]


#: (rows to train on, rows to judge) → scope and likeliest class of the rows to judge
Judge = Callable[[NDArray[np.int64], NDArray[np.int64]], tuple[Floats, NDArray[np.str_]]]


def left_out(topics: Sequence[str], folds: NDArray[np.int64], judge: Judge, seed: int) -> Seen:
    """Texts of topics that were left out, and held-out texts of those that were not."""
    chance = np.random.default_rng(seed)
    names = np.array(sorted(set(topics)))
    group_of = dict(zip(chance.permutation(names).tolist(), (index % GROUPS for index in range(len(names))), strict=True))
    labels = np.array(topics)
    group = np.array([group_of[name] for name in topics])
    taking_part = np.zeros(len(labels), dtype=np.bool_)
    taking_part[chance.permutation(len(labels))[:MOST_TEXTS]] = True
    parts: list[Seen] = []
    for number in range(GROUPS):
        held = folds % GROUPS == number
        train = np.flatnonzero(taking_part & (group != number) & ~held)
        if len(set(labels[train].tolist())) < 2:
            continue
        known = np.isin(labels, np.unique(labels[train]))
        asked = np.flatnonzero(taking_part & ((group == number) | (held & known)))
        scope, said = judge(train, asked)
        stranger = group[asked] == number
        parts.append(Seen(scope, (said == labels[asked]) & ~stranger, stranger))
    if not parts:
        return Seen(np.zeros(0), np.zeros(0, dtype=np.bool_), np.zeros(0, dtype=np.bool_))
    return Seen(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def expected(texts: int, topics: int, strangers: int) -> float:
    """The share of messages about none of the topics that is to be expected. A guess, and meant as one: `--out-of-scope` replaces it.

    Where the table has rows out of scope, their share. Else the fewer texts a topic has, the less of the traffic can have been seen by whoever
    made the table.
    """
    if strangers >= ENOUGH_ROWS:
        return max(LEAST_STRANGE, strangers / texts)
    return float(min(MOST_STRANGE, MOST_STRANGE * (HALF_MET * topics / texts) ** HOW_FAST))


def share_kept(seen: Seen, strange: float) -> float:
    """Of the right answers, the share to keep, so that most messages are told rightly where `strange` of them are out of scope."""
    known = int((~seen.stranger).sum())
    strangers = int(seen.stranger.sum())
    if known == 0 or strangers == 0 or not seen.right.any():
        return 1.0
    edges = np.quantile(seen.scope[seen.right], np.linspace(0.0, 1.0 - LEAST_KEPT, 81))
    kept = np.array([(seen.right & (seen.scope >= edge)).sum() / known for edge in edges])
    found = np.array([(seen.stranger & (seen.scope < edge)).sum() / strangers for edge in edges])
    best = int(((1.0 - strange) * kept + strange * found).argmax())
    return float((seen.scope[seen.right] >= edges[best]).mean())


__all__ = ["ENOUGH_ROWS", "Judge", "Seen", "expected", "left_out", "share_kept"]
