# specimen of no_unconditional_skip at tests/unit/test_alpha.py
import shutil

import pytest


@pytest.mark.skipif(shutil.which("buildah") is None, reason="buildah is not there")
def test_image() -> None:
    if shutil.which("docker") is None:
        pytest.skip("no engine")
