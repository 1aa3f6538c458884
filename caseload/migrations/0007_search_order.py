import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('caseload', '0006_snapshots_by_patch_and_officer'),
        ('staff', '0003_cover'),
    ]

    operations = [
        # The words are made from other records: the next load, or `manage.py index_search`, writes them again.
        migrations.RunSQL('DELETE FROM caseload_searchdoc', migrations.RunSQL.noop),
        migrations.AddField(
            model_name='searchdoc',
            name='leaving',
            field=models.BooleanField(default=False, help_text='A former account, or one of a tenancy that ends.'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='searchdoc',
            name='patch',
            field=models.ForeignKey(default=0, help_text="Its home's.", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.patch'),
            preserve_default=False,
        ),
    ]
