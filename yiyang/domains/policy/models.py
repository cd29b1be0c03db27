"""Policy documents as loaded from packs: tasks, units, targets and milestones."""

from django.db import models


class Document(models.Model):
    """One policy document of a locality."""

    code = models.CharField(max_length=40, unique=True)
    clause_prefix = models.CharField(max_length=8)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    locality = models.ForeignKey("regions.Region", on_delete=models.PROTECT)
    period_start = models.DateField()
    period_end = models.DateField()
    digest = models.CharField(max_length=64)


class Unit(models.Model):
    """A bureau, town or body that a document gives work to."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="units")
    code = models.CharField(max_length=48)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "code"], name="unit_once")]


class Task(models.Model):
    """A numbered task with who leads, who cooperates and when."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="tasks")
    number = models.PositiveSmallIntegerField()
    group = models.CharField(max_length=32)
    summary = models.CharField(max_length=300)
    summary_en = models.CharField(max_length=400)
    years = models.JSONField(default=list)
    leads = models.ManyToManyField(Unit, related_name="led_tasks")
    cooperators = models.ManyToManyField(Unit, related_name="joined_tasks")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="task_once")]
        ordering = ["document_id", "number"]

    @property
    def clause(self) -> str:
        """The clause as cited, such as ZS-21."""
        return f"{self.document.clause_prefix}-{self.number}"


class Target(models.Model):
    """A number a task must reach by the end of a year, bound to an indicator and a scope."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="targets")
    indicator = models.CharField(max_length=48)
    year = models.PositiveSmallIntegerField()
    comparator = models.CharField(max_length=2)
    threshold = models.FloatField()
    unit = models.CharField(max_length=12)
    scope = models.JSONField(default=dict)
    note = models.CharField(max_length=300, blank=True)
    note_en = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["task__number", "year", "id"]


class Milestone(models.Model):
    """A thing done or not done by the end of a year, such as a ward opened."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="milestones")
    year = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)
    text_en = models.CharField(max_length=300)

    class Meta:
        ordering = ["task__number", "year", "id"]
