"""Full-text search over codes, titles, texts and details."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import text as sql
from sqlmodel import Session

WORD = re.compile(r"[\w.-]+", re.UNICODE)


@dataclass(frozen=True)
class Hit:
    """One item found, with the words around the place."""

    code: str
    title: str
    extract: str


def search(session: Session, words: str, *, limit: int = 50) -> list[Hit]:
    """Items in which every word stands (the last one may be a beginning), the best first.

    Args:
        words: as typed; signs other than letters and digits are not searched.
    """
    found = [w.strip(".-") for w in WORD.findall(words)]
    found = [w for w in found if w][:12]
    if not found:
        return []
    if session.get_bind().dialect.name == "sqlite":
        query = " ".join(f'"{word}"' for word in found) + "*"
        statement = (
            "SELECT code, title, snippet(item_search, 3, '', '', ' … ', 12) AS extract FROM item_search "
            "WHERE item_search MATCH :query ORDER BY bm25(item_search, 0, 10, 5, 1), code LIMIT :limit"
        )
    else:
        query = " & ".join(f"'{word}'" for word in found) + ":*"
        statement = (
            "SELECT code, title, ts_headline('simple', body, to_tsquery('simple', :query), "
            '\'MaxWords=12, MinWords=5, StartSel="", StopSel=""\') AS extract FROM item_search '
            "WHERE to_tsvector('simple', code || ' ' || title || ' ' || body) @@ to_tsquery('simple', :query) "
            "ORDER BY ts_rank(to_tsvector('simple', code || ' ' || title || ' ' || body), "
            "to_tsquery('simple', :query)) DESC, code LIMIT :limit"
        )
    rows = session.execute(sql(statement), {"query": query, "limit": limit})
    return [Hit(code, title, " ".join(extract.split())) for code, title, extract in rows]
