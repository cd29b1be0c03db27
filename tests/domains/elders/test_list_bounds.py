"""A town's list must not walk the villages of other towns."""

from yiyang.domains.elders.queries.listing import _village_bounds
from yiyang.regions.models import Region


def test_a_town_is_bounded_by_its_villages_not_by_its_own_row(zhongshan):
    town = Region.objects.get(code="442000103000")
    villages = Region.objects.filter(parent=town).order_by("pk").values_list("pk", flat=True)
    assert _village_bounds((town.path,)) == (villages.first(), villages.last())
    assert town.pk < villages.first()


def test_a_village_is_its_own_bound(zhongshan):
    village = Region.objects.filter(level="village").first()
    assert _village_bounds((village.path,)) == (village.pk, village.pk)
