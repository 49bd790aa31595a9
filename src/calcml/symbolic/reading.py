"""From tokens to a line of Python: products that mathematics leaves out are written, and every neighbour is checked.

The line holds digits, the known function names, e, pi and v0, v1, … for the variables, and nothing else. Each of its
characters remembers where it comes from in the typed text.
"""

from typing import NamedTuple

from calcml.symbolic.errors import FormulaError, at
from calcml.symbolic.names import FUNCTIONS, arity
from calcml.symbolic.tokens import SUPERSCRIPTS, Token

DEEPEST = 20  # brackets inside brackets

ENDS_A_VALUE = frozenset({"number", "value", "power", ")", "close"})
STARTS_A_VALUE = frozenset({"number", "value", "function", "(", "open", "√"})
_START = Token("start", "", 0, 0)


class Source(NamedTuple):
    """A line of Python, and where each of its characters starts and ends in the typed text."""

    code: str
    starts: list
    ends: list


class _Bracket(NamedTuple):
    token: Token
    function: Token | None
    separators: list


class Reader:
    """Reads the tokens from left to right; `read` is the only thing to call, once."""

    def __init__(self, text, tokens, variables):
        self.text, self.tokens = text, tokens
        self.names = {name: f"v{i}" for i, name in enumerate(variables)}
        self.pieces, self.starts, self.ends = [], [], []
        self.open, self.last, self.wrapped = [], _START, False

    def read(self):
        """The formula as a Source."""
        for i, token in enumerate(self.tokens):
            self._read_one(token, self.tokens[i + 1] if i + 1 < len(self.tokens) else None)
        end = len(self.text)
        self._need_a_value_before(Token("end", "", end, end))
        if self.open:
            raise self._unclosed(self.open[-1])
        return Source("".join(self.pieces), self.starts, self.ends)

    def _read_one(self, token, following):
        token = self._by_its_place(token)
        if self.last.kind == "function" and token.kind not in ("(", "open"):
            raise self._no_brackets(self.last, token)
        if self.last.kind in ENDS_A_VALUE and token.kind in STARTS_A_VALUE:
            self._implied_product(token)
        previous = self.last
        getattr(self, _READERS[token.kind])(token, following)
        if self.wrapped and previous.kind == "√":
            self._write(")", token)
            self.wrapped = False
        self.last = token

    def _by_its_place(self, token):
        """A bar opens or closes, and a minus subtracts or turns the sign: what stands before it decides."""
        after_a_value = self.last.kind in ENDS_A_VALUE
        if token.kind == "|":
            inside_a_bar = self.open and self.open[-1].token.kind == "open"
            return token._replace(kind="close" if after_a_value and inside_a_bar else "open")
        if token.text in ("+", "-") and not after_a_value and self.last.kind != "unary":
            return token._replace(kind="unary")
        return token

    def _write(self, code, token):
        self.pieces.append(code)
        self.starts.extend([token.start] * len(code))
        self.ends.extend([token.end] * len(code))

    def _number(self, token, following):
        # Python refuses whole numbers such as 007.
        self._write(str(int(token.text)) if token.text.isdigit() else token.text, token)

    def _value(self, token, following):
        self._write(self.names.get(token.text, token.text), token)

    def _function(self, token, following):
        if following is None:
            raise self._no_brackets(token, None)
        self._write(token.text, token)

    def _root(self, token, following):
        if following is None or following.kind not in ("number", "value", "("):
            raise at(self.text, token.start, token.end, "a root needs brackets.", "Try √(x), or sqrt(x).")
        self.wrapped = following.kind != "("
        self._write("sqrt(" if self.wrapped else "sqrt", token)

    def _power(self, token, following):
        self._need_a_value_before(token)
        self._write(f"**{int(token.text.translate(SUPERSCRIPTS))}", token)

    def _unary(self, token, following):
        self._write(token.text, token)

    def _sign(self, token, following):
        self._need_a_value_before(token)
        self._write("**" if token.text == "^" else token.text, token)

    def _open_bracket(self, token, following):
        if len(self.open) == DEEPEST:
            hint = "Leave out the brackets that are not needed."
            raise at(self.text, token.start, token.end, f"more than {DEEPEST} brackets inside each other.", hint)
        called = self.last if self.last.kind in ("function", "√") else None
        self.open.append(_Bracket(token, called, []))
        bars = "(abs(" if called else "abs("  # log|x| is log(abs(x))
        self._write(bars if token.kind == "open" else "(", token)

    def _close_bracket(self, token, following):
        self._need_a_value_before(token)
        if not self.open:
            raise at(self.text, token.start, token.end, "closes a bracket that was never opened.", "Take it away.")
        bracket = self.open.pop()
        if bracket.token.kind == "open" and token.kind == ")":
            raise self._unclosed(bracket)
        if bracket.function:
            self._check_arity(bracket, token)
        self._write("))" if bracket.function and token.kind == "close" else ")", token)

    def _comma(self, token, following):
        if not (self.open and self.open[-1].function):
            hint = "Write decimals with a point: 0.5."
            raise at(self.text, token.start, token.end, "a comma has no meaning here.", hint)
        self._need_a_value_before(token)
        self.open[-1].separators.append(token)
        self._write(",", token)

    def _check_arity(self, bracket, token):
        name = "sqrt" if bracket.function.kind == "√" else bracket.function.text
        takes, got = arity(FUNCTIONS[name]), len(bracket.separators) + 1
        if takes != got:
            count = {1: "one value", 2: "two values"}[takes]
            hint = f"Try {name}({'x, 0' if takes == 2 else 'x'})."
            raise at(self.text, bracket.function.start, token.end, f"{name} takes {count}, not {got}.", hint)

    def _implied_product(self, token):
        if token.kind == "number":
            raise self._side_by_side(token)
        self._write("*", token)

    def _side_by_side(self, token):
        start = self.last.start
        if self.last.kind == "number":
            hint = f"Try {self.last.text}*{token.text}."
            return at(self.text, start, token.end, "two numbers side by side.", hint)
        hint = "Put * between them, or ^ for a power."
        return at(self.text, start, token.end, "a number stands right after a value.", hint)

    def _need_a_value_before(self, token):
        """Whatever `token` is, it needs a finished value on its left."""
        last = self.last
        if last.kind in ENDS_A_VALUE:
            return
        if last.kind in ("sign", "unary") and token.kind in ("sign", "power"):
            raise at(self.text, last.start, token.end, "two signs in a row.", "Take one away, or use brackets: 2-(-x).")
        if last.kind in ("sign", "unary", ","):
            raise at(self.text, last.start, last.end, "something is missing on its right.", "Try x there.")
        if last.kind in ("(", "open") and token.kind in (")", "close", "end", ","):
            hint = "Put a value inside, such as (x + 1)."
            raise at(self.text, last.start, max(token.end, last.end), "nothing stands inside.", hint)
        hint = "Put a value before it, or take it away."
        raise at(self.text, token.start, token.end, "something is missing on its left.", hint)

    def _unclosed(self, bracket):
        start, closing = bracket.token.start, {"open": "|", "(": ")"}[bracket.token.kind]
        hint = "Try abs(x) in place of |x|." if closing == "|" else "Add ) where it ends."
        return at(self.text, start, start + 1, f"this {'bar' if closing == '|' else 'bracket'} is never closed.", hint)

    def _no_brackets(self, function, token):
        name = function.text
        if token and (token.kind == "power" or token.text in ("^", "**")):
            hint = f"Try {name}(x)^2."
            return at(self.text, function.start, token.end, "a power of a function stands after its brackets.", hint)
        end, argument = self._argument_after(function)
        hint = f"Try {name}({argument or next(iter(self.names))})."
        return at(self.text, function.start, end, "a function needs brackets.", hint)

    def _argument_after(self, function):
        """Where the values end that stand right of `function`, and their text: 2x in sin 2x + 1."""
        rest = self.tokens[self.tokens.index(function) + 1 :]
        end = function.end
        for token in rest:
            if token.kind not in ("number", "value", "power"):
                break
            end = token.end
        return end, self.text[function.end : end].strip()


_READERS = {
    "number": "_number",
    "value": "_value",
    "function": "_function",
    "√": "_root",
    "power": "_power",
    "sign": "_sign",
    "unary": "_unary",
    "(": "_open_bracket",
    "open": "_open_bracket",
    ")": "_close_bracket",
    "close": "_close_bracket",
    ",": "_comma",
}


def read(text, tokens, variables):
    """The typed formula as one line of Python; FormulaError where something is missing or too much."""
    if not tokens:
        raise FormulaError("The formula is empty.", "Type one, such as x^2 - 3x.")
    return Reader(text, tokens, variables).read()
