"""Small worlds, made once."""

from __future__ import annotations

import pytest
from made_world import Made, make_small


@pytest.fixture(scope="session", params=[7, 8, 9], ids=lambda seed: f"seed {seed}")
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make_small(tmp_path_factory.mktemp("worlds") / "world", request.param)
