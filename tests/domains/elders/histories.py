"""Random histories of a small register: what may happen to people, and what must hold after every step."""

from collections import Counter
from datetime import date, timedelta
from itertools import combinations

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.factories import make_account, make_elder, make_team, make_world, viewer_of
from yiyang.audit.models import JournalEntry
from yiyang.domains.contracts.actions import ContractTerms, sign_contract
from yiyang.domains.contracts.models import Contract
from yiyang.domains.elders.actions import change_elder, open_health_record
from yiyang.domains.elders.actions.events import correct_event, record_event, withdraw_event
from yiyang.domains.elders.actions.merging import (
    confirm_merge,
    propose_merge,
    record_facts,
    undo_merge,
)
from yiyang.domains.elders.models import (
    Condition,
    DuplicatePair,
    Elder,
    ElderCategory,
    HealthRecord,
    LifeEvent,
    LivingArrangement,
    Merge,
    Residence,
)
from yiyang.domains.elders.rules.departures import EventEntry
from yiyang.domains.elders.rules.merging import differing_fields
from yiyang.flows.departures.handlers import ABSORBERS, ENDERS
from yiyang.kernel.intervals import overlaps
from yiyang.kernel.refused import Refused

TODAY = date(2018, 9, 30)
FACTS = (Residence, LivingArrangement, ElderCategory, HealthRecord, Condition, Contract)
KEYS = {ElderCategory: ("code",), Condition: ("icd10",)}
PLACES = st.integers(0, 3)
PICK = st.integers(0, 30)
DAYS = st.integers(1, 900).map(lambda days: TODAY - timedelta(days=days))


def rows_of(model, ids):
    """The rows of some elders, column by column, without the count of edits."""
    rows = model.objects.filter(pk__in=ids) if model is Elder else model.objects.filter(elder_id__in=ids)
    return [
        {name: value for name, value in row.items() if name != "version"}
        for row in rows.order_by("pk").values()
    ]


def state_of(ids):
    return {model.__name__: rows_of(model, ids) for model in (Elder, *FACTS)}


class Histories(RuleBasedStateMachine):
    """Registering, facts, contracts, merges, events, corrections and the way back, in any order."""

    absorbers, enders = ABSORBERS, ENDERS

    @initialize()
    def begin(self):
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        world = make_world()
        self.villages = world.villages
        self.teams = [make_team(town) for town in world.towns]
        self.doctor = viewer_of(make_account("one", "family_doctor", world.city), on=TODAY)
        self.first = viewer_of(make_account("two", "supervisor", world.city), on=TODAY)
        self.second = viewer_of(make_account("three", "supervisor", world.city), on=TODAY)
        self.before = {}
        self.touched = Counter()
        for place in (0, 1):
            make_elder(self.villages[place], phone=f"1380000000{place}")

    def teardown(self):
        if hasattr(self, "transaction"):
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    def pick(self, number):
        found = list(Elder.objects.filter(merged_into__isnull=True).order_by("pk"))
        return found[number % len(found)]

    def touch(self, *ids):
        self.touched.update(ids)

    def attempt(self, verb, *ids):
        """Do it in a savepoint; a refusal must leave nothing behind."""
        before = state_of(Elder.objects.values_list("pk", flat=True))
        try:
            with transaction.atomic():
                outcome = verb()
        except Refused:
            assert state_of(Elder.objects.values_list("pk", flat=True)) == before
            return None
        self.touch(*ids)
        return outcome

    @rule(place=PLACES, since=DAYS, phone=st.integers(0, 2))
    def register(self, place, since, phone):
        self.touch(make_elder(self.villages[place], since=since, phone=f"1380000000{phone}").pk)

    @rule(who=PICK, address=st.sampled_from(("荷叶村 1 号", "荷叶村 2 号")))
    def change(self, who, address):
        elder = self.pick(who)

        def verb():
            return change_elder(
                viewer=self.doctor, elder=elder, version=elder.version, changes={"address": address}
            )

        self.attempt(verb, elder.pk)

    @rule(who=PICK, since=DAYS)
    def open_record(self, who, since):
        elder = self.pick(who)
        if elder.death_date is None and not elder.health_records.filter(valid_to__gt=since).exists():

            def verb():
                return open_health_record(
                    viewer=self.doctor, elder=elder, version=elder.version, valid_from=since
                )

            self.attempt(verb, elder.pk)

    @rule(who=PICK, since=DAYS, code=st.sampled_from(("dementia", "disabled")))
    def categorise(self, who, since, code):
        elder = self.pick(who)
        rows = elder.categories.filter(code=code)
        is_free = not any(overlaps(since, None, row.valid_from, row.valid_to) for row in rows)
        if elder.death_date is None and elder.village_id and is_free:
            ElderCategory.objects.create(elder=elder, code=code, valid_from=since)
            self.touch(elder.pk)

    @rule(who=PICK, team=st.integers(0, 1), first=DAYS)
    def sign(self, who, team, first):
        elder = self.pick(who)
        last = first + timedelta(days=364)
        terms = ContractTerms(
            team=self.teams[team], package="elder_basic", signed_on=first, valid_from=first, last_day=last
        )
        self.attempt(lambda: sign_contract(viewer=self.doctor, elder=elder, terms=terms), elder.pk)

    @rule(one=PICK, other=PICK, take=st.booleans())
    def merge(self, one, other, take):
        kept, merged = self.pick(one), self.pick(other)
        if kept.pk == merged.pk:
            return
        first, second = sorted((kept, merged), key=lambda each: each.pk)
        pair, _created = DuplicatePair.objects.get_or_create(
            first=first, second=second, defaults={"score": 70}
        )
        fields = differing_fields(record_facts(kept), record_facts(merged))
        ids = self.family(kept.pk, merged.pk)
        before = state_of(ids)

        def both():
            proposed = propose_merge(
                viewer=self.first,
                pair=pair,
                version=pair.version,
                kept_id=kept.pk,
                choices=dict.fromkeys(fields, "merged" if take else "kept"),
                reason="同一人",
            )
            return confirm_merge(
                viewer=self.second, merge=proposed, version=proposed.version, absorbers=self.absorbers
            )

        done = self.attempt(both, *ids)
        if done:
            self.remember(("merge", done.pk), ids, before)

    def family(self, *ids):
        """Records merged into these ones come along."""
        return sorted({*ids, *Elder.objects.filter(merged_into_id__in=ids).values_list("pk", flat=True)})

    def remember(self, key, ids, before):
        self.before[key] = (ids, before, {pk: self.touched[pk] for pk in ids})

    def compare(self, key):
        """Where nobody touched the records since, they are exactly as before."""
        ids, before, seen = self.before.pop(key)
        if all(self.touched[pk] == count for pk, count in seen.items()):
            assert state_of(ids) == before
        self.touch(*ids)

    @precondition(lambda self: any(kind == "merge" for kind, _pk in self.before))
    @rule(which=PICK)
    def unmerge(self, which):
        keys = sorted(key for key in self.before if key[0] == "merge")
        key = keys[which % len(keys)]
        merge = Merge.objects.get(pk=key[1])

        def verb():
            return undo_merge(viewer=self.second, merge=merge, version=merge.version, note="两个人")

        if self.attempt(verb):
            self.compare(key)

    @rule(who=PICK, kind=st.sampled_from(("death", "move_out", "move_in", "return")), on=DAYS, place=PLACES)
    def happen(self, who, kind, on, place):
        elder = self.pick(who)
        entry = EventEntry(
            kind=kind, occurred_on=on, source="family", destination="南宁市" if kind == "move_out" else ""
        )
        ids = [elder.pk]
        before = state_of(ids)

        def verb():
            return record_event(
                viewer=self.doctor,
                elder=elder,
                version=elder.version,
                entry=entry,
                to_village=self.villages[place] if kind in ("move_in", "return") else None,
                enders=self.enders,
                replace_later=True,
            )

        event = self.attempt(verb, *ids)
        if event:
            self.remember(("event", event.pk), ids, before)

    @precondition(lambda self: any(kind == "event" for kind, _pk in self.before))
    @rule(which=PICK, on=DAYS)
    def correct(self, which, on):
        key, event = self.event(which)
        entry = EventEntry(kind=event.kind, occurred_on=on, source="hospital", destination=event.destination)

        def verb():
            return correct_event(
                viewer=self.doctor,
                event=event,
                version=event.version,
                entry=entry,
                to_village=event.to_village,
                enders=self.enders,
                replace_later=True,
            )

        correction = self.attempt(verb)
        if correction:
            ids, before, seen = self.before.pop(key)
            self.before["event", correction.event.pk] = (ids, before, seen)
            if correction.kept:
                self.touch(*ids)

    @precondition(lambda self: any(kind == "event" for kind, _pk in self.before))
    @rule(which=PICK)
    def withdraw(self, which):
        key, event = self.event(which)

        def verb():
            return withdraw_event(viewer=self.doctor, event=event, version=event.version, reason="认错人")

        if self.attempt(verb):
            self.compare(key)

    def event(self, which):
        keys = sorted(key for key in self.before if key[0] == "event")
        key = keys[which % len(keys)]
        return key, LifeEvent.objects.select_related("elder", "to_village").get(pk=key[1])

    @invariant()
    def no_row_is_an_orphan(self):
        if not hasattr(self, "transaction"):
            return
        there = set(Elder.objects.values_list("pk", flat=True))
        for model in FACTS:
            assert set(model.objects.values_list("elder_id", flat=True)) <= there
        away = dict(Elder.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into_id"))
        assert not set(away.values()) & away.keys(), "one step leads to the record that stands"
        assert JournalEntry.objects.filter(act__isnull=True).count() == 0

    @invariant()
    def timelines_never_overlap(self):
        if not hasattr(self, "transaction"):
            return
        for model in FACTS:
            lines = {}
            for row in model.objects.filter(elder__merged_into__isnull=True):
                key = (row.elder_id, *(getattr(row, field) for field in KEYS.get(model, ())))
                lines.setdefault(key, []).append((row.valid_from, row.valid_to))
            for spans in lines.values():
                for one, other in combinations(spans, 2):
                    assert not overlaps(*one, *other), (model.__name__, spans)

    @invariant()
    def the_dead_and_the_gone_have_nothing_open(self):
        if not hasattr(self, "transaction"):
            return
        standing = Elder.objects.filter(merged_into__isnull=True)
        for elder in standing.filter(death_date__isnull=False):
            for model in FACTS:
                late = model.objects.filter(elder=elder).exclude(valid_to__lte=elder.death_date)
                assert [row for row in late if row.valid_from != row.valid_to] == [], (elder.pk, model)
        for elder in standing.filter(village__isnull=True):
            assert elder.residences.filter(valid_to__isnull=True).count() == 0
            assert elder.contracts.filter(state="active").count() == 0

    @invariant()
    def nobody_has_two_active_contracts(self):
        if not hasattr(self, "transaction"):
            return
        active = Contract.objects.filter(state="active").values_list("elder_id", flat=True)
        assert [count for count in Counter(active).values() if count > 1] == []
