from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inquiries', '0003_chip_reading'),
    ]

    operations = [
        migrations.AddField(
            model_name='chipreading',
            name='portrait_blob',
            field=models.CharField(default='', max_length=40),
        ),
    ]
