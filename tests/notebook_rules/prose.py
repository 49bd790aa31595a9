"""How the text of a notebook is written (design: notebook style)."""

import re
from statistics import mean

from notebook_rules.reading import TITLES, links, own_words, prose_of, rule, sentences, without_links, words

LONGEST_SENTENCE, MEAN_SENTENCE = 35, 20
PLACE = r"to|right|left|above|below|before|after|beside|behind|under|over|outside|inside"  # "just left of 0" is a place
TALKING_DOWN = re.compile(
    rf"\b(obvious(?:ly)?|simply|just(?! (?:{PLACE})\b)|trivial(?:ly)?|clearly|of course|needless to say)\b", re.I
)
UNFINISHED = re.compile(r"\b(TODO|TBD|FIXME|XXX|PLACEHOLDER)\b|lorem ipsum", re.I)
EMPTY = {"here", "this", "that", "link", "this link", "click here", "this page", "page", "more", "read more"}
BRITISH = {
    r"(col|behavi|fav|neighb|hon|lab|flav|rum|vap|harb)or(s|ed|ing|ites?|hoods?|ful|less|able|al)?": r"\1our\2",
    r"center(s|ed|ing)?": "centre, centred, centring",
    r"gray(s|scale|ish)?": r"grey\1",
    r"(fib|lit|calib|theat|kilomet|centimet|millimet|met)er(s)?": r"\1re\2",
    r"(anal|paral|catal)yz(e|es|ed|ing|er)": r"\1ys\2",
    r"(label|model|travel|cancel|signal|level|total|channel|tunnel|fuel)(ed|ing|er)": r"\1l\2",
    r"(def|off|pret)ense(s)?": r"\1ence\2",
    r"(fulfil|instil|enrol|distil)l(s|ment)?": r"\1\2",
    r"skillful(ly)?": "skilful",
    r"math": "maths",
}
IZE = re.compile(r"\b[a-z]+i[z](?:e[sdr]?|ers|ing|able|ations?)\b", re.I)
REALLY_WITH_Z = re.compile(r"(?:(?:re|over|down|under|up|out)?siz|(?:ap)?priz|seiz|capsiz|maiz|baiz|assiz)", re.I)


@rule
def links_lead_somewhere(notebook):
    for cell in notebook.markdown:
        for _, text, target, line in links(cell.source):
            path, _, anchor = target.partition("#")
            if re.match(r"[a-z]+:", target):
                if not target.startswith("https://"):
                    yield f"{cell}: {target} is no https address. Give one, or a path relative to the notebook."
            elif path and not (notebook.folder / path).exists():
                to_come = path.removesuffix(".ipynb") in TITLES
                if not (to_come and "to come" in line):
                    advice = "Write '(to come)' behind it." if to_come else "The path starts at the notebook's folder."
                    yield f"{cell}: there is no {path} yet, to which [{text}] leads. {advice}"
            elif not path and anchor not in {heading.replace(" ", "-") for _, heading, _ in notebook.headings}:
                yield f"{cell}: no heading has the anchor #{anchor}. It is the heading's text with - for each space."


@rule
def links_describe_their_target(notebook):
    for cell in notebook.markdown:
        for picture, text, target, _ in links(cell.source):
            bare = text.strip(" *_`.").lower()
            if not picture and (not bare or bare in EMPTY or "://" in text):
                yield f"{cell}: the link [{text}]({target}) does not say where it leads. Put its target's name there."
        for address in re.findall(r"(?:https?://|www\.)\S+", without_links(cell.source)):
            yield f"{cell}: {address} stands bare. Write [what the reader finds there]({address})."


@rule
def pictures_in_the_text_have_a_description(notebook):
    for cell in notebook.markdown:
        alts = [(text, target) for picture, text, target, _ in links(cell.source) if picture]
        alts += [("".join(re.findall(r'alt="([^"]*)"', tag)), tag) for tag in re.findall(r"<img\b[^>]*>", cell.source)]
        for text, target in alts:
            if len(words(text)) < 4:
                yield f"{cell}: the picture {target[:50]} is described by {text!r}. Say in a sentence what it shows."


@rule
def spelling_is_british(notebook):
    for cell in notebook.markdown:
        text = own_words(cell.source)
        for pattern, british in BRITISH.items():
            for match in re.finditer(rf"\b{pattern}\b", text, re.I):
                yield f"{cell}: {match[0]!r} is American. Write {match.expand(british).lower() or british!r}."
        for match in IZE.finditer(text):
            if not REALLY_WITH_Z.match(match[0]):
                yield f"{cell}: {match[0]!r} is spelt with an s here: {re.sub('z', 's', match[0])!r}."


@rule
def nothing_talks_down_to_the_reader(notebook):
    for cell in notebook.markdown:
        for match in TALKING_DOWN.finditer(own_words(cell.source)):
            yield f"{cell}: {match[0]!r} makes a reader who does not see it feel small. Leave it out, or say why."


@rule
def nothing_is_left_to_be_written(notebook):
    for cell in notebook.cells:
        for match in UNFINISHED.finditer(cell.source):
            yield f"{cell}: {match[0]!r} stands where something is still to be written."


@rule
def sentences_are_short(notebook):
    lengths = [1]
    for cell in notebook.markdown:
        for sentence in sentences(cell.source):
            lengths.append(len(words(sentence)))
            if lengths[-1] > LONGEST_SENTENCE:
                start = " ".join(sentence.split()[:8])
                yield f"{cell}: the sentence '{start} …' has {lengths[-1]} words. Split it; at most {LONGEST_SENTENCE}."
    if mean(lengths) > MEAN_SENTENCE:
        yield f"A sentence has {mean(lengths):.1f} words on average. Aim at {MEAN_SENTENCE} or fewer."


@rule
def there_is_text_between_pictures(notebook):
    for cell in notebook.code:
        around = notebook.cells[max(cell.index - 1, 0)], notebook.cells[min(cell.index + 1, len(notebook.cells) - 1)]
        if cell.data("image/png") and not any(len(words(prose_of([other]))) >= 8 for other in around):
            yield f"{cell} shows a picture with no text before or after it. Say what to look at, or what was seen."
