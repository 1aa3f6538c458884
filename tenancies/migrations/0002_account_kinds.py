"""Each kind of account, as a council starts: the housing system owns every ledger."""

from django.db import migrations

# kind: (priority, main account, may stand in a notice or claim as rent)
KINDS = {
    "rent": (1, True, True),
    "pitch_fee": (2, True, True),
    "use_and_occupation": (3, True, True),
    "service_charge": (4, False, False),
    "heating": (5, False, False),
    "water": (6, False, False),
    "electricity": (7, False, False),
    "garage": (8, False, False),
    "former_tenant": (9, False, False),
    "court_costs": (10, False, False),
}


def seed(apps, schema_editor):
    setting = apps.get_model("tenancies", "AccountKindSetting")
    for kind, (priority, is_main, for_possession) in KINDS.items():
        setting.objects.update_or_create(
            kind=kind,
            defaults={"priority": priority, "is_main": is_main, "counts_for_possession": for_possession},
        )


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
