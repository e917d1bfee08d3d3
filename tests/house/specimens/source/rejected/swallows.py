# specimen of no_swallowed_exception at runtime/alpha.py
import contextlib
from contextlib import suppress

try:
    x = 1
except ValueError:  # <- here
    pass
try:
    x = 1
except Exception:  # <- here
    ...
try:
    x = 1
except KeyError:  # <- here
    "never mind"
with contextlib.suppress(Exception):  # <- here
    x = 2
with suppress(KeyError, BaseException):  # <- here
    x = 2
