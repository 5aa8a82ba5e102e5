"""What organisations, calls and their texts are called in a reply, as patterns."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workbench.exchange.replies import wording

_TEXT_WORDS = (
    r"(?:the )?(?:(?:proposed|draft|circulated|revised|current|present|latest|whole|full|entire|"
    r"attached|following|above) )*"
    r"(?:text|agreement|proposal|call|language|wording|recommendation|consensus call|statement|"
    r"requirement|motion|issue|draft)"
)
_AS_IT_IS = r"(?: as (?:it stands|drafted|written|circulated|proposed|is|it is|posted|presented))?"


@dataclass(frozen=True)
class Names:
    """The names of organisations in a reply, as patterns.

    Args:
        own: of the sender's organisation; empty where none is known.
        others: of every other organisation.
        about: the call's code, its item's code and title.
        several: of each organisation for which the sender speaks, where there are several.
        collective: the noun by which the sender's organisation is called with *the* before it, or empty.
    """

    own: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    collective: str = ""
    several: tuple[tuple[str, ...], ...] = ()

    def own_pattern(self) -> str:
        """The sender's organisation by its name, or by its noun with *the* before it; matches nothing for none."""
        names = "|".join(re.escape(name) for name in sorted(self.own, key=len, reverse=True))
        named = [f"(?:the )?(?:{names})"] if names else []
        if self.collective:
            # Written small, it is any league.
            named.append(f"the (?-i:{re.escape(self.collective)})")
        return f"(?:{'|'.join(named)})" if named else r"(?!)"

    def jointly_pattern(self) -> str:
        """*Both North and South*: as many names as the sender speaks for; ``is_joint`` looks whether they are all."""
        if len(self.several) < 2:
            return r"(?!)"
        names = "|".join(
            re.escape(name)
            for name in sorted({n for each in self.several for n in each}, key=len, reverse=True)
        )
        one = rf"(?:the )?(?:{names})(?![\w&-])"
        head = r"(?:(?:both|all)(?: (?:of )?(?:(?:my|our|the) )?(?:companies|organi[sz]ations))?,? )?"
        return rf"{head}{one}(?:(?:,? and |, | & ){one}){{{len(self.several) - 1}}}"

    def is_joint(self, words: str) -> bool:
        """Whether words name every organisation for which the sender speaks, where there are several."""
        return len(self.several) > 1 and all(
            any(re.search(rf"(?<![\w&]){re.escape(name)}(?![\w&])", words, re.IGNORECASE) for name in names)
            for names in self.several
        )

    def mentions_other(self, text: str) -> str | None:
        """The name of another organisation in a text, or None."""
        for name in self.others:
            if re.search(rf"(?<![\w&]){re.escape(name)}(?![\w&])", text):
                return name
        return None


def call_pattern(names: Names) -> str:
    """The call, by its code or by its item's code or title."""
    return "(?:" + ("|".join(re.escape(name) for name in names.about) or r"(?!)") + ")"


def lead_pattern(names: Names) -> str:
    """*BAL-02:*, *Regarding consensus call BAL-02,* or *BAL-02* before a position."""
    about = call_pattern(names)
    labels = "|".join(pattern for _, pattern in wording.LABELS)
    return (
        r"(?:(?:regarding|re|on|concerning|with (?:regard|respect) to|in (?:response|reply|answer) to|"
        r"as (?:to|for)|for):? "
        rf"(?:your (?:mail|question|notice) (?:on|of|about) )?)?(?:the )?(?:consensus )?(?:call )?(?:{about})"
        r"(?:\s*(?:[:,–—]|-+ )\s*|\s+(?=(?:our |my )?(?:position|vote|answer)\b)"
        rf"|\s+(?=(?:we|{names.own_pattern()}|{names.jointly_pattern()}) )|\s+(?=(?:{labels})\s*(?:$|[.:,;])))"
    )


def subject_pattern(names: Names) -> str:
    """Who takes a position: *we*, the sender's organisation, or all those for which the sender speaks."""
    return (
        rf"(?:{names.jointly_pattern()},?|we|i|{names.own_pattern()}|"
        rf"our (?:company|organi[sz]ation|utility|office|team|members|coalition)|"
        rf"the (?:company|organi[sz]ation))"
        r"(?:,? (?:as [^,]{1,40},|too|therefore|hereby|both))?"
    )


def object_pattern(names: Names) -> str:
    """What a position may be about: the call, its item, its text, or *it*."""
    about = call_pattern(names)
    called = r"(?:consensus call |call |ballot |issue |agreement |requirement )?"
    call = rf"(?:(?:the |this )?{called}[\"(]?(?:{about})[\")]?)"
    thing = (
        rf"(?:{call}|(?:this|that) one|(?:this|that) (?:text|agreement|proposal|call|language|wording|recommendation|"
        rf"requirement)|"
        rf"{_TEXT_WORDS}|it|this|that|these|all of it)(?![\w-])"
    )
    towards = (
        r"(?:taking a position on|to (?:take|form) a position(?: on)?|to decide(?: on)?|"
        r"to|of|for|from|on|by|with|in(?! full\b| its entirety\b)|about)"
    )
    return (
        rf"(?: {towards}(?= |[.,:;!]|$))*(?: {thing}{_AS_IT_IS})?"
        rf"(?: (?:(?:of|in|for|on|under) {thing}|\({call}\)){_AS_IT_IS})*"
        r"(?: (?:at this time|for now|on this(?: one| call)?|in this (?:call|matter|round)|this time|"
        r"at this point|at present))?"
        rf"(?:,? {wording.EMPHASIS})?"
    )
