"""Sentences beside a position that leave it as it is: thanks, a date, who decided it, what it is not tied to."""

from __future__ import annotations

import re

from workbench.exchange.replies import wording
from workbench.graph.dates import MONTH_NAMES

_BODY = (
    r"(?:our|the) (?:(?:own|executive|general|standards|regulatory) )?(?:board|management|committee|council|"
    r"members|membership|executives|directors|leadership|working group|team)"
)
_IT = (
    r"(?:it|this|that|the (?:text|agreement|proposal|recommendation|position|answer|reply)|"
    r"this (?:position|answer|reply))"
)
_DECIDED = r"(?:approved|endorsed|confirmed|decided|adopted|took|agreed(?: on| to)?|signed off(?: on)?)"
_DAY_WORD = (
    rf"(?:unanimously|today|yesterday|on|at|in|last|this|of|its|our|the|meeting|session|week|month|morning|"
    rf"afternoon|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:{'|'.join(MONTH_NAMES)})|\d{{1,2}}(?:st|nd|rd|th)?|"
    rf"\d{{4}})"
)
_DAY = rf"(?:,? {_DAY_WORD})*"
_THING = r"(?:comments?|questions?|remarks?|suggestions?|changes?|edits?|concerns?|reservations?)"
_NOTHING_ADDED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:many |kind |with )?thank(?:s|ing)?(?: you)?(?: (?:very much|so much|again|all|everyone|both))*"
        r"(?: for (?:(?:all|the|this|your|everyone's) |(?:circulating|sending|sharing|preparing|drafting|organi[sz]ing|"
        r"hosting|explaining|coordinating|reminding) )(?P<free>[^,;:?!\"]{1,70}))?",
        rf"(?:(?:we|i) (?:have|had) )?no (?:(?:further|other|more|additional) )?{_THING}(?: (?:or|and) {_THING})?"
        rf"(?: (?:on|to|about) {_IT})?(?: (?:at this time|from (?:us|me|our side|here)))?",
        r"(?:(?:we|i) have )?nothing (?:further |more |else )?to add",
        r"(?:sorry|apologies|my apologies|please excuse us) for (?:the|this|our|my) (?:late|delayed|slow) "
        r"(?:answer|reply|response)|(?:sorry|apologies) for the delay",
        rf"{_BODY} (?:has |have )?(?:met (?:and |to ))?{_DECIDED} {_IT}{_DAY}",
        rf"{_IT} was {_DECIDED} by {_BODY}{_DAY}",
        r"(?:(?:whatever you (?:do|decide) (?:with|about) (?:that|it|this|them|these)|either way|in any (?:case|event)|"
        r"regardless|come what may),? )?our support (?:stands|holds|is (?:not conditional|unconditional)|"
        r"does not (?:depend|hinge) on (?:it|that|this|them|these|any of (?:it|this|them)))"
        r"(?: (?:either way|regardless|in any case|all the same))?",
        r"(?:this|it|that|they|these) (?:is|are) (?:not (?:a )?conditions?|no conditions?)(?: of our support)?",
        r"noted(?:,? thank(?:s| you))?|that is all|see you (?:then|there|all|soon|next week|on \w+day)",
        r"(?:we|i) leave (?:it|that|this|them) (?:to|with) you(?:r discretion)?",
        r"(?:when|where) (?:is|will) the next (?:meeting|call)(?: be)?|"
        r"did you (?:get|receive) (?:this|it|our (?:mail|reply))|"
        r"(?:can|could|would) you (?:please )?confirm (?:receipt|that you (?:got|received) (?:this|it))",
    )
)
_MORE = re.compile(
    r"\b(?:in advance|next|will|future|consider\w*|promis\w+|commit\w*|paragraphs?|sections?|sentences?|"
    r"clauses?|chang\w+|remov\w+|delet\w+|not|never|n't|our|my|should|must|could|would)\b",
    re.IGNORECASE,
)
"""What makes thanks a wish."""
_WHOLE = (
    r"(?:it|this|any of (?:it|this)|(?:the )?(?:text|agreement|proposal|call|recommendation|requirement))\b"
)
_PART_OF_IT = (
    rf"(?:that (?!{_WHOLE})(?=\w)|(?:setting|giving|limiting|applying) (?=\w+ \w)|how |"
    r"(?:the )?(?:(?:first|second|third|fourth|last|other|rest of the) )?"
    r"(?:paragraphs?|sections?|sentences?|clauses?|points?|items?|parts?)\b)"
)
_PART = re.compile(
    rf"(?:we|i) (?:(?:do not|don't|cannot|can't|can|do) )?(?:support|accept|agree with|agree to|agree) {_PART_OF_IT}",
    re.IGNORECASE,
)
_NO_CONDITION = re.compile(
    r"(?:(?:we|i) have |there (?:is|are) |with )?(?:just )?(?:one|an?|two|three|some|a few|our|the) "
    r"(?:(?:small|minor|editorial|short|brief) )*(?:comments?|remarks?),? (?:and |which )?(?:(?:it|they|this|these) )?"
    r"(?:(?:is|are) )?(?:not (?:a )?conditions?(?: of our support)?|no conditions?(?: of our support)?|"
    r"take (?:it|them) or leave (?:it|them)|to take or leave)\s*[:.](?P<comment>.*)",
    re.IGNORECASE | re.DOTALL,
)


_NAME = re.compile(r"[A-Z][a-z'-]+(?: [A-Z][\w.'-]*){0,2}")
_STATES = re.compile(r"(?:it|this|that|they|these|there|we|our|its)\b(?!,)(?! is\W*$)", re.IGNORECASE)


def is_fragment(text: str, *, alone: bool) -> bool:
    """Whether a few words behind a support could narrow it: *With changes. In part. As if.*

    A name, or a line of its own without an end, as in a signature, is none.
    """
    open_ended = text.rstrip()[-1:] not in ".!?…"
    few = len(text.split()) <= 4 and not (open_ended and (alone or _NAME.fullmatch(text)))
    return few and not _STATES.match(text) and not adds_nothing(text)


def adds_nothing(text: str) -> bool:
    """Whether a sentence leaves the position beside it as it is, whatever it is."""
    plain = text.strip(" .!?")
    for pattern in _NOTHING_ADDED:
        match = pattern.fullmatch(plain)
        if match is not None and not _MORE.search(match.groupdict().get("free") or ""):
            return True
    return False


def tells_the_part(text: str) -> bool:
    """Whether a sentence beside *support in part* says which part: *We support that …*, *we do not support …*."""
    return _PART.match(text) is not None and not (
        wording.TAKEN_BACK.search(text) or re.search(r"\b(?:if|until|once|when)\b|\?", text, re.IGNORECASE)
    )


def comment_apart(text: str) -> str | None:
    """The comment in a sentence that says of itself that it is no condition, perhaps empty; None for any other."""
    match = _NO_CONDITION.fullmatch(text)
    return None if match is None else match["comment"].strip()
