"""Records of a model with those they belong to, from one row each: what `select_related` does, worked out once.

A path names fields, as Django does: `tenancy__home` brings the tenancy and its home. Its table stands in the statement
under the path with single underscores, `tenancy_home`; the model's own under its name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import ForeignKey, Model


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One model's columns in a row, from `first` to before `end`."""

    model: type[Model]
    table: str
    first: int
    end: int
    key: int  # where its primary key stands
    read: tuple[tuple[int, Any], ...]  # the columns that are read in a way of their own
    of: int | None  # the part that it belongs to, by its place among the parts
    link: Any  # the field by which it does

    def record(self, row: Sequence[Any]) -> Model | None:
        """None where nothing was joined."""
        if row[self.key] is None:
            return None
        values = list(row[self.first : self.end])
        for at, read in self.read:
            values[at] = read(values[at], None, connection)
        return self.model.from_db(DEFAULT_DB_ALIAS, [], values)


@dataclass(frozen=True, slots=True)
class Joined:
    """How a model and those along with it are asked for, and made of a row."""

    parts: tuple[Part, ...]
    columns: str
    tables: str

    @property
    def width(self) -> int:
        return self.parts[-1].end

    def record(self, row: Sequence[Any], others: Sequence[str]) -> Any:
        """The model's record; the columns after those of the parts become its attributes, by these names."""
        made: list[Any] = []
        for part in self.parts:
            record = part.record(row)
            made.append(record)
            if part.of is not None and made[part.of] is not None:
                part.link.set_cached_value(made[part.of], record)
        for name, value in zip(others, row[self.width :], strict=True):
            setattr(made[0], name, value)
        return made[0]


@cache
def joined(model: type[Model], along: tuple[str, ...]) -> Joined:
    own = model._meta.db_table
    parts = [_part(model, own, first=0)]
    places, tables = {"": 0}, str(own)
    for path in along:
        steps = path.split("__")
        for number, name in enumerate(steps, start=1):
            here, owner = "_".join(steps[:number]), parts[places["_".join(steps[: number - 1])]]
            if here in places:
                continue
            link: Any = owner.model._meta.get_field(name)
            other, keys = link.related_model, (link.related_model._meta.pk, owner.model._meta.pk)
            forward = isinstance(link, ForeignKey)  # else the other side of one to one
            theirs, ours = (keys[0], link) if forward else (link.field, keys[1])
            on = f"{here}.{theirs.column} = {owner.table}.{ours.column}"
            tables += f" LEFT JOIN {other._meta.db_table} AS {here} ON {on}"
            places[here] = len(parts)
            parts.append(_part(other, here, first=parts[-1].end, of=parts.index(owner), link=link))
    columns = ", ".join(f'{part.table}."{field.column}"' for part in parts for field in _fields(part.model))
    return Joined(tuple(parts), columns, tables)


def _fields(model: type[Model]) -> Sequence[Any]:
    return model._meta.concrete_fields


def _part(model: type[Model], table: str, *, first: int, of: int | None = None, link: Any = None) -> Part:
    fields = _fields(model)
    readers = ((at, getattr(field, "from_db_value", None)) for at, field in enumerate(fields))
    return Part(
        model=model,
        table=table,
        first=first,
        end=first + len(fields),
        key=first + next(at for at, field in enumerate(fields) if field.primary_key),
        read=tuple((at, read) for at, read in readers if read),
        of=of,
        link=link,
    )
