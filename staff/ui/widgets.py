"""Form fields drawn our own way."""

from functools import lru_cache
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

SELECTED = SafeString(" selected")


class PlainSelect(forms.Select):
    """A drop-down drawn in one go. Django's own draws a template an option, and a council has a hundred officers."""

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
