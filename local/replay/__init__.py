"""Somebody's own messages, or the project's sample, sent through a running system and accounted for."""

from local.replay.account import Account, ReplayFailed, Settled
from local.replay.demo import ReplayOptions, run_demo
from local.replay.rows import Columns, Entry, Form, Unreadable, WrongColumns, read

__all__ = ["Account", "Columns", "Entry", "Form", "ReplayFailed", "ReplayOptions", "Settled", "Unreadable", "WrongColumns", "read", "run_demo"]
