"""History of edited records, kept by statement-level triggers so that nothing goes round it."""

from typing import TypeVar

import pghistory
from django.db import models

M = TypeVar("M", bound=type[models.Model])


def keep_history(model: M) -> M:
    """Keep each row as it was before an update or a delete, in a model whose name ends in History."""
    track = pghistory.track(
        pghistory.UpdateEvent(level=pghistory.Statement, row=pghistory.Old),
        pghistory.DeleteEvent(level=pghistory.Statement),
        model_name=f"{model.__name__}History",
        obj_field=pghistory.ObjForeignKey(related_name="history", related_query_name="history_rows"),
    )
    tracked: M = track(model)
    return tracked
