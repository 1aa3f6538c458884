from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('recovery', '0015_answers_to_who_asked'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='stoppedstage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('started_at', None), ('started_by', None)), models.Q(('started_at__isnull', False), ('started_by__isnull', False)), _connector='OR'), name='recovery_stopped_started_by_someone'),
        ),
        migrations.AddConstraint(
            model_name='autosend',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('off_at', None), ('off_by', None)), models.Q(('off_at__isnull', False), ('off_by__isnull', False)), _connector='OR'), name='recovery_autosend_off_by_someone'),
        ),
        migrations.AddConstraint(
            model_name='printbatch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('proofed_at', None), ('proofed_by', None)), models.Q(('proofed_at__isnull', False), ('proofed_by__isnull', False)), _connector='OR'), name='recovery_batch_proofed_by_someone'),
        ),
    ]
