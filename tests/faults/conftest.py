"""Systems to hurt."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.faults.parts import Parts


@pytest.fixture(scope="package")
def hurt(homes: Path, ports: Any) -> Iterator[Any]:
    """One system for all faults: what one test leaves behind, the next one meets. It logs all that it can, for tests of what it logs."""
    from tests.conftest import _new_system

    running = _new_system(homes / "hurt", ports, {"KLANTSTROOM_SESSION_SECONDS": "6", "KLANTSTROOM_LOG_LEVEL": "debug"}).start()
    yield running
    running.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def parts(homes: Path, ports: Any) -> AsyncIterator[Parts]:
    """Nothing of it runs yet."""
    made = Parts(homes / "parts" / "home", ports.take)
    yield made
    await made.close()
