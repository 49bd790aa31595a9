"""What must hold of a built site: its size, no request to another host, no link that leads nowhere."""

import gzip
import re
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

MOST_ALL, MOST_PAGE = 25e6, 1.5e6  # bytes of the site, and of a page as servers send it
FETCHED = {
    "script": "src",
    "link": "href",
    "img": "src",
    "source": "src",
    "iframe": "src",
    "video": "src",
    "audio": "src",
}
_CSS_URL = re.compile(r"""(?:url\(|@import)\s*["']?((?:https?:)?//[^"')]+)""")


class _Links(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.fetched, self.links = [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if found.get(FETCHED.get(tag)):
            self.fetched.append(found[FETCHED[tag]])
        if tag == "a" and found.get("href"):
            self.links.append(found["href"])


def sizes(html):
    """Bytes of the whole site, and of each page as servers send it, gzipped."""
    pages = {page.relative_to(html).as_posix(): len(gzip.compress(page.read_bytes())) for page in html.rglob("*.html")}
    return sum(file.stat().st_size for file in html.rglob("*") if file.is_file()), pages


def problems(html):
    """What is wrong with a built site, in words, one line for each."""
    whole, pages = sizes(html)
    said = [
        f"{name} has {size / 1e6:.2f} MB gzipped, at most {MOST_PAGE / 1e6} are allowed"
        for name, size in pages.items()
        if size > MOST_PAGE
    ]
    said += [f"the site has {whole / 1e6:.1f} MB, at most {MOST_ALL / 1e6:.0f} are allowed"] if whole > MOST_ALL else []
    for page in sorted(html.rglob("*.html")):
        parsed, name = _Links(page.read_text(encoding="utf-8")), page.relative_to(html).as_posix()
        said += [f"{name} fetches {link}" for link in parsed.fetched if _is_elsewhere(link)]
        nearby = [
            link for link in parsed.fetched + parsed.links if not urlsplit(link).scheme and not _is_elsewhere(link)
        ]
        said += [f"{name} leads to {link}, which is not there" for link in nearby if not _exists(page, link)]
    for style in sorted(html.rglob("*.css")):
        said += [f"{style.name} fetches {url}" for url in _CSS_URL.findall(style.read_text(encoding="utf-8"))]
    return said


def _is_elsewhere(link):
    return link.startswith("//") or urlsplit(link).scheme in ("http", "https")


def _exists(page, link):
    """Whether a link within the site leads to a file, wherever the site lies: so it may not begin with a slash."""
    path = unquote(urlsplit(link).path)
    return not path.startswith("/") and (not path or (page.parent / path).is_file())
