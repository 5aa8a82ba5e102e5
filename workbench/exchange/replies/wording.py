"""The words in which people take a position, and the words that make a reader stop and ask."""

from __future__ import annotations

import re

LABELS: tuple[tuple[str, str], ...] = (
    (
        "support-with-comment",
        r"support(?:s|ing)?(?: |-)with(?: |-)(?:(?:a|one|the following|some|minor) )?comments?",
    ),
    ("support-in-part", r"support(?:s|ing)?(?: |-)in(?: |-)part|partial support|partially supports?"),
    ("can-live-with", r"(?:prefers? another,? but )?can(?: |-)live(?: |-)with(?: (?:it|this|that))?"),
    ("reserve", r"reserved?(?:: no position(?: at this time)?)?|no position(?: at this time| for now)?"),
    ("not-enough-information", r"not(?: |-)enough(?: |-)information"),
    ("abstain", r"abstain(?:s|ing)?|abstention"),
    ("recuse", r"recused?|recusal|recuses"),
    ("object", r"object(?:s|ing|ion)?|opposed?|opposes"),
    ("support", r"supports?|supporting|in favou?r|in support"),
)
"""Each position with the words that name it alone, the longer ones first."""

_ADVERB = (
    r"(?:(?:fully|strongly|wholeheartedly|also|hereby|still|gladly|formally|respectfully|regretfully|"
    r"unreservedly|both|firmly|warmly|very much|entirely|completely|definitely|absolutely|emphatically|"
    r"unanimously|happily|unequivocally|unconditionally|readily|certainly|now|"
    r"therefore|thus|continues? to|(?:is|are|am) (?:pleased|happy|glad) to|can|do|does|must|has to|have to|"
    r"needs? to|wish(?:es)? to) )*"
)
EMPHASIS = (
    r"(?:without (?:any )?(?:reservations?|qualifications?|hesitation|conditions?)|unreservedly|wholeheartedly|"
    r"unconditionally|fully|strongly|in full|in its entirety|as a whole)"
)
"""What stands behind a position and only makes it firmer."""
_RECORDS = r"(?:record|register|note|enter|lodge|raise|file|state|express|voice|log|submit)"
_WILL = r"(?:will |'ll |shall |(?:is|are|am) going to )?"
VERB_PHRASES: tuple[tuple[str, str], ...] = (
    (
        "support-in-part",
        rf"{_ADVERB}(?:partially|partly) supports?|{_ADVERB}supports?(?P<object>.{{0,60}}?) in part",
    ),
    (
        "support-with-comment",
        rf"{_ADVERB}supports?(?P<object>.{{0,60}}?),? with (?:(?:a|one|the following|some|minor|two|"
        rf"three|this|these|"
        r"our|a few|a minor|one minor|the attached) )?comments?(?: below)?"
        r"(?: (?:for|to) (?:the|your) (?:editors?|authors?|drafters?|drafting team|record))?",
    ),
    (
        "can-live-with",
        r"(?:(?:would )?prefers? (?:another|a different|other)[^,.;:]{0,30},? but )?can (?:(?:certainly|"
        r"also|still|happily|well|easily|gladly|therefore|definitely) )?live with",
    ),
    (
        "reserve",
        r"(?:currently )?(?:take|takes|has|have|hold|holds|(?:is|are) taking) no position|(?:has|have|"
        r"do not have|does not "
        r"have) (?:no )?position at this time|reserves? (?:our|its|their|my|the right to take a) position|"
        r"(?:is|are) reserving (?:our|its|their) position",
    ),
    (
        "not-enough-information",
        r"(?:do not|don't|does not|doesn't|did not) (?:yet )?have enough information|(?:has|have) not "
        r"enough information|"
        r"lacks? (?:enough|the|sufficient) information",
    ),
    ("abstain", rf"{_WILL}{_ADVERB}abstains?|(?:is|are|am) abstaining"),
    (
        "recuse",
        rf"{_WILL}{_ADVERB}recuses?(?: (?:itself|ourselves|myself|themselves|us))?|(?:is|are|am) recused|"
        r"(?:is|are|am) recusing (?:itself|ourselves|myself|themselves)",
    ),
    (
        "object",
        rf"{_ADVERB}(?:objects?|opposes?)|(?:is|are|am) (?:(?:strongly|firmly|fully|completely|entirely|"
        rf"emphatically|now) )?opposed|"
        rf"{_ADVERB}(?:would like to |wish(?:es)? to )?{_RECORDS}s? (?:an|our|its|my|this|the "
        rf"following) objection|"
        r"(?:has|have) an objection",
    ),
    (
        "support",
        rf"{_ADVERB}supports?|(?:is|are|am) (?:(?:strongly|firmly|fully|completely|entirely|very much|now) )?"
        rf"(?:in favou?r|in support|supportive)|"
        rf"{_ADVERB}(?:would like to |wish(?:es)? to )?{_RECORDS}s? (?:our|its|my) support",
    ),
)
"""Each position with what *we* or an organisation do in it."""

_AS = r"(?:us|{org})(?: down)? as "
_OPEN, _SHUT = r"[\"']?", r"[\"']?"
REQUESTS: tuple[tuple[str, str], ...] = (
    (
        "support-with-comment",
        rf"{_AS}{_OPEN}(?:supporting|support) with (?:(?:the following|a|one|this) )?comments?{_SHUT}",
    ),
    ("support-in-part", rf"{_AS}{_OPEN}(?:supporting|support) in part{_SHUT}"),
    ("can-live-with", rf"{_AS}{_OPEN}can live with (?:it|this|that|the text){_SHUT}"),
    ("reserve", rf"{_AS}{_OPEN}(?:reserving|reserved?|taking no position|no position){_SHUT}"),
    ("not-enough-information", rf"{_AS}{_OPEN}not(?: having)? enough information{_SHUT}"),
    ("object", rf"objection|{_AS}{_OPEN}(?:objecting|object|opposed|opposing|an objection){_SHUT}"),
    ("abstain", rf"abstention|{_AS}{_OPEN}(?:abstaining|abstain|an abstention){_SHUT}"),
    ("recuse", rf"recusal|{_AS}{_OPEN}(?:recused|recusing|recuse){_SHUT}"),
    (
        "support",
        rf"support|{_AS}{_OPEN}(?:fully |strongly )?(?:supporting|support|in favou?r|a supporter|supportive){_SHUT}",
    ),
)
"""After *Please record (our)*."""
REQUEST = r"(?:please|kindly) (?:record|note|register|enter|put|mark|list|log|count|include)"

STANCE = re.compile(
    r"\b(?:support\w*|endors\w+|agree(?:s|d|ing)?|concur\w*|favou?r(?:s|ed|able)?|approv\w+|"
    r"object(?:s|ed|ing|ions?)?|oppos\w+|"
    r"disagree\w*|reject\w*|abst(?:ain|ent)\w*|recus\w+|neutral|no position|our position|reserv(?:e|"
    r"es|ed|ing)|live with|"
    r"accept(?:s|ed|able)?|cannot accept|veto\w*|vot(?:e|es|ed|ing)|dissent\w*|against|stand aside|"
    r"enough information|consent\w*)\b",
    re.IGNORECASE,
)
"""Words with which one may take a side; each has to be understood or the reply is not read."""
SUPPORTING = re.compile(r"support|endors|agree|concur|favou?r|approv|accept|consent", re.IGNORECASE)

DEVICES = re.compile(
    r"\b(?:inverters?|devices?|gateways?|protocols?|profiles?|products?|equipment|systems?|firmware|"
    r"clients?|servers?|"
    r"standards?|dnp3|2030\.5|61850|modbus|xmpp|hardware|software|models?|units?|platforms?|networks?|"
    r"data|information|"
    r"xml|meters?|installations?|stacks?|implementations?)\b",
    re.IGNORECASE,
)
"""What can support a function, or be an object, without taking a side."""
BENIGN = re.compile(
    r"(?:data|information|dnp3|xml|managed) objects?|(?:technical|customer|vendor|field|volt[- ]var|"
    r"reactive(?: power)?|"
    r"grid|voltage|ride[- ]through|life) support|support (?:staff|team|desk|for (?:dnp3|ieee|2030|"
    r"modbus|volt))|"
    r"recorded (?:vote|position)s?|thank(?:s| you) for (?:your|the) support|consensus call|vote count|"
    r"position of the sun|"
    r"against (?:that|this|which) background",
    re.IGNORECASE,
)

CONDITION = re.compile(
    r"\b(?:if|unless|provided|providing|as long as|so long as|subject to|on (?:the )?condition|"
    r"conditional(?:ly)?|contingent|"
    r"assuming|until|pending|except(?:ing)?|apart from|other than|but|however|although|though|yet|"
    r"nevertheless|"
    r"only|with the (?:exception|understanding|proviso)|on the understanding|in principle|"
    r"conceptually|in concept|"
    r"tentatively|generally|mostly|largely|for the most part|in general|in spirit|once|when|where|"
    r"insofar|to the extent|"
    r"reservations?|concerns?|caveats?|depends?|depending|either|or|as amended|if amended|as modified|"
    r"with (?:the )?(?:change|amendment|edit|revision|modification)s?|minus|without|rather than|instead)\b",
    re.IGNORECASE,
)
"""Words that take back a part of a support."""
TAKEN_BACK = re.compile(
    r"^(?:but|however|although|though|yet|nevertheless|nonetheless|that said|having said that|only|if|"
    r"unless|provided|providing|"
    r"subject to|as long as|so long as|on condition|except|assuming|until|pending|conditional|"
    r"contingent|once|not)\b|"
    r"\b(?:our|this|its|the) (?:support|position|objection|abstention) (?:is|would be|remains|depends|"
    r"holds|will|applies|may|"
    r"might|could)\b|\bsubject to\b|\bon (?:the )?condition\b|\bonly if\b|\bunless\b|\bprovided "
    r"(?:that|the|it|this|these)\b|"
    r"\b(?:as|so) long as\b|\bcontingent\b|\bpending\b|\bnot (?:yet )?(?:final|authori[sz]ed|approved|"
    r"cleared)\b",
    re.IGNORECASE,
)
"""Words that take back a support that was said in another sentence."""
WANTS_CHANGE = re.compile(
    r"\b(?:please (?!let|record|note|find|see|confirm|contact|do not hesitate|feel|register|enter|"
    r"call)|should|must|"
    r"needs? to|ha(?:s|ve) to|ought|paragraphs?|sections?|sentences?|clauses?|footnotes?|suggest\w*|"
    r"recommend\w*|propos(?:e|es|ing)|request\w*|amend\w*|revis(?:e|es|ing)|"
    r"delet\w+|remov\w+|"
    r"replac\w+|reword\w*|clarif\w+|typos?|concern\w*|worr\w+|reservations?|comments?|problem\w*|"
    r"would (?:like|prefer)|prefers?|"
    r"too (?:\w+ )?(?:early|late|long|short|broad|narrow|vague|strict|weak|dear|costly|expensive|complex|soon|slow|"
    r"far|high|low|much|many|little)|wrong|unclear|vague|missing|lacks?|better|worse|mistakes?|errors?|pity|sadly|"
    r"consider\w*|(?:our|my) (?:\w+ )?(?:changes?|edits?|wording|text)|a?wait(?:s|ing)?|to confirm|"
    r"for (?:approval|confirmation)|(?:will|'ll|is going to|are going to) (?:still )?"
    r"(?:look|review|discuss|check|confirm|decide|consider|revisit|tell|answer|vote|get back|come back)|"
    r"(?:we|i) (?:\w+ )?(?:hope|trust|assume|expect|understand|presume|read|take|rely|count on|anticipate|ask|want|"
    r"wish)|in our (?:reading|understanding|view)|promis\w+|"
    r"partly|partial(?:ly)?|almost|nearly|somewhat|maybe|perhaps|probably|possibly|sort of|kind of|"
    r"issues? with|however|but|although|though|if|not|n't|cannot|never|except)\b|n't\b",
    re.IGNORECASE,
)
"""Words beside a bare support that sound like a comment or a part; which of them, only the sender knows."""
NOT_FOR_THE_ORGANISATION = re.compile(
    r"\bon reflection\b|\bsecond thoughts?\b|\bno,? wait\b|\bin the way\b|\bblock(?:ing)? "
    r"(?:consensus|the|this|it)\b|"
    r"\bstand(?:s|ing)? aside\b|\bnot really\b|\bpersonal(?:ly)?\b|\bnot (?:speaking )?(?:on behalf|"
    r"for (?:my|our) (?:company|organi[sz]ation|"
    r"employer))|"
    r"\bspeaking for myself\b|\bmy own (?:view|opinion)|\boff the record\b|\bunofficial|"
    r"\bhypothetical|\bdisregard\b|"
    r"\bignore (?:my|our|the)\b|\bretract\w*|\bwithdraw(?:s|ing|n)? (?:my|our|its|the)\b|\bchanged "
    r"(?:my|our|its) mind|"
    r"\bcorrection\b|\bjust kidding\b|\bjoking\b|\b(?:draft|proposed) (?:response|reply|position)\b|"
    r"\bfor your review\b|"
    r"\bthis is only a draft\b|\bearlier (?:mail|email|message|reply|position|vote)\b|\bprevious "
    r"(?:mail|email|message|"
    r"reply|position|vote)\b|\b(?:has|have|had) not (?:yet )?(?:decided|agreed|discussed)\b|\bstill "
    r"(?:discussing|"
    r"reviewing|deciding|checking)\b|\bnot sure\b|\bunsure\b|\bundecided\b",
    re.IGNORECASE,
)
DRAFT = re.compile(r"\s*(?:(?:re|aw|fwd?|wg)\s*:\s*)*(?:draft|test|template|example)\b", re.IGNORECASE)
"""A subject by which the mail is no answer yet."""
UNSETTLED = re.compile(
    r"\bt\.?b\.?[cd]\b|\bto be (?:confirmed|decided|discussed|seen)\b|\bprovisional(?:ly)?\b|\bpreliminary\b|"
    r"\btentative(?:ly)?\b|\bconditional(?:ly)?\b|\b(?:may|might|could|can) (?:still |yet )?change\b|"
    r"\b(?:has|have) yet to\b|\bstill (?:read|review|look|check|discuss|talk|decid|consider|work|study|wait)\w*\b|"
    r"\bfor (?:now|the moment|the time being)\b|\bin theory\b|"
    r"\b(?:was|were) (?:our|my|its|their|the) (?:answer|position|vote|view|reply)\b|\bkidding\b|\bover my dead body\b|"
    r"\bwhat (?:i|we) (?:was|were|am|are) told\b|\bas if\b|"
    r"\b(?:is|are|was|were|been|now) (?:now )?(?:resolved|settled|fixed|solved|addressed|withdrawn|moot|overtaken)\b|"
    r"\bcan stay\b|\b(?:is|are) (?:now )?fine\b|\b(?:decision|answer|reply|position|letter) (?:will )?follows?\b",
    re.IGNORECASE,
)
"""Words by which a position, whichever it is, is not the last word, or is one no more."""
ATTRIBUTES = re.compile(
    r"\b(?:said|says|wrote|writes|stated|states|commented|asked|argued|told|according to|quoting|quote|"
    r"position of|comments? (?:from|by)|reply (?:from|of)|words of|mail (?:from|of)|response (?:from|"
    r"of)|forwarded|for example|"
    r"e\.g|such as|text (?:reads|says)|instead)\b",
    re.IGNORECASE,
)
SAID_BY = re.compile(r"\b(?:answers?|positions?|votes?|views?|replie[sd]|reply|words)\b", re.IGNORECASE)
NOTHING_SAID = re.compile(
    r"(?:none|no|n/?a|nothing|nil|tb[ad]|to (?:follow|come)|see (?:the )?attach\w*|(?:is |are "
    r")?attached|later)?",
    re.IGNORECASE,
)
"""In the place of a comment: that there is none, or that it stands where it is not read."""
HYPOTHETICAL = re.compile(
    r"\b(?:would|could|might) (?:then |be able to |be willing to |be happy to )*(?:support|live with|"
    r"accept|agree|"
    r"withdraw|drop|remove)\b",
    re.IGNORECASE,
)
AUTOMATIC = re.compile(
    r"^\s*(?:re:\s*)?(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response)|"
    r"out[- ]of[- ](?:the[- ])?office|"
    r"abwesenheits\w*|undeliverable|delivery status notification|read:|accepted:|declined:|tentative:)",
    re.IGNORECASE,
)
ABSENT = re.compile(
    r"\b(?:i am|i'm|i will be) (?:currently )?(?:out of (?:the )?office|away from (?:the )?office|on "
    r"(?:annual |parental |"
    r"sick )?leave|on vacation|travel+ing)\b.{0,200}\b(?:return|back|respond|access|until|through|urgent)",
    re.IGNORECASE | re.DOTALL,
)
