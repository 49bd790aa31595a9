"""What a notebook has, and in which order (the syllabus)."""

import importlib
import re

from notebook_rules.reading import TITLES, items, links, prose_of, rule, sentences, words

CLOSING = {
    "Going further": "G",
    "Exercises": "E",
    "Summary": "U",
    "Where this leads": "L",
    "Further reading": "F",
}
OPENING = re.compile(
    r"# (?P<title>[^\n]+)\n\s*\n(?P<outcome>[^#]+?)\n\s*\n\*\*You will learn\*\*(?P<learn>.+?)"
    r"\n\s*\n\*\*You need\*\*(?P<need>.+?)\n\s*\n\*\*Time\*\* about (?P<minutes>\d+) minutes",
    re.DOTALL,
)
FORM = (
    "# 1 · Title", "one sentence: the outcome", "**You will learn**", "a list of three",
    "**You need** …", "**Time** about 40 minutes",
)  # fmt: skip


@rule
def the_file_name_and_the_title_are_those_of_the_syllabus(notebook):
    if notebook.stem not in TITLES:
        yield f"{notebook.stem}.ipynb is none of the twelve. The names are fixed: see the README."
        return
    expected = f"{notebook.number} · {TITLES[notebook.stem]}"
    titles = [heading for level, heading, _ in notebook.headings if level == 1]
    if titles != [expected]:
        yield f"The headings of level 1 are {titles}. Have one, in the first cell: '# {expected}'."


@rule
def the_first_cell_says_what_it_is_for(notebook):
    first = notebook.cells[0]
    match = OPENING.match(first.source) if not first.is_code else None
    if not match:
        yield f"{first} does not open the notebook. Write, with blank lines between: {'; '.join(FORM)}."
        return
    if len(said := sentences(match["outcome"])) != 1:
        yield f"{first}: under the title stand {len(said)} sentences. Give the outcome in one."
    if len(learnt := items(match["learn"])) != 3:
        yield f"{first}: 'You will learn' lists {len(learnt)} things. List three that can be tested."
    back = [target for _, _, target, _ in links(match["need"]) if target.removesuffix(".ipynb") < notebook.stem]
    if notebook.number and not back:
        yield f"{first}: 'You need' links to no earlier notebook. Link to those whose results are used."
    low, high = (5, 15) if notebook.number == 0 else (30, 45)
    if not low <= int(match["minutes"]) <= high:
        yield f"{first}: {match['minutes']} minutes. The core path takes {low} to {high}: set parts of it apart."


@rule
def something_is_predicted_before_anything_is_shown(notebook):
    shown = next((cell for cell in notebook.code if cell.outputs), None)
    if shown and "**Predict.**" not in prose_of(notebook.cells[: shown.index]):
        yield f"{shown} shows something before a prediction. Put '**Predict.** …?' into the text above it."


@rule
def headings_descend_by_one_level(notebook):
    level = 0
    for new, heading, cell in notebook.headings:
        if new > level + 1:
            yield f"{cell}: '{heading}' is of level {new} under one of level {level}. Use {'#' * (level + 1)}."
        level = new


@rule
def sections_are_numbered_and_the_closing_parts_follow_in_order(notebook):
    seconds = [heading for level, heading, _ in notebook.headings if level == 2]
    numbered = [heading for heading in seconds if heading not in CLOSING]
    for k, heading in enumerate(numbered, 1):
        if not heading.startswith(f"{notebook.number}.{k} · "):
            yield f"'## {heading}' should begin '## {notebook.number}.{k} · ', or be one of {', '.join(CLOSING)}."
    letters = "".join(CLOSING.get(heading, "S") for heading in seconds)
    if not re.fullmatch(r"S{2,}(GE|EG?)ULF", letters):
        yield (
            f"The parts are {seconds}. Write the numbered sections (at least two), then Exercises, Summary, Where this "
            "leads, Further reading; Going further, if there is one, before or after Exercises."
        )


@rule
def there_is_one_careful_box_before_the_exercises(notebook):
    boxes = [cell for cell in notebook.markdown for _ in re.findall(r"^> \*\*Careful!\*\*", cell.source, re.MULTILINE)]
    if len(boxes) != 1:
        yield f"There are {len(boxes)} boxes that begin '> **Careful!** '. Have one; the syllabus says what about."
    exercises = notebook.section("Exercises")
    if boxes and exercises and boxes[0].index > exercises[0].index:
        yield f"{boxes[0]}: the Careful! box comes after the exercises. Move it to the section that it is about."


def _exercises(notebook):
    """(number, markdown cell, code cells) of each exercise."""
    found = []
    for cell in notebook.section("Exercises"):
        if not cell.is_code:
            numbers = re.findall(r"^(?:### |\*\*)(?:Exercise )?(\d+\.\d+)\b", cell.source, re.MULTILINE)
            found += [(number, cell, []) for number in numbers]
        elif found:
            found[-1][2].append(cell)
    return found


@rule
def exercises_are_numbered_open_and_can_be_checked(notebook):
    exercises = _exercises(notebook)
    least = 4 if notebook.number else 1
    if len(exercises) < least:
        yield f"There are {len(exercises)} exercises, marked '**Exercise 1.1**'. Have at least {least}."
    for k, (number, cell, code) in enumerate(exercises, 1):
        if number != f"{notebook.number}.{k}":
            yield f"{cell}: exercise {number} should have the number {notebook.number}.{k}."
        checks = [c for c in code if ".check(" in c.source]
        if not any("..." in c.source for c in code) or not checks:
            yield f"{cell}: below it, leave '...' to be replaced in a code cell that ends with ex.name.check(name)."
        elif not all(any("Not answered yet" in text for text in c.data("text/plain")) for c in checks):
            yield f"{checks[0]} does not show 'Not answered yet': end it with the check of an answer left as '...'."


@rule
def every_exercise_of_its_module_is_asked(notebook):
    try:
        module = importlib.import_module(f"calcml.exercises.{notebook.stem[3:]}")
    except ImportError:
        yield f"There is no module calcml.exercises.{notebook.stem[3:]}. Write the exercises there."
        return
    code = "\n".join(cell.source for cell in notebook.code)
    for name in module.__all__:
        if f"ex.{name}.check(" not in code:
            yield f"Exercise {getattr(module, name).number} is never asked. End a cell with ex.{name}.check({name})."


@rule
def the_summary_has_five_lines(notebook):
    if len(lines := items(notebook.part("Summary"))) != 5:
        yield f"Under '## Summary' stands a list of {len(lines)}. Sum up in five."


@rule
def it_says_where_this_leads(notebook):
    text, stems = notebook.part("Where this leads"), list(TITLES)
    if len(words(text)) < 15:
        yield "Under '## Where this leads' stand fewer than 15 words. Say which question comes next, and why."
    after = stems[notebook.number + 1 : notebook.number + 2]
    if after and after[0] not in text and TITLES[after[0]] not in " ".join(text.split()):
        yield f"'## Where this leads' does not name the next notebook. Link to {after[0]}.ipynb, or give its title."


@rule
def further_reading_is_described(notebook):
    entries = items(notebook.part("Further reading"))
    if len(entries) < 2:
        yield f"Under '## Further reading' stands a list of {len(entries)}. Give two or more, and say what each offers."
    for entry in entries:
        if not list(links(entry)) or len(words(" ".join(sentences(entry)))) < 8:
            yield f"Further reading: {entry[:60]!r} wants a link and, in a few words, what the reader finds there."
