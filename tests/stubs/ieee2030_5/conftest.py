"""Certificates for the tests of IEEE 2030.5, made once for a module."""

from __future__ import annotations

import pytest

from tests.stubs.ieee2030_5.utility_side import Certificates


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Return an authority with its certificates."""
    return Certificates(tmp_path_factory.mktemp("pki"))
