"""Find leaves by the inquiry or the subject that they name, and by time, without reading the whole ledger."""

import json

from django.db import migrations, models

CHUNK = 2000


def fill(apps, schema_editor):
    """Copy what the bodies name into the new columns. Bodies and hashes stay as they are."""
    leaves = apps.get_model("ledger", "Leaf").objects.using(schema_editor.connection.alias)
    start, last = 0, leaves.order_by("-index").values_list("index", flat=True).first()
    while last is not None and start <= last:
        changed = []
        for leaf in leaves.filter(index__gte=start, index__lt=start + CHUNK):
            body = json.loads(leaf.body)
            leaf.inquiry, leaf.subject = body.get("inquiry", ""), body.get("subject", "")
            changed.append(leaf)
        named = [leaf for leaf in changed if leaf.inquiry or leaf.subject]
        leaves.bulk_update(named, ["inquiry", "subject"], batch_size=200)
        start += CHUNK


class Migration(migrations.Migration):

    dependencies = [
        ("ledger", "0001_initial"),
    ]

    operations = [
        migrations.AddField("leaf", "inquiry", models.CharField(default="", max_length=80)),
        migrations.AddField("leaf", "subject", models.CharField(default="", max_length=80)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex("leaf", models.Index(fields=["inquiry"], name="ledger_leaf_inquiry")),
        migrations.AddIndex("leaf", models.Index(fields=["subject"], name="ledger_leaf_subject")),
        migrations.AddIndex("leaf", models.Index(fields=["at"], name="ledger_leaf_at")),
    ]
