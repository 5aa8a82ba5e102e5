"""Keys that Streamlit's own shortcuts cannot give: ``/`` for the search, and a warning before leaving.

Shortcuts of buttons are Streamlit's (``shortcut=``); only what has no button stands here.
"""

from __future__ import annotations

import streamlit as st

_JS = """
export default function (component) {
  const { data } = component;
  const write = (element) =>
    element && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));
  const onKey = (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    const within = document.activeElement;
    // A letter typed into a chosen cell of a grid begins an edit there: the slash belongs to it.
    if (write(within) || (within && within.closest && within.closest("[data-testid=stDataFrame]"))) return;
    if (document.querySelector("[role=dialog]")) return;
    const field = document.querySelector("input[type=search]");
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
  };
  // Streamlit opens every link in a new tab; from item to item one reads on in the same one.
  const onLink = (event) => {
    const link = event.target.closest && event.target.closest("a[href*='?item=']");
    if (link && link.origin === window.location.origin) link.target = "_self";
  };
  // An item stands on the page from which it was opened. To Streamlit that page is chosen already, and choosing
  // it in the list would change nothing; to the reader it is the way back.
  const onPage = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || !event.target.closest) return;
    const chosen = event.target.closest("[data-testid=stSidebarNav] a[aria-current=page]");
    const back = document.querySelector(`.st-key-${data.back} button`);
    if (!chosen || !back) return;
    event.preventDefault();
    event.stopPropagation();
    back.click();
  };
  const onLeave = (event) => { event.preventDefault(); event.returnValue = ""; };
  if (window.workbenchKeys) {
    document.removeEventListener("keydown", window.workbenchKeys.onKey);
    document.removeEventListener("click", window.workbenchKeys.onLink, true);
    document.removeEventListener("click", window.workbenchKeys.onPage, true);
    window.removeEventListener("beforeunload", window.workbenchKeys.onLeave);
  }
  window.workbenchKeys = { onKey, onLink, onPage, onLeave };
  document.addEventListener("keydown", onKey);
  if (data.links_stay) document.addEventListener("click", onLink, true);
  if (data.back) document.addEventListener("click", onPage, true);
  if (data.unsaved) window.addEventListener("beforeunload", onLeave);
  return () => {
    document.removeEventListener("keydown", onKey);
    document.removeEventListener("click", onLink, true);
    document.removeEventListener("click", onPage, true);
    window.removeEventListener("beforeunload", onLeave);
  };
}
"""

_keys = st.components.v2.component("workbench_keyboard", js=_JS)


def keyboard(key: str, *, unsaved: bool = False, links_stay: bool = False, back: str = "") -> None:
    """Let ``/`` go to the page's search field.

    Args:
        key: prefix of the page.
        unsaved: the browser asks before the tab is closed or loaded anew.
        links_stay: links to items open in the same tab.
        back: key of the button that leads back; the page that is chosen in the list of pages does as it does.
    """
    data = {"unsaved": unsaved, "links_stay": links_stay, "back": back}
    _keys(key=f"{key}_keyboard", data=data, height=1)
