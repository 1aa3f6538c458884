"""Form fields drawn our own way."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

SELECTED = SafeString(" selected")


class PlainSelect(forms.Select):
    """A drop-down drawn in one go. Django's own draws a template an option, and a council has a hundred officers."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__({"class": "govuk-select"} | (attrs or {}), choices)

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        chosen = frozenset(str(each) for each in self.format_value(value))
        drawn = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return format_html("<select{}>{}</select>", flatatt(drawn), _options(tuple(self.choices), chosen))


@lru_cache(maxsize=64)
def _options(choices: tuple[tuple[Any, Any], ...], chosen: frozenset[str]) -> SafeString:
    """The same choices are drawn once for all the forms and pages that offer them."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((key, SELECTED if str(key) in chosen else "", label) for key, label in choices),
    )


class PlainRenderer(DjangoTemplates):
    """Draws text boxes, radios and tick boxes in one go, as Django's templates would; an account has fifty of them."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        draw = DRAWN.get(template_name.removeprefix("django/forms/widgets/"))
        return draw(context["widget"]) if draw else super().render(template_name, context, request)


def _input(widget: dict[str, Any]) -> SafeString:
    value = "" if widget["value"] is None else format_html(' value="{}"', widget["value"])
    return format_html('<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, _attributes(widget))


def _textarea(widget: dict[str, Any]) -> SafeString:
    return format_html(
        '<textarea name="{}"{}>\n{}</textarea>', widget["name"], _attributes(widget), widget["value"] or ""
    )


def _option(widget: dict[str, Any]) -> SafeString:
    """A radio or tick box; with its label around it where the form does not draw one."""
    if not widget.get("wrap_label"):
        return _input(widget)
    return format_html('<label for="{}">{} {}</label>', widget["attrs"]["id"], _input(widget), widget["label"])


def _attributes(widget: dict[str, Any]) -> SafeString:
    return flatatt({name: value for name, value in widget["attrs"].items() if value is not False})


DRAWN: dict[str, Callable[[dict[str, Any]], SafeString]] = {
    "text.html": _input,
    "hidden.html": _input,
    "textarea.html": _textarea,
    "radio_option.html": _option,
    "checkbox_option.html": _option,
}
