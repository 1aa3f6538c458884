"""Bundles for the court, what is in them, and the statements of witnesses."""

import pgtrigger
from django.db import models
from django.db.models import Q

from legal.models.hearings import Hearing
from staff.history import keep_history
from staff.models import Job, User
from tenancies.models import IssuedDocument, ReceivedDocument, Tenancy


@keep_history
class WitnessStatement(models.Model):
    """What somebody will say, drafted from their own entries and theirs to edit, then signed."""

    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, related_name="witness_statements")
    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    witness = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    exhibits = models.JSONField(default=list, help_text="Each exhibit's mark, title and the document it is.")
    made_at = models.DateTimeField()
    signed_on = models.DateField(null=True, blank=True)
    document = models.ForeignKey(IssuedDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="legal_statement_signed_paper",
                condition=Q(signed_on=None, document=None) | Q(signed_on__isnull=False, document__isnull=False),
            )
        ]


MOVES = [
    ("draft", "building"),
    ("building", "draft"),
    ("building", "built"),
    ("built", "draft"),
    ("built", "building"),
    ("built", "filed"),
]


@keep_history
class Bundle(models.Model):
    """A bundle: chosen papers, built from one frozen snapshot. Once filed it keeps its pages; later figures are a
    dated supplement."""

    class State(models.TextChoices):
        DRAFT = "draft", "Being chosen"
        BUILDING = "building", "Being built"
        BUILT = "built", "Built"
        FILED = "filed", "Filed"

    class Kind(models.TextChoices):
        FIRST_HEARING = "first_hearing", "First hearing"
        ADJOURNED = "adjourned", "Adjourned hearing"
        SUSPENSION = "suspension", "Application to stay or suspend a warrant"
        SET_ASIDE = "set_aside", "Application to set aside"
        APPEAL = "appeal", "Appeal"
        PANEL = "panel", "Review panel"
        TRIBUNAL = "tribunal", "Tribunal"
        MAGISTRATES = "magistrates", "Magistrates’ court"
        INSTRUCTION = "instruction", "Instruction to solicitors"
        SUPPLEMENT = "supplement", "Supplement with the figures of the day"

    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, related_name="bundles")
    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, null=True, blank=True, related_name="bundles")
    kind = models.CharField(max_length=13, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    snapshot = models.JSONField(default=dict, help_text="Every figure and entry that it prints, as at `struck_at`.")
    snapshot_hash = models.CharField(max_length=64, blank=True)
    struck_at = models.DateTimeField(null=True, blank=True)
    view = models.TextField(
        blank=True, db_default="", help_text="What the council asks for, and why: printed after the history."
    )
    explained = models.JSONField(
        default=dict, db_default={}, help_text="What explains a posting that does not explain itself, by its number."
    )
    right_hand = models.BooleanField(
        default=False, db_default=False, help_text="Printed on both sides: each section begins on a right-hand page."
    )
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    document = models.ForeignKey(IssuedDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    pages = models.PositiveIntegerField(default=0, db_default=0)
    problems = models.JSONField(default=list, help_text="Each file that could not be read, and why.")
    supplements = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="supplemented_by"
    )
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    filed_on = models.DateField(null=True, blank=True)
    filed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="legal_bundle_built",
                condition=~Q(state__in=["built", "filed"])
                | (Q(document__isnull=False, struck_at__isnull=False, pages__gt=0) & ~Q(snapshot_hash="")),
            ),
            models.CheckConstraint(
                name="legal_bundle_filed",
                condition=~Q(state="filed") | Q(filed_on__isnull=False, filed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="legal_bundle_supplement",
                condition=Q(kind="supplement", supplements__isnull=False)
                | (~Q(kind="supplement") & Q(supplements=None)),
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="moves", field="state", transitions=MOVES),
            pgtrigger.Protect(
                name="filed_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="filed"),
            ),
        ]


@keep_history
class BundleItem(models.Model):
    """One paper of a bundle: made by Quarterday (`part`), issued before, or uploaded."""

    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    section = models.CharField(max_length=40)
    title = models.CharField(max_length=160)
    part = models.CharField(max_length=40, blank=True, help_text="The part that Quarterday lays out: chronology …")
    issued = models.ForeignKey(IssuedDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    received = models.ForeignKey(ReceivedDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    chosen = models.BooleanField(default=True)
    redactions = models.JSONField(default=list, help_text="Boxes in points: page, left, top, width, height.")
    first_page = models.PositiveIntegerField(null=True, blank=True)
    last_page = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="legal_bundle_item_order",
                fields=["bundle", "position"],
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                name="legal_bundle_item_one_source",
                condition=(~Q(part="") & Q(issued=None, received=None))
                | Q(part="", issued__isnull=False, received=None)
                | Q(part="", issued=None, received__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="filed_keeps_pages",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("its_bundle", "bigint")],
                func="""
                    its_bundle := CASE WHEN TG_OP = 'INSERT' THEN NEW.bundle_id ELSE OLD.bundle_id END;
                    IF EXISTS (SELECT 1 FROM legal_bundle WHERE id = its_bundle AND state = 'filed') THEN
                        RAISE EXCEPTION 'pgtrigger: A filed bundle keeps its pages (bundle %)', its_bundle;
                    END IF;
                    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
                """,
            )
        ]
