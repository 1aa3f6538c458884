from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('welfare', '0006_crisis_alerts_and_concerns'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='safetyconcern',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('closed_by', None)), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False)), _connector='OR'), name='welfare_concern_closed_by_someone'),
        ),
    ]
