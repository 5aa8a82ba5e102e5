"""The drawing as a sheet in the page: crisp at every size, each box and line reached by mouse and keyboard."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

import streamlit as st
from lxml import etree

_SVG = "{http://www.w3.org/2000/svg}"
_CSS = """
.sheet { background: #ffffff; border: 1px solid var(--st-border-color); border-radius: var(--st-base-radius);
  overflow-x: auto; padding: 0.5rem; }
.sheet:focus-visible { outline: 3px solid var(--st-primary-color); }
svg text { font-family: var(--st-font), sans-serif; }
svg { display: block; height: auto; min-width: 44rem; width: 100%; }
g[role="button"] { cursor: pointer; outline: none; }
g.node[role="button"]:hover :is(polygon, path) { fill: #e3f0f2; }
g.node[role="button"]:focus-visible :is(polygon, path) { fill: #e3f0f2; stroke: #0f6674; stroke-width: 3.5; }
g.edge .reach { fill: none; stroke: transparent; stroke-width: 14; pointer-events: stroke; }
g.edge[role="button"]:hover .reach, g.edge[role="button"]:focus-visible .reach { stroke: rgba(15, 102, 116, 0.28); }
g.chosen :is(polygon, path:not(.reach)) { stroke: #0f6674; stroke-width: 3.5; }
g.edge.chosen .reach { stroke: rgba(15, 102, 116, 0.28); }
text[font-weight="bold"] { paint-order: stroke; stroke: #ffffff; stroke-width: 4; }
"""
_JS = """
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const sheet = parentElement.querySelector(".sheet");
  if (sheet.dataset.digest !== data.digest) {
    sheet.innerHTML = data.svg;
    sheet.dataset.digest = data.digest;
    for (const line of sheet.querySelectorAll("g.edge path")) {
      // A line is thin: what is clicked on is broader than what is seen.
      const reach = line.cloneNode();
      reach.removeAttribute("stroke-dasharray");
      reach.removeAttribute("stroke");
      reach.removeAttribute("stroke-width");
      reach.classList.add("reach");
      line.parentNode.appendChild(reach);
    }
  }
  for (const part of sheet.querySelectorAll("g[role='button']")) {
    part.classList.toggle("chosen", part.id === data.chosen);
    part.onclick = () => setTriggerValue("opened", part.id);
    part.onkeydown = (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        setTriggerValue("opened", part.id);
      }
    };
  }
}
"""
_sheet = st.components.v2.component(
    "workbench_diagram",
    html='<div class="sheet" tabindex="0" role="group" aria-label="Diagram of the architecture"></div>',
    css=_CSS,
    js=_JS,
)


def draw(svg: str, *, key: str, names: Mapping[str, str], chosen: str, on_opened: Callable[[], None]) -> None:
    """Draw an SVG in which boxes and lines open.

    Args:
        svg: as Graphviz writes it; parts are found by their ids.
        names: what each part that opens is called for who does not see it, by id.
        chosen: id of the part that is open; empty for none.
        on_opened: called when one is opened; ``opened(key)`` says which.
    """
    made = operable(svg, names)
    digest = hashlib.sha256(made.encode()).hexdigest()
    _sheet(key=key, data={"svg": made, "digest": digest, "chosen": chosen}, on_opened_change=on_opened)


def opened(key: str) -> str:
    """The id of the part that was opened; for the callback."""
    state = st.session_state.get(key)
    return str(getattr(state, "opened", None) or "")


def operable(svg: str, names: Mapping[str, str]) -> str:
    """An SVG whose named parts are buttons; it carries no link, no script, and takes the width that it is given."""
    root = etree.fromstring(svg.encode("utf-8"), etree.XMLParser(resolve_entities=False, no_network=True))
    for measure in ("width", "height"):
        if measure in root.attrib:
            del root.attrib[measure]
    root.set("role", "presentation")
    etree.strip_elements(root, f"{_SVG}script", f"{_SVG}foreignObject", with_tail=False)
    etree.strip_tags(root, f"{_SVG}a")
    etree.strip_elements(root, f"{_SVG}title", with_tail=False)
    for part in root.iter(f"{_SVG}g"):
        name = names.get(part.get("id", ""))
        if name is not None:
            part.set("role", "button")
            part.set("tabindex", "0")
            part.set("aria-label", name)
    return etree.tostring(root, encoding="unicode")
