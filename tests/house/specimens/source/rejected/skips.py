# specimen of no_unconditional_skip at tests/unit/test_alpha.py
import pytest
from pytest import mark

pytestmark = pytest.mark.skip  # <- here


@pytest.mark.skip(reason="later")  # <- here
def test_one() -> None:
    pytest.skip("not now")  # <- here


@mark.skip  # <- here
def test_two() -> None:
    docker = pytest.importorskip("docker")  # <- here


@pytest.mark.skipif(True, reason="always")  # <- here
def test_three() -> None: ...
