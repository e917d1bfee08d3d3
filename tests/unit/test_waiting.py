"""Whoever waits gets the answer that was waited for, or hears what did not come."""

import asyncio

import pytest

from tests.waiting import until, wait_until


def test_the_first_answer_that_is_true_is_given() -> None:
    answers = iter([0, "", None, "here", "too late"])
    assert wait_until(lambda: next(answers), 5, "an answer", every=0) == "here"


async def test_a_coroutine_is_asked_as_well_as_a_value() -> None:
    answers = iter([0, "", None, "here", "too late", "here again"])

    async def ask() -> object:
        await asyncio.sleep(0)
        return next(answers)

    assert await until(ask, 5, "an answer", every=0) == "here"
    next(answers)
    assert await until(lambda: next(answers), 5, "an answer", every=0) == "here again"


async def test_what_did_not_come_is_named_as_it_is_by_then() -> None:
    came: list[int] = []
    with pytest.raises(AssertionError, match=r"not within 0\.01 s: three words"):
        wait_until(lambda: False, 0.01, "three words", every=0)
    with pytest.raises(AssertionError, match=r"not within 0\.01 s: three words, [1-9]\d* came"):
        await until(lambda: came.append(1), 0.01, lambda: f"three words, {len(came)} came", every=0)
