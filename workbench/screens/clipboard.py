"""A button that copies a text to the clipboard of the visitor's machine, and says that it did."""

from __future__ import annotations

import streamlit as st

_HTML = """
<button type="button">
  <svg aria-hidden="true" width="16" height="16" viewBox="0 0 24 24">
    <path fill="none" stroke="currentColor" stroke-width="2" d="M8 8h12v13H8zM16 8V3H4v13h4"/>
  </svg>
  <span class="label"></span>
</button>
"""
_CSS = """
button {
  background: transparent;
  border: 1px solid var(--st-border-color);
  border-radius: var(--st-button-radius);
  color: var(--st-text-color);
  align-items: center;
  cursor: pointer;
  display: inline-flex;
  font: inherit;
  gap: 0.5rem;
  font-family: var(--st-font);
  font-size: 0.875rem;
  min-height: 2.5rem;
  padding: 0.25rem 0.75rem;
  white-space: nowrap;
}
button:hover { border-color: var(--st-primary-color); color: var(--st-primary-color); }
button:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: 1px; }
"""
_JS = """
export default function (component) {
  const { data, parentElement } = component;
  const button = parentElement.querySelector("button");
  const label = parentElement.querySelector(".label");
  label.textContent = data.label;
  button.title = data.text.length > 300 ? data.text.slice(0, 300) + " …" : data.text;
  button.onclick = async () => {
    const field = document.createElement("textarea");
    try {
      await navigator.clipboard.writeText(data.text);
    } catch {
      // Without a secure address the browser has no clipboard of its own to offer.
      field.value = data.text;
      document.body.appendChild(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    label.textContent = "Copied";
    button.setAttribute("aria-live", "polite");
    setTimeout(() => { label.textContent = data.label; }, 1600);
  };
}
"""

_button = st.components.v2.component("workbench_copy_button", html=_HTML, css=_CSS, js=_JS)


def copy_button(text: str, *, key: str, label: str = "Copy") -> None:
    """Draw a button that copies ``text``; nothing is sent to the server.

    Args:
        text: shown as it is to the browser's clipboard; also the button's tooltip.
        label: what stands on the button.
    """
    _button(key=key, data={"text": text, "label": label}, width="content")
