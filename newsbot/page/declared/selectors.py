"""Compile the selectors of a declaration, which find a field in a page.

A selector has one of four forms:

- ``-body-title``: the short form, the end of a class name with any prefix;
- ``.story h1``: CSS, with ``::attr(name)`` for an attribute;
- ``xpath://h1``;
- ``json:__NEXT_DATA__ props.title``: the JSON of a script, by the id of the script or the variable
  that it is assigned to, and a path of JMESPath.

The first characters decide the form: ``-`` or ``_``, ``xpath:``, ``json:``; all others are CSS.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import jmespath
from cssselect import ExpressionError, SelectorError
from jmespath.exceptions import JMESPathError
from jmespath.functions import Functions
from lxml import etree
from lxml.html import defs
from parsel.csstranslator import HTMLTranslator

from newsbot.page.html.elements import fold_space, inline_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from cssselect.parser import Element
    from lxml.etree import _Element
    from parsel.csstranslator import XPathExpr

    from newsbot.page.scripts.script_json import ScriptJson

XPATH, JSON = "xpath:", "json:"
MAX_RESULTS = 5000  # results of one selector; a page with more was made to slow parsers down
_SHORT_FORM = re.compile(r"[-_][\w-]*\w")
_NAME = re.compile(r"[A-Za-z][\w-]*")
_SCRIPT = re.compile(r"(?P<name>[\w$.-]+)\s+(?P<path>\S.*)", re.DOTALL)
_ELEMENTS = defs.tags | {"main", "picture", "template", "amp-img", "amp-story", "time"}
_ELEMENTS |= {"bdi", "data", "dialog", "search", "slot", "svg"}
# Literals, which are skipped, variables and functions. lxml reports an unknown name only when a
# page is read, so names are checked here.
_XPATH_NAMES = re.compile(
    r""""[^"]*"|'[^']*'|(?P<variable>\$[\w:-]+)|(?<![\w:.-])(?P<function>[\w:.-]+)\s*\("""
)
_FUNCTIONS = frozenset(
    (
        "last position count id local-name namespace-uri name string concat starts-with contains "
        "substring-before substring-after substring string-length normalize-space translate "
        "boolean not true false lang number sum floor ceiling round "
        "text node comment processing-instruction and or div mod "
        "re:test re:match re:replace"
    ).split()
)
# The XPath that parsel makes of a CSS selector that begins with a class.
_FIRST_STEP = "descendant-or-self::"
_FIRST_CLASS = re.compile(
    _FIRST_STEP + r"\*\[@class and contains\(@class, '(?P<name>[^']+)'\) and contains\(concat"
    r"\(' ', normalize-space\(@class\), ' '\), ' (?P=name) '\)\](?P<rest>(?:/.*)?)"
)
_NAMESPACES = {"re": "http://exslt.org/regular-expressions"}


class _Translator(HTMLTranslator):
    """Translates CSS to XPath; refuses unknown element names, except custom elements (``x-y``)."""

    def xpath_element(self, selector: Element) -> XPathExpr:
        name = selector.element
        if name and "-" not in name and name.lower() not in _ELEMENTS:
            raise ExpressionError(f"{name!r} is not an HTML element; for a class, write '.{name}'")
        return super().xpath_element(selector)


_TRANSLATOR = _Translator()


@dataclass(frozen=True, slots=True)
class DeclaredSelector:
    """One compiled selector of a declaration. parsel's Selector, in contrast, is a part of a page.

    Attributes:
        text: The selector as it is declared.
        end: For the short form, the end of a class name; else "".
        find: Returns the elements or texts that the selector finds in a page; None for the short
            form.
        first_class: The class at the beginning of a CSS selector that begins with a class; else "".
        find_in: Returns the same result as ``find`` from all elements with ``first_class``. This is
            faster, because XPath is slow to find an element by its class.
    """

    text: str
    end: str = ""
    find: Callable[[_Element, ScriptJson], list[_Element | str]] | None = field(
        default=None, compare=False
    )
    first_class: str = ""
    find_in: Callable[[list[_Element]], list[_Element | str]] | None = field(
        default=None, compare=False
    )


@cache
def selector(text: str) -> DeclaredSelector:
    """Return a compiled selector.

    Args:
        text: The selector as a declaration writes it.

    Raises:
        ValueError: The text is not a selector. The message says what is wrong.
    """
    if text != text.strip() or not text:
        raise ValueError(f"{text!r} is empty or has spaces around it")
    if text[0] in "-_":
        if not _SHORT_FORM.fullmatch(text):
            raise ValueError(f"{text!r} is not the end of one class name")
        return DeclaredSelector(text, end=text)
    if text.startswith(XPATH):
        return DeclaredSelector(text, find=_by_xpath(text, text.removeprefix(XPATH).strip()))
    if text.startswith(JSON):
        return DeclaredSelector(text, find=_by_json(text))
    if _NAME.fullmatch(text) and text.lower() not in _ELEMENTS:
        raise ValueError(
            f"{text!r} is not an HTML element: write '.{text}' for a class,"
            f" '-{text}' for the end of a class name"
        )
    try:
        path = _TRANSLATOR.css_to_xpath(text)
    except SelectorError as error:
        raise ValueError(f"{text!r} is not a CSS selector: {error}") from None
    find = _by_xpath(text, path)
    if (first := _FIRST_CLASS.fullmatch(path)) and _FIRST_STEP not in first["rest"]:
        return DeclaredSelector(text, "", find, first["name"], _behind(first["rest"]))
    return DeclaredSelector(text, find=find)


def _behind(rest: str) -> Callable[[list[_Element]], list[_Element | str]]:
    """Return a function that evaluates the rest of a path in the elements that begin the path."""
    if not rest:
        return _usable
    compiled = etree.XPath(f"$elements{rest}", namespaces=_NAMESPACES, smart_strings=False)
    return lambda elements: _usable(compiled(elements[0], elements=elements) if elements else [])


def _by_xpath(text: str, path: str) -> Callable[[_Element, ScriptJson], list[_Element | str]]:
    for match in _XPATH_NAMES.finditer(path):
        if match["variable"] or (match["function"] and match["function"] not in _FUNCTIONS):
            name = match["variable"] or match["function"]
            raise ValueError(f"{text!r}: the XPath uses {name}, which is not supported")
    try:
        compiled = etree.XPath(path, namespaces=_NAMESPACES, smart_strings=False)
        found_in_nothing = compiled(etree.Element("html"))
    except etree.XPathError as error:
        raise ValueError(f"{text!r} is not an XPath: {error}") from None
    if isinstance(found_in_nothing, (bool, float)):
        raise ValueError(f"{text!r} gives a number or a truth value, not elements or text")

    def find(root: _Element, _: ScriptJson) -> list[_Element | str]:
        return _usable(compiled(root))

    return find


def _usable(found: Any) -> list[_Element | str]:
    """Return the elements and non-empty texts of an XPath's result, at most MAX_RESULTS."""
    results = found[:MAX_RESULTS] if isinstance(found, list) else [found]
    return [
        result
        for result in results
        if isinstance(result, etree._Element) or (isinstance(result, str) and result)
    ]


def _by_json(text: str) -> Callable[[_Element, ScriptJson], list[_Element | str]]:
    match = _SCRIPT.fullmatch(text.removeprefix(JSON).strip())
    if match is None:
        raise ValueError(f"{text!r} needs a script and a path: 'json:__NEXT_DATA__ props.title'")
    name = match["name"]
    try:
        path = jmespath.compile(match["path"])
    except JMESPathError as error:
        first = str(error).splitlines()[0]
        raise ValueError(f"the path of {text!r} is not JMESPath: {first}") from None
    _check_calls(path.parsed, text)

    def find(_: _Element, scripts: ScriptJson) -> list[_Element | str]:
        try:
            found = path.search(scripts.value(name))
        except (JMESPathError, RecursionError):
            return []
        values = found if isinstance(found, list) else [found]
        return [text for value in values[:MAX_RESULTS] if (text := _json_text(value))]

    return find


def _check_calls(node: dict[str, Any], text: str) -> None:
    """Raise ValueError for calls that JMESPath would refuse only when a page is read."""
    arguments = node["children"]
    if node["type"] == "function_expression":
        called = Functions.FUNCTION_TABLE.get(node["value"])
        if called is None:
            raise ValueError(f"{text!r}: JMESPath has no function {node['value']}")
        wanted, given = len(called["signature"]), len(arguments)
        is_variadic = wanted > 0 and bool(called["signature"][-1].get("variadic"))
        if given < wanted or (given > wanted and not is_variadic):
            raise ValueError(f"{text!r}: {node['value']} takes {wanted} arguments, not {given}")
    for argument in arguments:
        if isinstance(argument, dict):
            _check_calls(argument, text)


def _json_text(value: Any) -> str:
    """Return a value of JSON as a text; "" for an object, a list, null and a truth value."""
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else ""


def text_of_result(result: _Element | str) -> str:
    """Return the text of one result of a selector on one line; for a ``<meta>``, its content."""
    if isinstance(result, str):
        return fold_space(html.unescape(result))
    return fold_space(result.get("content") or "") if result.tag == "meta" else inline_text(result)
