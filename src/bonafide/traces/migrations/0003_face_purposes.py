from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('traces', '0002_candidate_source'),
    ]

    operations = [
        migrations.AddField(
            model_name='facetrace',
            name='searched',
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name='facetrace',
            name='recognises',
            field=models.BooleanField(default=False),
        ),
    ]
