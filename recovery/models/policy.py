"""The policy a council owns: published versions, drafts, and the steps it stopped or lets go by themselves."""

import pgtrigger
from django.db import models

from staff.models import User


class PolicyVersion(models.Model):
    """A published policy: the ladder of rules, as data. The newest whose day has come is in force."""

    number = models.PositiveIntegerField(unique=True)
    in_force_from = models.DateField()
    text = models.TextField(help_text="TOML; see recovery/rules/policy.py.")
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True)

    class Meta:
        triggers = [pgtrigger.Protect(name="published", operation=pgtrigger.Update | pgtrigger.Delete)]
