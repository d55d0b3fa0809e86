from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inquiries', '0004_chip_portrait'),
    ]

    operations = [
        migrations.AddField(
            model_name='consent',
            name='recognises',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='consent',
            name='recognises_until',
            field=models.DateTimeField(null=True),
        ),
    ]
