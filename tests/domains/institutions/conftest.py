from datetime import date

import pytest

from yiyang.access.viewer import system_viewer
from yiyang.domains.institutions import actions
from yiyang.regions.models import Platform, Region

TODAY = date(2018, 9, 30)


@pytest.fixture
def viewer():
    return system_viewer("test", on=TODAY)


@pytest.fixture
def town(db):
    city = Region.objects.create(code="442000000000", level="city", name="中山市", path="442000000000/")
    Platform.objects.create(root=city)
    return Region.objects.create(
        code="442000001000",
        level="town",
        name="石岐街道",
        parent=city,
        path="442000000000/442000001000/",
    )


@pytest.fixture
def home(town, viewer):
    entry = actions.OrganisationEntry(
        name="夕阳红养老院", kind="care_home", area=town, ownership="public", opened_on=date(2012, 5, 1)
    )
    return actions.register_organisation(viewer=viewer, entry=entry)
