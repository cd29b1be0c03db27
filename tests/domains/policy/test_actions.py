"""Loading packs into the database and reading them back."""

import shutil
from datetime import UTC, datetime

import pytest

from tests.factories import TODAY, platform_viewer
from yiyang.audit.models import Act, Outbox
from yiyang.domains.policy.actions import load_policy
from yiyang.domains.policy.models import PolicyDocument
from yiyang.domains.policy.queries import find_document, list_documents, pack_of
from yiyang.domains.policy.rules.pack import PACKS, PackError, load_pack
from yiyang.regions.queries import NoSuchRegion, find_region

NOW, LATER = datetime(2018, 9, 30, 8, tzinfo=UTC), datetime(2018, 10, 1, 8, tzinfo=UTC)
SHIPPED = PACKS / "zhongshan-2018"


def load(pack, *, now=NOW):
    return load_policy(viewer=platform_viewer(), pack=str(pack), now=now)


@pytest.fixture
def folder(tmp_path):
    """A copy of the pack that ships, for a region to change."""
    return shutil.copytree(SHIPPED, tmp_path / "pack")


def change(folder, name, before, after):
    text = (folder / name).read_text(encoding="utf-8")
    assert text.count(before) >= 1
    (folder / name).write_text(text.replace(before, after, 1), encoding="utf-8")


@pytest.mark.parametrize("name", ["zhongshan-2018", "442000", "zs-2018"])
def test_a_pack_that_ships_is_loaded_by_any_of_its_names(zhongshan, name):
    document, changed = load(name)
    assert (document.code, document.locality, document.version, changed) == ("zs-2018", zhongshan, 1, True)
    assert document.loaded_at == NOW
    assert PolicyDocument.objects.get() == document


def test_what_was_loaded_is_what_is_read(zhongshan):
    document, _changed = load("zhongshan-2018")
    assert pack_of(find_document("zs-2018")) == load_pack(SHIPPED)
    assert sorted(document.files) == [
        "document.toml",
        "organisations.toml",
        "targets.toml",
        "tasks-01-32.toml",
        "tasks-33-61.toml",
    ]
    assert len(pack_of(document).tasks) == 61


def test_loading_is_an_act_that_tells_the_workers(zhongshan):
    document, _changed = load("zhongshan-2018")
    act = Act.objects.get(kind="policy.load")
    assert (act.object_type, act.object_id, act.actor) == ("policy.policydocument", document.pk, "tests")
    assert act.detail == {"version": 1, "digest": document.digest}
    assert Outbox.objects.get(act=act).payload == {"since": TODAY.isoformat()}


def test_the_same_pack_again_changes_nothing(zhongshan, folder):
    first, _changed = load("zhongshan-2018")
    for again in ("zhongshan-2018", folder):
        document, changed = load(again, now=LATER)
        assert (document, changed, document.version, document.loaded_at) == (first, False, 1, NOW)
    assert Act.objects.filter(kind="policy.load").count() == 1


def test_a_changed_pack_is_the_next_version(zhongshan, folder):
    first, _changed = load("zhongshan-2018")
    change(folder, "document.toml", "title_en = ", "# read by the health bureau\ntitle_en = ")
    document, changed = load(folder, now=LATER)
    assert (document.pk, changed, document.version, document.loaded_at) == (first.pk, True, 2, LATER)
    assert document.digest != first.digest
    assert "read by the health bureau" in find_document("zs-2018").files["document.toml"]
    assert [act.detail["version"] for act in Act.objects.filter(kind="policy.load").order_by("id")] == [1, 2]


def test_a_faulty_pack_lists_every_fault_and_loads_nothing(zhongshan, folder):
    load("zhongshan-2018")
    held = PolicyDocument.objects.values().get()
    change(folder, "tasks-33-61.toml", "number = 34\n", "number = 33\n")
    change(folder, "targets.toml", "threshold = ", "treshold = ")
    with pytest.raises(PackError) as error:
        load(folder, now=LATER)
    assert {fault.file for fault in error.value.faults} == {"tasks-33-61.toml", "targets.toml"}
    assert all(fault.message and fault.mend for fault in error.value.faults)
    assert PolicyDocument.objects.values().get() == held
    assert Act.objects.filter(kind="policy.load").count() == 1


def test_a_file_that_is_no_toml_is_a_fault_of_the_pack(zhongshan, folder):
    (folder / "targets.toml").write_text("this is = = not toml", encoding="utf-8")
    with pytest.raises(PackError) as error:
        load(folder)
    assert [fault.file for fault in error.value.faults if fault.file == "targets.toml"] != []
    assert not PolicyDocument.objects.exists()


@pytest.mark.parametrize("name", ["atlantis-2018", "/nowhere/at/all", ""])
def test_an_unknown_pack_is_said(zhongshan, name):
    with pytest.raises(LookupError):
        load(name)
    assert not PolicyDocument.objects.exists()


def test_a_folder_that_lies_here_does_not_take_the_place_of_a_pack_that_ships(
    zhongshan, tmp_path, monkeypatch
):
    (tmp_path / "zhongshan-2018").mkdir()
    monkeypatch.chdir(tmp_path)
    assert load("zhongshan-2018")[0].code == "zs-2018"


def test_an_empty_folder_is_no_pack(zhongshan, tmp_path):
    with pytest.raises((PackError, LookupError)):
        load(tmp_path)


def test_a_pack_of_a_place_that_is_not_loaded_is_refused(db):
    with pytest.raises(NoSuchRegion, match="442000"):
        load("zhongshan-2018")
    assert (PolicyDocument.objects.count(), Act.objects.count()) == (0, 0)


def test_the_areas_of_the_pack_are_areas_of_the_register(zhongshan):
    document, _changed = load("zhongshan-2018")
    areas = {area.code for target in pack_of(document).targets for area in target.scope.areas or ()}
    assert [code for code in areas if not zhongshan.contains(find_region(code))] == []


def test_documents_are_listed_by_code(zhongshan, folder, django_assert_num_queries):
    load("zhongshan-2018")
    change(folder, "document.toml", 'code = "zs-2018"', 'code = "aa-2018"')
    load(folder)
    with django_assert_num_queries(1):
        assert [(document.code, document.locality.name) for document in list_documents()] == [
            ("aa-2018", "中山市"),
            ("zs-2018", "中山市"),
        ]
    assert find_document("bb-2018") is None
