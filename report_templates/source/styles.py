"""The styles of our Word templates.

One typeface, three sizes of heading, one ink, one accent. Everything is a named style, so that a consultant
changes the look of a whole report in Word's style pane and never by hand.
"""

INK = "1C2733"
ACCENT = "14505C"
GREY = "56626D"
RULE = "B4C0C8"
TINT = "EEF3F5"
AMBER = "8A5A00"
AMBER_TINT = "FFF7E6"

_FONT = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/>'


def styles() -> str:
    """Return the content of styles.xml."""
    return (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{_FONT}<w:color w:val="{INK}"/><w:sz w:val="21"/>'
        '<w:szCs w:val="21"/><w:lang w:val="en-GB" w:eastAsia="en-GB" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="140" w:line="288" w:lineRule="auto"/></w:pPr>'
        "</w:pPrDefault></w:docDefaults>" + "".join(_paragraph_styles()) + _CHARACTER_STYLES + _table_styles()
    )


def _paragraph_styles() -> list[str]:
    heading = "<w:keepNext/><w:keepLines/>"
    return [
        _style("Normal", "Normal", paragraph="<w:widowControl/>", default=True),
        _style("BodyText", "Body Text", based="Normal"),
        _heading(1, size=36, before=480, after=200, colour=ACCENT),
        _heading(2, size=26, before=320, after=120, colour=INK),
        _heading(3, size=22, before=240, after=80, colour=ACCENT),
        _style("Lead", "Lead-in", heading + _space(200, 80), "<w:b/><w:bCs/>", following="BodyText"),
        _style(
            "Title",
            "Title",
            _space(240, 160, line=252),
            f'<w:b/><w:bCs/><w:color w:val="{INK}"/>{_size(64)}',
            following="Subtitle",
        ),
        _style("Subtitle", "Subtitle", _space(0, 0), f'<w:color w:val="{GREY}"/>{_size(30)}'),
        _style(
            "CoverOrganisation",
            "Cover Organisation",
            f'<w:pBdr><w:bottom w:val="single" w:sz="36" w:space="14" w:color="{ACCENT}"/></w:pBdr>'
            + _space(2400, 360),
            f'<w:b/><w:bCs/><w:color w:val="{ACCENT}"/>{_size(30)}',
        ),
        _style(
            "CoverMarking",
            "Cover Marking",
            f'<w:pBdr>{_box(ACCENT)}</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="{ACCENT}"/>'
            + _space(3400, 400)
            + '<w:ind w:left="142" w:right="142"/>',
            f'<w:b/><w:bCs/><w:color w:val="FFFFFF"/>{_size(22)}',
        ),
        _style(
            "CoverDetail",
            "Cover Detail",
            f'<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="5" w:color="{RULE}"/>'
            f'<w:between w:val="single" w:sz="4" w:space="5" w:color="{RULE}"/></w:pBdr>'
            '<w:tabs><w:tab w:val="left" w:pos="3119"/></w:tabs>'
            + _space(0, 0)
            + '<w:ind w:left="3119" w:hanging="3119"/>',
        ),
        _style("ListBullet", "List Bullet", _list(1) + _space(0, 100), based="BodyText"),
        _style(
            "Quote",
            "Quote",
            f'<w:keepLines/><w:pBdr><w:left w:val="single" w:sz="24" w:space="12" w:color="{ACCENT}"/>'
            + "</w:pBdr>"
            + _space(160, 200)
            + '<w:ind w:left="340" w:right="340"/>',
            _size(22),
            following="BodyText",
        ),
        _style(
            "Note",
            "Note",
            f"<w:keepLines/><w:pBdr>{_box(TINT)}</w:pBdr>"
            + f'<w:shd w:val="clear" w:color="auto" w:fill="{TINT}"/>'
            + _space(160, 240)
            + '<w:ind w:left="142" w:right="142"/>',
            _size(20),
            following="BodyText",
        ),
        _style(
            "ToBeWritten",
            "To Be Written",
            '<w:keepLines/><w:pBdr><w:left w:val="single" w:sz="24" w:space="10" w:color="E0A526"/></w:pBdr>'
            f'<w:shd w:val="clear" w:color="auto" w:fill="{AMBER_TINT}"/>'
            + _space(120, 200)
            + '<w:ind w:left="284"/>',
            f'<w:color w:val="{AMBER}"/>{_size(20)}',
            following="BodyText",
        ),
        _style(
            "Caption",
            "caption",
            heading + _space(240, 100),
            f'<w:b/><w:bCs/><w:color w:val="{INK}"/>{_size(19)}',
        ),
        _style("TableText", "Table Text", _space(0, 0, line=252), _size(19)),
        _style("TableNote", "Table Note", _space(80, 280, line=252), f'<w:color w:val="{GREY}"/>{_size(17)}'),
        _style(
            "TableEnd", "Table End", '<w:spacing w:before="0" w:after="200" w:line="20" w:lineRule="exact"/>'
        ),
        _style("Fingerprint", "Fingerprint", based="TableText", run=_size(16)),
        _style("Closing", "Closing", _space(480, 0) + '<w:jc w:val="center"/>', f'<w:color w:val="{GREY}"/>'),
        _style(
            "Header",
            "header",
            f'<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="6" w:color="{RULE}"/></w:pBdr>'
            + _edge_tab()
            + _space(0, 0),
            f'<w:color w:val="{GREY}"/>{_size(17)}',
        ),
        _style("Footer", "footer", _edge_tab() + _space(0, 0), f'<w:color w:val="{GREY}"/>{_size(17)}'),
        _style(
            "TOCHeading",
            "TOC Heading",
            heading + _space(0, 280),
            f'<w:b/><w:bCs/><w:color w:val="{ACCENT}"/>{_size(36)}',
        ),
        _contents_line(1, left=567, before=140, run="<w:b/><w:bCs/>"),
        _contents_line(2, left=1247, before=0, run=""),
        _contents_line(3, left=2041, before=0, run=f'<w:color w:val="{GREY}"/>'),
    ]


_CHARACTER_STYLES = (
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
    '<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/><w:qFormat/>'
    "<w:rPr><w:b/><w:bCs/></w:rPr></w:style>"
    '<w:style w:type="character" w:customStyle="1" w:styleId="CoverLabel"><w:name w:val="Cover Label"/>'
    f'<w:rPr><w:color w:val="{GREY}"/></w:rPr></w:style>'
)


def _table_styles() -> str:
    rule = f'w:val="single" w:sz="4" w:space="0" w:color="{RULE}"'
    strong = f'w:val="single" w:sz="12" w:space="0" w:color="{ACCENT}"'
    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        '<w:style w:type="table" w:customStyle="1" w:styleId="ReportTable"><w:name w:val="Report Table"/>'
        '<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblBorders>'
        f"<w:top {strong}/><w:bottom {strong}/><w:insideH {rule}/></w:tblBorders><w:tblCellMar>"
        '<w:top w:w="64" w:type="dxa"/><w:left w:w="100" w:type="dxa"/><w:bottom w:w="64" w:type="dxa"/>'
        '<w:right w:w="100" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/></w:rPr><w:tcPr><w:tcBorders>'
        f'<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{ACCENT}"/></w:tcBorders>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{TINT}"/><w:vAlign w:val="bottom"/></w:tcPr>'
        "</w:tblStylePr></w:style>"
    )


def _style(
    style_id: str,
    name: str,
    paragraph: str = "",
    run: str = "",
    *,
    based: str = "Normal",
    following: str = "",
    default: bool = False,
) -> str:
    base = "" if default else f'<w:basedOn w:val="{based}"/>'
    after = f'<w:next w:val="{following}"/>' if following else ""
    built_in = name[0].islower() or name in _BUILT_IN
    kind = ' w:default="1"' if default else ("" if built_in else ' w:customStyle="1"')
    return (
        f'<w:style w:type="paragraph"{kind} w:styleId="{style_id}"><w:name w:val="{name}"/>{base}{after}'
        f"<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


_BUILT_IN = {"Normal", "Body Text", "Title", "Subtitle", "List Bullet", "Quote", "TOC Heading", "Closing"}


def _heading(level: int, *, size: int, before: int, after: int, colour: str) -> str:
    return _style(
        f"Heading{level}",
        f"heading {level}",
        "<w:keepNext/><w:keepLines/>"
        f'<w:numPr><w:ilvl w:val="{level - 1}"/><w:numId w:val="2"/></w:numPr>'
        + _space(before, after, line=252)
        + f'<w:outlineLvl w:val="{level - 1}"/>',
        f'<w:b/><w:bCs/><w:color w:val="{colour}"/>{_size(size)}',
        following="BodyText",
    )


def _contents_line(level: int, *, left: int, before: int, run: str) -> str:
    hang = left - (0, 0, 567, 1247)[level]
    return _style(
        f"TOC{level}",
        f"toc {level}",
        f'<w:tabs><w:tab w:val="left" w:pos="{left}"/>'
        + '<w:tab w:val="right" w:leader="dot" w:pos="9070"/></w:tabs>'
        + _space(before, 40)
        + f'<w:ind w:left="{left}" w:right="567" w:hanging="{hang}"/>',
        run + _size(20),
    )


def _space(before: int, after: int, *, line: int = 0) -> str:
    lines = f' w:line="{line}" w:lineRule="auto"' if line else ""
    return f'<w:spacing w:before="{before}" w:after="{after}"{lines}/>'


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _list(number: int) -> str:
    return f'<w:numPr><w:numId w:val="{number}"/></w:numPr>'


def _edge_tab() -> str:
    return '<w:tabs><w:tab w:val="right" w:pos="9070"/></w:tabs>'


def _box(colour: str) -> str:
    return "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="6" w:color="{colour}"/>'
        for side in ("top", "left", "bottom", "right")
    )
