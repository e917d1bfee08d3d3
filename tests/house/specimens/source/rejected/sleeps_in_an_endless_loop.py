# specimen of no_sleep_in_tests at tests/unit/test_alpha.py
import time


def test_for_ever() -> None:
    while not ready():
        time.sleep(0.1)  # <- here
