import re
import uuid

import pytest
from django.urls import reverse

from tests.factories import add_post, make_contract, make_elder
from yiyang.audit.models import Act

pytestmark = pytest.mark.django_db
LIST_QUERIES = 9
NAME_LINKS = re.compile(r'<th scope="row"><a href="/elders/([0-9a-f-]{36})/">([^<]+)</a>')


def names(response):
    return [name for _id, name in NAME_LINKS.findall(response.content.decode())]


def test_a_line_tells_name_sex_age_place_and_doctor(doctor, elder, contract):
    page = doctor.get(reverse("elder_list")).content.decode()
    assert (
        f'<tr><th scope="row"><a href="/elders/{elder.public_id}/">张淑芬</a></th><td>Female</td>'
        '<td class="num">73</td><td>荷叶村</td><td>东塘镇</td><td>荷花团队</td></tr>'
    ) in page


def test_who_is_not_signed_is_marked(doctor, elder):
    page = doctor.get(reverse("elder_list")).content.decode()
    assert '<span class="tag tag-warn">Not signed</span>' in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_queries_for_any_length(
    doctor, world, team, count, django_assert_num_queries
):
    for _ in range(count):
        make_contract(make_elder(world.village), team)
    with django_assert_num_queries(LIST_QUERIES):
        response = doctor.get(reverse("elder_list"))
    assert len(names(response)) == count


def test_scopes_differ_and_nothing_leaks(people, sign_in, world):
    make_elder(world.villages[0], name="东镇人")
    make_elder(world.villages[2], name="西镇人")
    address = reverse("elder_list")
    assert names(sign_in(people.doctor).get(address)) == ["东镇人"]
    assert names(sign_in(people.sibling).get(address)) == ["西镇人"]
    assert names(sign_in(people.supervisor).get(address)) == ["东镇人", "西镇人"]
    assert sign_in(people.administrator).get(address).status_code == 403
    assert names(sign_in(people.doctor).post(reverse("elder_search"), {"text": "西镇人"})) == []


def test_the_area_narrows_and_foreign_areas_are_not_found(people, sign_in, world):
    make_elder(world.villages[0], name="荷叶人")
    make_elder(world.villages[1], name="藕塘人")
    supervisor, doctor = sign_in(people.supervisor), sign_in(people.doctor)
    address = reverse("elder_list")
    assert names(supervisor.get(address, {"area": world.towns[0].code})) == ["荷叶人", "藕塘人"]
    assert names(supervisor.get(address, {"area": world.villages[1].code})) == ["藕塘人"]
    assert names(supervisor.get(address, {"area": world.villages[3].code})) == []
    assert doctor.get(address, {"area": world.villages[2].code}).status_code == 404
    assert doctor.get(address, {"area": world.city.code}).status_code == 404
    assert doctor.get(address, {"area": "nonsense"}).status_code == 404
    page = supervisor.get(address, {"area": world.villages[1].code}).content.decode()
    assert f'<option value="{world.villages[1].code}" selected>藕塘村</option>' in page
    assert f'<a href="/elders/?area={world.towns[0].code}">东塘镇</a>' in page


def test_two_posts_offer_both_areas(people, sign_in, world):
    add_post(people.doctor, "liaison", world.villages[2])
    make_elder(world.villages[0], name="荷叶人")
    make_elder(world.villages[2], name="莲子人")
    make_elder(world.villages[3], name="柳岸人")
    client = sign_in(people.doctor)
    page = client.get(reverse("elder_list"))
    assert names(page) == ["荷叶人", "莲子人"]
    assert f'<option value="{world.villages[2].code}">莲子村</option>' in page.content.decode()
    assert names(client.get(reverse("elder_list"), {"area": world.villages[2].code})) == ["莲子人"]


def test_pages_follow_one_another_without_gap_or_double(doctor, world):
    for number in range(53):
        make_elder(world.villages[number % 2], name=f"王{number}")
    first = doctor.get(reverse("elder_list"), {"area": world.towns[0].code})
    following = re.search(r'href="([^"]+)" rel="next"', first.content.decode())[1].replace("&amp;", "&")
    second = doctor.get(following)
    assert len(names(first)) == 50
    assert sorted(names(first) + names(second)) == sorted(f"王{number}" for number in range(53))
    assert 'rel="next"' not in second.content.decode()


@pytest.mark.parametrize("after", ["x", "1", "1-", "-1", "1-x", "１-1", "9" * 30 + "-1"])
def test_a_place_made_up_is_not_found(doctor, elder, after):
    assert doctor.get(reverse("elder_list"), {"after": after}).status_code == 404


def test_reading_a_list_is_recorded_with_everyone_on_it(people, doctor, world):
    shown = [make_elder(world.village) for _ in range(3)]
    doctor.get(reverse("elder_list"))
    act = Act.objects.get(kind="read")
    assert (act.object_type, act.account_id, act.elder_ids) == (
        "elder_list",
        people.doctor.pk,
        [elder.pk for elder in shown],
    )


def test_a_search_says_how_it_was_understood_and_keeps_the_text(doctor, elder):
    page = doctor.post(reverse("elder_search"), {"text": "zsf"})
    assert names(page) == ["张淑芬"]
    assert "pinyin or initials begin with zsf" in page.content.decode()
    assert 'value="zsf"' in page.content.decode()
    assert Act.objects.get(object_type="elder_search").elder_ids == [elder.pk]
    assert "Nobody found" in doctor.post(reverse("elder_search"), {"text": "李"}).content.decode()


def test_a_search_is_never_in_an_address(doctor, elder):
    assert doctor.get(reverse("elder_search"), {"text": "张"}).status_code == 405


@pytest.mark.parametrize("text", ["", "  ", "--"])
def test_an_empty_search_shows_nobody(doctor, elder, text):
    page = doctor.post(reverse("elder_search"), {"text": text})
    assert (page.status_code, names(page)) == (422, [])


def test_the_next_page_of_a_search_comes_by_post(doctor, world):
    for number in range(52):
        make_elder(world.village, name=f"张{number}")
    first = doctor.post(reverse("elder_search"), {"text": "张"})
    place = re.search(r'name="after" value="([^"]+)"', first.content.decode())[1]
    second = doctor.post(reverse("elder_search"), {"text": "张", "after": place})
    assert (len(names(first)), len(names(second))) == (50, 2)


def test_a_name_is_written_as_text(doctor, world):
    make_elder(world.village, name="<b>张</b>")
    page = doctor.get(reverse("elder_list")).content.decode()
    assert "<b>张</b>" not in page
    assert "&lt;b&gt;张&lt;/b&gt;" in page


def test_strangers_are_sent_to_sign_in(client, elder):
    for name, arguments in [
        ("elder_list", []),
        ("elder_record", [elder.public_id]),
        ("elder_register", []),
        ("contract_sign", [elder.public_id]),
        ("contract_end", [1]),
    ]:
        response = client.get(reverse(name, args=arguments))
        assert (response.status_code, response.url.split("?")[0]) == (302, "/sign-in/")
    assert client.get(reverse("elder_record", args=[uuid.uuid4()])).status_code == 302
