"""The ledger: append-only, one position per account kept by a statement-level trigger."""

import pgtrigger
from django.db import models
from django.db.models import Q

from staff.models import User
from staff.triggers import append_only
from tenancies.models.accounts import RentAccount
from tenancies.models.choices import EntryKind, PaymentMethod

CREDITS = [
    EntryKind.PAYMENT,
    EntryKind.HB,
    EntryKind.UC_MANAGED,
    EntryKind.THIRD_PARTY_DEDUCTION,
    EntryKind.WRITE_OFF,
]
CHARGES = [EntryKind.RENT_DEBIT, EntryKind.SERVICE_DEBIT, EntryKind.REFUND, EntryKind.COURT_COSTS]

KEEP_POSITION = """
    INSERT INTO tenancies_accountposition AS p
        (account_id, balance, last_posted_on, last_payment_on, last_payment_amount, changed_at)
    SELECT account_id, sum(day_total), max(day_posted_on), max(paid_on),
           coalesce(sum(day_paid) FILTER (WHERE paid_on = newest_paid_on), 0), clock_timestamp()
    FROM (
        SELECT account_id, sum(amount) AS day_total, max(posted_on) AS day_posted_on,
               max(effective_on) FILTER (WHERE kind = 'payment') AS paid_on,
               -sum(amount) FILTER (WHERE kind = 'payment') AS day_paid,
               max(max(effective_on) FILTER (WHERE kind = 'payment')) OVER (PARTITION BY account_id) AS newest_paid_on
        FROM new_entries
        GROUP BY account_id, effective_on
    ) AS by_day
    GROUP BY account_id
    ORDER BY account_id
    ON CONFLICT (account_id) DO UPDATE SET
        balance = p.balance + excluded.balance,
        last_posted_on = greatest(p.last_posted_on, excluded.last_posted_on),
        last_payment_on = greatest(p.last_payment_on, excluded.last_payment_on),
        last_payment_amount = CASE
            WHEN excluded.last_payment_on IS NULL OR excluded.last_payment_on < p.last_payment_on
                THEN p.last_payment_amount
            WHEN excluded.last_payment_on = p.last_payment_on
                THEN p.last_payment_amount + excluded.last_payment_amount
            ELSE excluded.last_payment_amount
        END,
        changed_at = excluded.changed_at;

    IF EXISTS (SELECT FROM new_entries WHERE kind = 'reversal') THEN
        IF EXISTS (
            SELECT FROM new_entries AS r
            LEFT JOIN tenancies_ledgerentry AS e ON e.id = r.reverses_id AND e.account_id = r.account_id
            WHERE r.kind = 'reversal'
              AND (e.id IS NULL OR sign(e.amount) = sign(r.amount) OR abs(r.amount) > abs(e.amount))
        ) THEN
            RAISE EXCEPTION 'A reversal must point at an entry of its account, of the opposite sign and no smaller.'
                USING ERRCODE = 'check_violation';
        END IF;
        UPDATE tenancies_accountposition AS p
        SET last_payment_on = last.paid_on, last_payment_amount = coalesce(last.paid, 0)
        FROM (SELECT DISTINCT account_id FROM new_entries WHERE kind = 'reversal') AS touched
        LEFT JOIN LATERAL (
            SELECT e.effective_on AS paid_on, -sum(e.amount + coalesce(r.reversed, 0)) AS paid
            FROM tenancies_ledgerentry AS e
            LEFT JOIN LATERAL (
                SELECT sum(amount) AS reversed FROM tenancies_ledgerentry
                WHERE reverses_id = e.id
            ) AS r ON true
            WHERE e.account_id = touched.account_id AND e.kind = 'payment'
              AND e.amount + coalesce(r.reversed, 0) < 0
            GROUP BY e.effective_on
            ORDER BY e.effective_on DESC
            LIMIT 1
        ) AS last ON true
        WHERE p.account_id = touched.account_id;
    END IF;
    RETURN NULL;
"""

REFUSE_ON_SOURCE_OWNED = """
    IF EXISTS (
        SELECT FROM tenancies_rentaccount AS a
        JOIN tenancies_accountkindsetting AS k ON k.kind = a.kind
        WHERE a.id = NEW.account_id AND k.ledger_owner = 'source'
    ) THEN
        RAISE EXCEPTION 'The housing system owns this account: ask for the posting there instead of making it here.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


class LedgerEntry(models.Model):
    """One posting. Never changed: a mistake is met by a reversing entry that points at it.

    Pounds; charges positive, payments and credits negative. `posted_on` is the day it went on the account,
    `effective_on` the day it counts from. The account is not a foreign key in the database: AccountPosition,
    which every insert keeps, holds that line at a fraction of the cost.
    """

    account = models.ForeignKey(
        RentAccount, on_delete=models.PROTECT, related_name="entries", db_constraint=False, db_index=False
    )
    posted_on = models.DateField()
    effective_on = models.DateField()
    kind = models.CharField(max_length=21, choices=EntryKind)
    method = models.CharField(max_length=16, choices=PaymentMethod)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    narrative = models.CharField(max_length=120, blank=True)
    reverses = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, db_constraint=False, db_index=False
    )
    source_ref = models.CharField(max_length=40, blank=True, help_text="The housing system's reference; blank: ours.")
    source_hash = models.UUIDField(null=True, unique=True, help_text="md5 of the source's reference.")
    posted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, db_constraint=False, db_index=False)

    class Meta:
        verbose_name_plural = "ledger entries"
        indexes = [
            models.Index(
                name="tenancies_entry_account",
                fields=["account", "effective_on"],
                include=["amount", "kind", "posted_on"],
            ),
            models.Index(name="tenancies_entry_reversals", fields=["account"], condition=Q(kind=EntryKind.REVERSAL)),
            models.Index(name="tenancies_entry_reverses", fields=["reverses"], condition=Q(reverses__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                name="tenancies_entry_amount",
                condition=~Q(amount=0) & Q(amount__gte=-100_000, amount__lte=100_000),
            ),
            models.CheckConstraint(
                name="tenancies_entry_sign",
                condition=Q(kind__in=CREDITS, amount__lt=0)
                | Q(kind__in=CHARGES, amount__gt=0)
                | ~Q(kind__in=[*CREDITS, *CHARGES]),
            ),
            models.CheckConstraint(
                name="tenancies_entry_reversal_points",
                condition=Q(kind=EntryKind.REVERSAL, reverses__isnull=False)
                | (~Q(kind=EntryKind.REVERSAL) & Q(reverses__isnull=True)),
            ),
            models.CheckConstraint(
                name="tenancies_entry_source_hashed",
                condition=Q(source_ref="", source_hash=None) | (~Q(source_ref="") & Q(source_hash__isnull=False)),
            ),
        ]
        triggers = [
            *append_only(),
            pgtrigger.Trigger(
                name="source_owned",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__source_ref=""),
                func=REFUSE_ON_SOURCE_OWNED,
            ),
            pgtrigger.Trigger(
                name="keep_position",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_entries"),
                func=KEEP_POSITION,
            ),
        ]


class AccountPosition(models.Model):
    """Where an account stands after its last posting. Only the ledger's trigger writes it.

    `last_payment_amount` is what came in on that day, positive, less what was reversed; 0 before any payment.
    """

    account = models.OneToOneField(RentAccount, on_delete=models.PROTECT, primary_key=True, related_name="position")
    balance = models.DecimalField(max_digits=12, decimal_places=2)
    last_posted_on = models.DateField()
    last_payment_on = models.DateField(null=True)
    last_payment_amount = models.DecimalField(max_digits=12, decimal_places=2)
    changed_at = models.DateTimeField()


class PendingPosting(models.Model):
    """A posting asked for on an account whose ledger the housing system owns. Never part of the balance.

    Exported, and matched to the entry that comes back in an extract, so that nothing is counted twice.
    """

    class State(models.TextChoices):
        ASKED = "asked", "Asked for"
        EXPORTED = "exported", "Sent to the housing system"
        MATCHED = "matched", "Come back in an extract"
        WITHDRAWN = "withdrawn", "Withdrawn"

    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="pending_postings")
    kind = models.CharField(max_length=21, choices=EntryKind)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    narrative = models.CharField(max_length=120)
    state = models.CharField(max_length=9, choices=State, default=State.ASKED)
    asked_on = models.DateField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT)
    exported_at = models.DateTimeField(null=True, blank=True)
    matched_entry_id = models.BigIntegerField(null=True, blank=True, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="tenancies_pending_amount", condition=~Q(amount=0)),
            models.CheckConstraint(
                name="tenancies_pending_match_has_entry",
                condition=Q(state="matched", matched_entry_id__isnull=False)
                | (~Q(state="matched") & Q(matched_entry_id=None)),
            ),
        ]
