"""Cooperation agreements of a demo region's homes and centres with medical institutions."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from yiyang.domains.institutions.rules.kinds import COMMUNITY_KINDS, HOME_KINDS
from yiyang.flows.demo.chance import make_rng
from yiyang.flows.demo.institutions import GENERAL_KINDS, PRIMARY_KINDS, Draft, draw_day, pick_share
from yiyang.flows.demo.localities import read_table

CONTENTS = ("emergency", "appointment", "referral", "patrol", "guidance", "training", "remote")
_FEWEST_CONTENTS = 3
_RENEWED_SHARE, _LAPSED_SHARE, _TERMINATED_SHARE = 0.5, 0.5, 0.25
_EARLIEST = date(2014, 1, 1)


@dataclass(frozen=True, kw_only=True)
class AgreementDraft:
    """An agreement before it is written; `receiver` and `provider` are positions in the organisations."""

    receiver: int
    provider: int
    form: str
    contents: tuple[str, ...]
    state: str
    valid_from: date
    term_to: date
    valid_to: date


def plan_agreements(drafts: list[Draft], *, key: str, seed: int, on: date) -> list[AgreementDraft]:
    """Agreements in force by the table's shares, others expired or terminated, earlier ones before them."""
    rng = make_rng(seed, key, "agreements")
    shares = read_table("institutions")["shares"]
    groups = (
        (
            [place for place, d in enumerate(drafts) if d.kind in HOME_KINDS and not d.own_clinic],
            "home_agreement",
        ),
        ([place for place, d in enumerate(drafts) if d.own_clinic], "own_clinic_home_agreement"),
        ([place for place, d in enumerate(drafts) if d.kind in COMMUNITY_KINDS], "community_agreement"),
    )
    found: list[AgreementDraft] = []
    for members, share in groups:
        in_force = pick_share(len(members), shares[share], rng)
        for place, receiver in enumerate(members):
            provider = _choose_provider(drafts, receiver, rng)
            if place in in_force:
                found += _in_force(receiver, provider, rng, on=on)
            elif rng.random() < _LAPSED_SHARE:
                found.append(_lapsed(receiver, provider, rng, on=on))
    return found


def _choose_provider(drafts: list[Draft], receiver: int, rng: np.random.Generator) -> int:
    """A clinic or hospital of the same town, else of the same county."""
    wanted = (*PRIMARY_KINDS, *GENERAL_KINDS)
    medical = [place for place, draft in enumerate(drafts) if draft.kind in wanted]
    area = drafts[receiver].area
    near = [place for place in medical if drafts[place].area == area]
    near = near or [place for place in medical if drafts[place].area[:6] == area[:6]]
    return near[int(rng.integers(0, len(near)))]


def _draw_contents(rng: np.random.Generator) -> tuple[str, ...]:
    count = int(rng.integers(_FEWEST_CONTENTS, len(CONTENTS) + 1))
    chosen = set(rng.permutation(len(CONTENTS))[:count].tolist())
    return tuple(content for place, content in enumerate(CONTENTS) if place in chosen)


def _years_after(day: date, years: int) -> date:
    return date(day.year + years, day.month, min(day.day, 28))


def _draft(
    receiver: int,
    provider: int,
    rng: np.random.Generator,
    *,
    state: str,
    begin: date,
    term: date,
    end: date | None = None,
) -> AgreementDraft:
    return AgreementDraft(
        receiver=receiver,
        provider=provider,
        form="signed" if rng.random() < 0.9 else "trustee",  # noqa: PLR2004
        contents=_draw_contents(rng),
        state=state,
        valid_from=begin,
        term_to=term,
        valid_to=end or term,
    )


def _in_force(receiver: int, provider: int, rng: np.random.Generator, *, on: date) -> list[AgreementDraft]:
    years = int(rng.integers(1, 4))
    begin = draw_day(rng, _years_after(on, -years) + timedelta(days=5), on - timedelta(days=10))
    found = [_draft(receiver, provider, rng, state="active", begin=begin, term=_years_after(begin, years))]
    before = _years_after(begin, -1)
    if before > _EARLIEST and rng.random() < _RENEWED_SHARE:
        found.append(_draft(receiver, provider, rng, state="expired", begin=before, term=begin))
    return found


def _lapsed(receiver: int, provider: int, rng: np.random.Generator, *, on: date) -> AgreementDraft:
    end = draw_day(rng, on - timedelta(days=300), on)
    if rng.random() < _TERMINATED_SHARE:
        begin = _years_after(end, -1)
        return _draft(
            receiver, provider, rng, state="terminated", begin=begin, term=_years_after(begin, 3), end=end
        )
    return _draft(receiver, provider, rng, state="expired", begin=_years_after(end, -1), term=end)
