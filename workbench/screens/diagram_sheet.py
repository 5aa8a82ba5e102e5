"""The drawing as a sheet in the page: crisp at every size, each box and line reached by mouse and keyboard."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence

import streamlit as st
from lxml import etree

_SVG = "{http://www.w3.org/2000/svg}"
_CSS = """
.sheet { background: #ffffff; border: 1px solid var(--st-border-color); border-radius: var(--st-base-radius);
  overflow: auto; padding: 0.5rem; }
.sheet.zoomed { max-height: 85vh; }
.zoom { display: flex; gap: 0.3rem; justify-content: flex-end; padding-bottom: 0.3rem; }
.zoom button { font: inherit; font-size: 0.85rem; min-width: 2.2rem; padding: 0.15rem 0.5rem; cursor: pointer;
  color: var(--st-text-color); background: var(--st-background-color); border: 1px solid var(--st-border-color);
  border-radius: var(--st-button-radius); }
.zoom button:hover { border-color: var(--st-primary-color); }
.zoom button:focus-visible, a:focus-visible { outline: 3px solid var(--st-primary-color); }
.sheet:focus-visible { outline: 3px solid var(--st-primary-color); }
svg text { font-family: var(--st-font), sans-serif; }
svg { display: block; height: auto; min-width: 44rem; width: 100%; }
.small svg { min-width: 34rem; }
.natural svg { min-width: var(--least); max-width: var(--most); margin: 0 auto; }
.zoomed svg { min-width: 0; max-width: none; width: var(--wide); }
g.pin a:hover polygon { fill: #0f6674; }
g[role="button"] { cursor: pointer; outline: none; }
g.node[role="button"]:hover :is(polygon, path) { fill: #e3f0f2; }
g.node[role="button"]:focus-visible :is(polygon, path) { fill: #e3f0f2; stroke: #0f6674; stroke-width: 3.5; }
g.edge .reach { fill: none; stroke: transparent; stroke-width: 14; pointer-events: stroke; }
g.edge[role="button"]:hover .reach, g.edge[role="button"]:focus-visible .reach { stroke: rgba(15, 102, 116, 0.28); }
g.chosen :is(polygon, path:not(.reach)) { stroke: #0f6674; stroke-width: 3.5; }
g.edge.chosen .reach { stroke: rgba(15, 102, 116, 0.28); }
text[font-weight="bold"] { paint-order: stroke; stroke: #ffffff; stroke-width: 4; }
"""
_HTML = """
<div class="zoom"><button type="button" class="smaller" aria-label="Smaller">−</button>
<button type="button" class="fit">Whole width</button>
<button type="button" class="larger" aria-label="Larger">+</button></div>
<div class="sheet" tabindex="0" role="group"></div>
"""
_JS = """
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const sheet = parentElement.querySelector(".sheet");
  if (sheet.dataset.digest !== data.digest) {
    sheet.innerHTML = data.svg;
    sheet.setAttribute("aria-label", data.label);
    sheet.classList.toggle("small", data.small);
    sheet.dataset.digest = data.digest;
    sheet.classList.toggle("natural", data.natural > 0);
    // What it is about stands in the middle of what is seen, also when the room becomes another one.
    const centre = () => {
      const room = sheet.clientWidth - 16;
      sheet.style.setProperty("--least", `${(room < 0.72 * data.natural ? 0.85 : 0) * data.natural}px`);
      sheet.style.setProperty("--most", `${1.25 * data.natural}px`);
      const about = sheet.querySelector("g.chosen")?.getBoundingClientRect();
      const seen = sheet.getBoundingClientRect();
      if (about) sheet.scrollLeft += about.left + about.width / 2 - seen.left - seen.width / 2;
    };
    // A drawing that is broader than its room opens where its most important parts are; once, then the reader scrolls.
    const begin = () => {
      const parts = data.first.map((id) => sheet.querySelector(`[id="${CSS.escape(id)}"]`)).filter(Boolean);
      if (sheet.begun || sheet.clientWidth === 0 || parts.length === 0) return;
      sheet.begun = true;
      const rooms = parts.map((part) => part.getBoundingClientRect());
      const seen = sheet.getBoundingClientRect();
      const middle = (Math.min(...rooms.map((r) => r.left)) + Math.max(...rooms.map((r) => r.right))) / 2;
      sheet.scrollLeft += middle - seen.left - seen.width / 2;
    };
    sheet.watching?.disconnect();
    if (data.first.length > 0) {
      sheet.watching = new ResizeObserver(begin);
      sheet.watching.observe(sheet);
    }
    if (data.natural > 0) {
      sheet.watching = new ResizeObserver(centre);
      sheet.watching.observe(sheet);
    }
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
  // How wide the drawing is drawn, in parts of the room that it has; 0 for as it comes.
  const steps = [0.55, 0.75, 1, 1.4, 2, 2.8];
  const zoom = (change) => {
    const drawn = sheet.querySelector("svg").getBoundingClientRect().width;
    const room = sheet.clientWidth - 16;
    let wide = data.natural > 0 ? 1 : 0;
    if (change > 0) wide = steps.find((step) => step * room > drawn + 2) ?? steps.at(-1);
    if (change < 0) wide = steps.findLast((step) => step * room < drawn - 2) ?? steps[0];
    sheet.classList.toggle("zoomed", wide !== 0);
    sheet.style.setProperty("--wide", `${wide * 100}%`);
  };
  for (const [name, change] of [["smaller", -1], ["fit", 0], ["larger", 1]]) {
    parentElement.querySelector(`.zoom .${name}`).onclick = () => zoom(change);
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
    html=_HTML,
    css=_CSS,
    js=_JS,
)


def draw(
    svg: str,
    *,
    key: str,
    names: Mapping[str, str],
    chosen: str = "",
    on_opened: Callable[[], None] = lambda: None,
    label: str = "Diagram of the architecture",
    links: Mapping[str, str] | None = None,
    small: bool = False,
    natural: bool = False,
    first: Sequence[str] = (),
) -> None:
    """Draw an SVG in which boxes and lines open.

    Args:
        svg: as Graphviz writes it; parts are found by their ids.
        names: what each part that opens is called for who does not see it, by id.
        chosen: id of the part that is open; empty for none.
        on_opened: called when one is opened; ``opened(key)`` says which.
        label: what the drawing is called for who does not see it.
        links: addresses of the named parts that lead away instead of opening, by id.
        small: it may be drawn smaller than a page would draw it, as one of two beside each other.
        natural: its letters keep about their size, however broad it is; what is chosen stands in the middle.
        first: ids of the parts that are in sight at first where the room is narrower than the drawing.
    """
    made = operable(svg, names, links or {})
    width = natural_width(svg) if natural else 0
    digest = hashlib.sha256(f"{label}{small}{width}{made}".encode()).hexdigest()
    data = {
        "svg": made, "digest": digest, "chosen": chosen, "label": label, "small": small, "natural": width,
        "first": list(first),
    }  # fmt: skip
    _sheet(key=key, data=data, on_opened_change=on_opened)


def opened(key: str) -> str:
    """The id of the part that was opened; for the callback."""
    state = st.session_state.get(key)
    return str(getattr(state, "opened", None) or "")


def natural_width(svg: str) -> int:
    """How broad a drawing is by its own measure, in pixels; 0 where it has none."""
    found = re.search(r'<svg[^>]*\swidth="([0-9.]+)pt"', svg)
    return round(float(found.group(1)) * 4 / 3) if found else 0


def operable(svg: str, names: Mapping[str, str], links: Mapping[str, str] | None = None) -> str:
    """An SVG whose named parts are buttons, or links to addresses of ours; it carries no other link and no script.

    It takes the width that it is given.
    """
    root = etree.fromstring(svg.encode("utf-8"), etree.XMLParser(resolve_entities=False, no_network=True))
    for measure in ("width", "height"):
        if measure in root.attrib:
            del root.attrib[measure]
    root.set("role", "presentation")
    etree.strip_elements(root, f"{_SVG}script", f"{_SVG}foreignObject", with_tail=False)
    etree.strip_tags(root, f"{_SVG}a")
    etree.strip_elements(root, f"{_SVG}title", with_tail=False)
    for part in list(root.iter(f"{_SVG}g")):
        name = names.get(part.get("id", ""))
        address = (links or {}).get(part.get("id", ""))
        if name is not None and address is not None:
            _lead(part, name, address)
        elif name is not None:
            part.set("role", "button")
            part.set("tabindex", "0")
            part.set("aria-label", name)
    return etree.tostring(root, encoding="unicode")


def _lead(part: etree._Element, name: str, address: str) -> None:
    """Put all of a part into a link."""
    link = etree.Element(f"{_SVG}a", {"href": address, "target": "_self", "aria-label": name})
    title = etree.SubElement(link, f"{_SVG}title")
    title.text = name
    link.extend(list(part))
    part.append(link)
