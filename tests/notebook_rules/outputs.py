"""What is stored in a notebook's file (design: notebook style, metadata, facts)."""

import base64
import json
import re

from notebook_rules.reading import rule, words

MOST_BYTES, MOST_DIGITS = 400_000, 4
REFRESH = "Run make refresh."
NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*\.\d+(?:e[+-]?\d+)?(?![\w.]*\d)", re.I)
PALETTE = 3  # PNG's number for pictures with a palette, byte 25 of the file


@rule
def it_is_stored_as_refresh_writes_it(notebook):
    if json.dumps(notebook.raw, indent=1, ensure_ascii=False, sort_keys=True) + "\n" != notebook.text:
        yield f"The file is not indented by 1, in plain Unicode, with sorted keys and a final newline. {REFRESH}"
    if len(notebook.text.encode()) > MOST_BYTES:
        size, most = len(notebook.text.encode()) / 1000, MOST_BYTES // 1000
        yield f"It has {size:.0f} KB, and at most {most} are allowed. Draw less."


@rule
def metadata_are_kernel_and_language_only(notebook):
    metadata = notebook.raw["metadata"]
    if sorted(metadata) != ["kernelspec", "language_info"] or "version" in metadata["language_info"]:
        found = {key: sorted(value) if isinstance(value, dict) else value for key, value in metadata.items()}
        yield f"The notebook's metadata are {found}: only kernelspec and language_info, without a version. {REFRESH}"
    elif metadata["kernelspec"]["name"] != "python3":
        yield f"The kernel is {metadata['kernelspec']['name']}, and should be python3. {REFRESH}"
    for cell in notebook.cells:
        if set(cell.raw["metadata"]) - {"tags"} or any(output.get("metadata") for output in cell.outputs):
            yield f"{cell} has metadata other than tags: {sorted(cell.raw['metadata'])}. {REFRESH}"
    ids = [cell.raw.get("id") for cell in notebook.cells]
    if None in ids or len(set(ids)) < len(ids):
        yield f"Cells without an id of their own: {len(ids) - len(set(ids) - {None})}. {REFRESH}"


@rule
def every_cell_was_run_in_order(notebook):
    counts = [cell.raw["execution_count"] for cell in notebook.cells if cell.is_code]
    if counts != list(range(1, len(counts) + 1)):
        yield f"The execution counts are {counts}, and should be 1 to {len(counts)}. {REFRESH}"


@rule
def no_error_and_no_warning_is_stored(notebook):
    for cell in notebook.code:
        for output in cell.outputs:
            if output["output_type"] == "error":
                yield f"{cell} stores {output['ename']}: {output['evalue']}. Mend the cell. {REFRESH}"
            if output.get("name") == "stderr":
                yield f"{cell} stores a warning: {''.join(output['text'])[:80]!r}. Mend what it says. {REFRESH}"


@rule
def no_widget_state_is_stored(notebook):
    for cell in notebook.code:
        for output in cell.outputs:
            if any("widget" in mime for mime in output.get("data", {})):
                yield f"{cell} stores a widget, which nothing can show without its kernel. {REFRESH}"


@rule
def outputs_are_shown_to_be_read(notebook):
    """No output is Python's own name for an object; a live figure leaves its sentence."""
    for cell in notebook.code:
        for output in cell.outputs:
            text = "".join(output.get("data", {}).get("text/plain", ""))
            if text.startswith("<Figure size"):
                continue
            if re.search(r"^\[?<[\w.]+[ :>]|at 0x[0-9a-f]+|^Text\(|^\w+\(children=", text):
                yield f"{cell} shows {text[:60]!r}, which tells a reader nothing. End the plot with plt.show()."
            elif "image/png" in output.get("data", {}) and (len(words(text)) < 5 or not text.rstrip().endswith(".")):
                yield f"{cell}: its picture has the words {text[:60]!r}. Let update() say what is seen, in a sentence."


@rule
def pictures_have_a_palette(notebook):
    for cell in notebook.code:
        for picture in cell.data("image/png"):
            if base64.b64decode(picture)[25] != PALETTE:
                yield f"{cell} stores a picture in full colours, three times as large. {REFRESH}"


@rule
def printed_numbers_have_at_most_four_digits(notebook):
    for cell in notebook.code:
        if "digits" in cell.tags:
            continue
        shown = ["".join(output.get("text", "")) for output in cell.outputs]
        for number in NUMBER.findall("\n".join(shown + cell.data("text/plain"))):
            if len(re.sub(r"e.*|\D", "", number.lower()).lstrip("0")) > MOST_DIGITS:
                yield (
                    f"{cell} shows {number}. Format it to {MOST_DIGITS} significant digits, f'{{x:.4g}}'; "
                    "where the digits are the point, give the cell the tag 'digits'."
                )
