"""Named places where a test may kill the process: what if it dies right here?

`KLANTSTROOM_FAILPOINT=after_commit:3` kills the process (SIGKILL, as a power cut would) the third time that it comes by
`after_commit`. Unset, a failpoint costs one comparison.
"""

import os
import signal

#: In the order in which a unit of work comes by.
FAILPOINTS = (
    "after_fetch",
    "after_gather",
    "after_decide",
    "before_commit",
    "after_commit",
    "mid_publish",
    "in_transaction",
    "after_publish",
    "after_offsets",
    "in_take_over",
)


class Failpoint:
    def __init__(self, setting: str) -> None:
        name, _, times = setting.partition(":")
        if name and name not in FAILPOINTS:
            raise ValueError(f"KLANTSTROOM_FAILPOINT: there is no {name!r}; choose from {', '.join(FAILPOINTS)}")
        if times and not times.isdigit():
            raise ValueError(f"KLANTSTROOM_FAILPOINT: {times!r} is no number of times")
        self._name = name
        self._left = int(times or 1)

    def watches(self, name: str) -> bool:
        return name == self._name

    def __call__(self, name: str) -> None:
        if name == self._name:
            self._left -= 1
            if self._left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)
