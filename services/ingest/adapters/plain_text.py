"""HTML to the text that a reader sees. Nothing is fetched, run or kept of the markup.

It goes through the text once, from one `<` to the next, and never looks back: the standard library's parser needs a minute for some
two megabytes of `<!--`.
"""

import re
from html import unescape

#: Characters of HTML that are read; the text of a message has at most a fifth of that.
_MAX_HTML = 500_000
_BREAKS = frozenset("p br div li tr h1 h2 h3 h4 h5 h6 blockquote table ul ol hr pre section article".split())  # noqa: SIM905
#: Elements of which nothing is seen.
_UNSEEN = frozenset({"script", "style", "head", "title", "template", "noscript"})
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]{0,20})")
#: Where a quote begins, or goes on, and where it ends: control characters, which text of a message has not.
_INSIDE, _OUTSIDE = "\x02", "\x03"
_MARKS = (_INSIDE, _OUTSIDE)
_QUOTES, _QUOTES_END = f"{_INSIDE}\n", f"{_OUTSIDE}\n"
_SPACES = re.compile(r"[ \t\u00a0\r\f\v]+")
_LINES = re.compile(r"\n{3,}")


def _seen(html: str, quoted: bool) -> str:
    low = html.lower() if html.isascii() else "".join(c.lower() if c < "\x80" else c for c in html)
    parts: list[str] = []
    place = depth = 0
    while (opening := html.find("<", place)) >= 0:
        parts.append(html[place:opening])
        if html.startswith("<!--", opening):
            end = html.find("-->", opening + 4)
            place = end + 3 if end >= 0 else len(html)
            continue
        tag = _TAG.match(html, opening)
        if tag is None and not html.startswith(("<!", "<?"), opening):
            # "3 < 5"
            parts.append("<")
            place = opening + 1
            continue
        end = html.find(">", opening)
        if end < 0:
            return "".join(parts)
        place = end + 1
        name = tag.group(1).lower() if tag is not None else ""
        if name == "blockquote" and quoted:
            depth = max(0, depth - 1) if html[opening + 1] == "/" else depth + 1
            parts.append(_QUOTES if depth else _QUOTES_END)
        elif name in _BREAKS:
            parts.append("\n")
        elif name in _UNSEEN and html[opening + 1] != "/":
            closing = low.find(f"</{name}", place)
            place = closing if closing >= 0 else len(html)
    parts.append(html[place:])
    return "".join(parts)


def text_of_html(html: str, quoted: bool = False) -> str:
    """With `quoted` the lines of a blockquote begin with `> `, as in text that is mailed."""
    lines: list[str] = []
    inside = False
    for line in unescape(_seen(html[:_MAX_HTML], quoted)).split("\n"):
        if line.endswith(_MARKS) and quoted:
            # A mark ends the line that stood before it.
            rest, inside_next = line[:-1], line.endswith(_INSIDE)
        else:
            rest, inside_next = line, inside
        text = _SPACES.sub(" ", rest).strip()
        lines.append(f"> {text}" if inside and text else text)
        inside = inside_next
    return _LINES.sub("\n\n", "\n".join(lines)).strip()
