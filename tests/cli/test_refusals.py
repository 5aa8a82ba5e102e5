"""Every refusal that is told as a sentence exists under the name by which it is looked for."""

from __future__ import annotations

from importlib import import_module

from workbench.cli.refusals import REFUSALS, REFUSED_CHANGE, REFUSED_DATABASE, USAGE


def test_the_names_are_those_of_errors() -> None:
    for names in (REFUSALS, REFUSED_CHANGE, REFUSED_DATABASE, USAGE):
        for name, module in names.items():
            assert issubclass(getattr(import_module(module), name), Exception)
