# specimen of no_swallowed_exception at runtime/alpha.py
import contextlib

try:
    x = 1
except ValueError:
    x = 2
with contextlib.suppress(ProcessLookupError):
    x = 3
