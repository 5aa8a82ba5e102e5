"""Who is meant: owners and speakers, found by the form of the words and never by a list of names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from workbench.exchange.minutes.cues import cues

_TOKEN = r"(?:[A-ZÀ-ÖØ-Þ][\w'’.\-]*|(?:d[aeiu]|de\s+la|del|van|von|der|den|di|bin|al|la|le|ter)\b)"
NAME = rf"(?:(?:Dr|Mr|Ms|Mrs|Prof|Eng|Sen|Rep)\.?\s+)?{_TOKEN}(?:\s+{_TOKEN}){{0,3}}"
_NAME_ONLY = re.compile(rf"{NAME}$")
_ORGANISATION = re.compile(r"(?:[A-Z][A-Za-z]*&[A-Z][A-Za-z]*|[A-Z]{2,8}\d?)(?:[’']s)?$")
_NOUN_ENDING = re.compile(
    r"(?:tion|tions|ment|ments|ness|ity|ities|ing|ings|ance|ence|ures?|age|ages|ship|ware|ology|isms?|ables?|ibles?|ives?|als|ics|sis|graphs?|lines?)$",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:(?:AI|AP|action)\s+(?=[A-Z])|(?:and|but|so|then|also|thus|therefore|meanwhile|accordingly|finally|afterwards?|first|next|second|in\s+addition|additionally"
    r"|in\s+the\s+meantime|moving\s+forward|going\s+forward|in\s+response|as\s+a\s+next\s+step|consequently)\b\s*,?\s*"
    r"|(?:by|before|after|at|on|in|during|for|following|prior\s+to|until|within|based\s+on|given|if|once|when|as)\s[^,]{2,80},\s+|\(|\[|@|the\s+)+",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\s*[(\[][^)\]]*[)\]]?\s*$")
_PRONOUNS = {"he", "she", "they", "i", "we", "who"}
_SEPARATOR = re.compile(r"\s*(?:,\s*and\s|,|\band\b|&(?=\s)|\+|\s/\s|/(?=[A-Z][a-z])|\bwith\b)\s*")


@dataclass(frozen=True)
class Owner:
    """Somebody named: the words, and whether one person, a body of people, or a pronoun is meant."""

    words: str
    individual: bool = True
    pronoun: bool = False
    certain: bool = True


@dataclass
class Directory:
    """People that the minutes themselves name, such as in a list of those present.

    Args:
        names: full names as written.
        common: words that the minutes also write with a small letter, which therefore are no names.
    """

    names: list[str] = field(default_factory=list)
    common: frozenset[str] = frozenset()

    @classmethod
    def of(cls, text: str, known: Sequence[str] = ()) -> Directory:
        """A directory for one text; ``known`` are names from the record."""
        small = re.findall(r"(?<![\w.])[a-z][a-z'’-]+", text)
        return cls(names=[name for name in known if name.strip()], common=frozenset(small))

    def add(self, line: str) -> None:
        """Take the names of a line of attendees: "A. Smith (Acme), B. Jones", or "AS = Ann Smith"."""
        line = re.sub(r"\b[A-Z]{2,4}\s*[=:]\s*", ", ", line)
        plain = not re.search(r"[A-Z]", line)
        for part in re.split(r"[,;|]|\s[-–—]\s|\t|\band\b", re.sub(r"\([^)]*\)", ",", line)):
            words = part.strip(" .:*·•-–")
            if (re.fullmatch(r"[a-z][a-z.]{1,14}", words) and plain) or (
                _NAME_ONLY.match(words)
                and 1 <= len(words.split()) <= 4
                and not self._is_word(words.split()[0])
            ):
                self.names.append(words)

    def knows(self, words: str) -> bool:
        return bool(self.matches(words))

    def matches(self, words: str) -> list[str]:
        """Full names that the words may stand for: surname, given name or initials."""
        wanted = re.sub(r"^(?:Dr|Mr|Ms|Mrs|Prof)\.?\s+", "", words.strip()).casefold()
        found = []
        for name in dict.fromkeys(self.names):
            parts = name.casefold().split()
            initials = "".join(part[0] for part in parts)
            if wanted == name.casefold() or wanted in parts or (len(wanted) > 1 and wanted == initials):
                found.append(name)
        return found

    def full_name(self, words: str) -> str:
        """The one full name that the words stand for, else the words as they are."""
        found = self.matches(words)
        return found[0] if len(found) == 1 else words

    def _is_word(self, token: str) -> bool:
        low = token.strip(".,'’").lower()
        return low in cues().not_names or low in self.common or (
            low.endswith("s") and (low[:-1] in self.common or low[:-2] in self.common)
        )  # fmt: skip

    def owner(self, phrase: str) -> Owner | None:
        """The person or body that a subject such as "The secretary" or "Lee Park (Acme)" names."""
        words = _LEAD.sub("", phrase.strip()).strip(" ,:;*")
        words = _ASIDE.sub("", words).strip()
        words = (
            re.sub(r"['’](?:ll|d|s)$", "", words).rstrip(" ,.*:)]") if not words.endswith("Jr.") else words
        )
        if not words or len(words) > 90 or (" " in words and _said().search(words)):
            return None
        if words.lower() in _PRONOUNS:
            return Owner(words, individual=words.lower() in ("he", "she", "i"), pronoun=True)
        if self.knows(words):
            return Owner(words)
        if (body := self._body(words)) is not None:
            return body
        parts = [part for part in _SEPARATOR.split(words) if part]
        if len(parts) > 1:
            owners = [self.owner(part) for part in parts]
            if all(owners):
                return Owner(words, individual=False, certain=all(o.certain for o in owners if o))
            return None
        if _ORGANISATION.match(words):
            technology = words.upper().rstrip("'’S") in cues().not_organisations
            return None if technology else Owner(words, individual=len(words) == 2, certain=False)
        return self._name(words)

    def is_person(self, words: str) -> bool:
        """Whether the words name one person, and not a role, a body or several."""
        owner = self.owner(words)
        if owner is None or owner.pronoun or not owner.individual:
            return False
        return self.knows(owner.words) or (
            _bodies().match(owner.words) is None and self._name(owner.words) is not None
        )

    def _body(self, words: str) -> Owner | None:
        body = _bodies().match(words)
        if body is None:
            return None
        return Owner(words, individual=body["role"] is not None and not body["role"].lower().endswith("s"))

    def _name(self, words: str) -> Owner | None:
        if not _NAME_ONLY.match(words):
            return None
        tokens = words.split()
        if any(token.strip(".,").lower() in cues().not_names for token in tokens):
            return None
        if len(tokens) == 1:
            if len(words.strip(".")) < 2 or self._is_word(words) or _NOUN_ENDING.search(words):
                return None
            if re.search(r"\d|[a-z][A-Z]", words) and not re.match(
                r"(?:Mc|Mac|O['’]|De|Di|La|Le|Van|Fitz)[A-Z]", words
            ):
                return None
            return Owner(words, certain=False)
        if all(self._is_word(token) or _NOUN_ENDING.search(token) for token in tokens):
            return None
        if self._is_word(tokens[-1]) and len(tokens[-1]) > 3:
            return Owner(words, certain=False)
        return Owner(words, certain=not any(len(t) > 1 and t.isupper() and "." not in t for t in tokens))


@cache
def _said() -> re.Pattern[str]:
    """A verb inside a phrase: it is a clause and names nobody."""
    return cues().compile(
        rf"{cues().finite.pattern}|\s<<report_verb>>\s|\bthat\b|\s(?:undertook|took|gave|went|held|made|chose|began|wrote|saw|kept)(?:\s|$)|(?<!\bthe)(?<!\ba)(?<!\ban)\s(?-i:[a-z]+ed|[A-Z]{{3,}}ED)\s"
    )


@cache
def _bodies() -> re.Pattern[str]:
    """Groups, classes and roles: "the utilities", "subgroup on metering", "Energy Division staff"."""
    return cues().compile(
        r"(?:<<quantity>>)(?:[\w&/'’.-]+\s+){0,4}?(?P<noun><<group_noun>>|<<class_noun>>|(?P<role><<role_noun>>))"
        r"(?:\s+(?:on|of|for|from|at|in|to)\s+[\w&/',’ -]{2,50}"
        r"|\s+[A-Z][\w.'’-]+(?:\s+[A-Z][\w.'’-]+)?|\s+\d+|\s+[A-Z])?$"
    )


def joined(owners: Iterable[str]) -> str:
    """Several owners in one field."""
    return ", ".join(dict.fromkeys(owner for owner in owners if owner))
