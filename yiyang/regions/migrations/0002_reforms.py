import uuid

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


def name_rows(apps, schema_editor):
    apps.get_model("regions", "Region").objects.update(key=F("code"))


class Migration(migrations.Migration):
    dependencies = [("regions", "0001_initial")]

    operations = [
        migrations.AddField("region", "key", models.CharField(max_length=16, null=True)),
        migrations.RunPython(name_rows, migrations.RunPython.noop),
        migrations.AlterField("region", "key", models.CharField(max_length=16, unique=True)),
        migrations.AlterField("region", "code", models.CharField(max_length=12)),
        migrations.AlterField("region", "path", models.CharField(max_length=120, unique=True)),
        migrations.AddIndex("region", models.Index(fields=["code"], name="region_code")),
        migrations.AddConstraint(
            "region",
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_to__isnull=True), name="region_code_once_standing"
            ),
        ),
        migrations.AddConstraint(
            "region",
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="region_interval",
            ),
        ),
        migrations.AddField("regioncode", "valid_from", models.DateField(null=True, blank=True)),
        migrations.AddField("regioncode", "valid_to", models.DateField(null=True, blank=True)),
        migrations.RemoveConstraint("regioncode", "region_code_once"),
        migrations.AddConstraint(
            "regioncode",
            models.UniqueConstraint(
                fields=["code_list", "code"], condition=Q(valid_to__isnull=True), name="region_code_once"
            ),
        ),
        migrations.AddField("regionalias", "valid_to", models.DateField(null=True, blank=True)),
        migrations.CreateModel(
            name="Reform",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", models.CharField(max_length=120, verbose_name="Title")),
                ("document", models.CharField(blank=True, max_length=120, verbose_name="Document")),
                ("on", models.DateField(verbose_name="First day")),
                ("lines", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("applied", "In force")], default="draft", max_length=8
                    ),
                ),
                ("outcome", models.JSONField(default=dict)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name="Succession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "after",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessors",
                        to="regions.region",
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="successors", to="regions.region"
                    ),
                ),
                (
                    "reform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successions",
                        to="regions.reform",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            "succession",
            models.UniqueConstraint(fields=("before", "after"), name="succession_once"),
        ),
    ]
