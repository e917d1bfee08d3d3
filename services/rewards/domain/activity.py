"""An act of a member as the ledger knows it: what it is about, and what came of it. Text is not kept, only its digest."""

from datetime import datetime
from hashlib import blake2b
from typing import NamedTuple

import orjson

from schemas.messages.community import CommunityAction, CommunityActivity


class Activity(NamedTuple):
    """One act; once decided upon, one row of `activities`.

    `subject` is what the act is about, within its member: of all acts with one subject only one earns, and an undo that names no
    activity takes back the act with its subject. `open` rows still matter to others: acts that were not taken back, and undos that
    came before what they undo.
    """

    activity_id: str
    digest: bytes
    member_id: str
    by_member_id: str | None
    action: CommunityAction
    at: datetime
    undo: bool
    undoes: str | None
    thread: str | None
    subject: str
    #: "earned", or the named reason why it earned nothing; empty before that is decided.
    outcome: str = ""
    open: bool = True


def activity_of(event: CommunityActivity) -> Activity:
    return Activity(
        event.activity_id,
        _digest(event),
        event.member_id,
        event.by_member_id,
        event.action,
        event.at,
        event.undo,
        event.undoes,
        event.thread_id or event.message_id,
        subject_of(event) or f"{event.action}#{event.activity_id}",
    )


def subject_of(event: CommunityActivity) -> str | None:
    """What `event` is about, or None where it does not say so.

    Ids are free text, so the first of two is written with its length: no pair of ids can be read as another pair.
    """
    action = event.action
    thread = event.thread_id or event.message_id
    if action is CommunityAction.ASKED:
        return None if thread is None else asked_subject(thread)
    if action is CommunityAction.REFERRAL or action is CommunityAction.REFERRAL_ACTIVATED:
        return None if event.by_member_id is None else f"{action}/{event.by_member_id}"
    about = f"p:{event.post_id}" if event.post_id else f"t:{thread}" if thread else None
    if about is None or (action is CommunityAction.ANSWERED and event.post_id is None):
        # Two answers in a thread are two answers.
        return None
    if action is CommunityAction.KUDOS or action is CommunityAction.FLAGGED:
        giver = event.by_member_id or ""
        return f"{action}/{len(giver)}:{giver}/{about}"
    return f"{action}/{about}"


def asked_subject(thread: str) -> str:
    return f"asked/{thread}"


def _digest(event: CommunityActivity) -> bytes:
    """16 bytes that differ where the content differs; the same moment with another offset is the same content."""
    content = (
        event.action,
        event.member_id,
        event.by_member_id,
        round(event.at.timestamp() * 1_000_000),
        event.undo,
        event.undoes,
        event.thread_id,
        event.message_id,
        event.post_id,
        event.text,
        event.language,
        event.customer_id,
    )
    return blake2b(orjson.dumps(content), digest_size=16).digest()
