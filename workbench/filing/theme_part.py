"""The part ``word/theme/theme.xml``: colours and fonts that the styles never refer to, but Word looks for."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from workbench.filing.namespaces import DECLARATION, A
from workbench.filing.stylesheet import Stylesheet

_COLOURS = {
    "dk1": "000000",
    "lt1": "FFFFFF",
    "dk2": "333333",
    "lt2": "E7E9EC",
    "accent1": "1F4E9E",
    "accent2": "B00020",
    "accent3": "6A3D9A",
    "accent4": "7A4B21",
    "accent5": "555555",
    "accent6": "9A9A9A",
    "hlink": "000000",
    "folHlink": "000000",
}


def theme_xml(sheet: Stylesheet) -> str:
    """The whole part: black on white, the text font throughout, plain lines and fills."""
    colours = "".join(f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in _COLOURS.items())
    font = f'<a:latin typeface={quoteattr(sheet.font)}/><a:ea typeface=""/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    lines = "".join(f'<a:ln w="{width}">{fill}</a:ln>' for width in (6350, 12700, 19050))
    effects = "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3
    return (
        f'{DECLARATION}<a:theme xmlns:a="{A}" name="Filing"><a:themeElements>'
        f'<a:clrScheme name="Filing">{colours}</a:clrScheme>'
        f'<a:fontScheme name="Filing"><a:majorFont>{font}</a:majorFont><a:minorFont>{font}</a:minorFont></a:fontScheme>'
        f'<a:fmtScheme name="Filing"><a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{lines}</a:lnStyleLst>'
        f"<a:effectStyleLst>{effects}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme>"
        "</a:themeElements></a:theme>"
    )
