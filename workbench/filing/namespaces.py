"""Names of the namespaces and types of an Office Open XML package (ECMA-376)."""

from __future__ import annotations

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"

CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
"""What the content types of Word's parts begin with."""

NAMES = {"w": W, "r": R, "a": A, "pic": PIC, "wp": WP}
"""Prefixes for searches in parts."""
