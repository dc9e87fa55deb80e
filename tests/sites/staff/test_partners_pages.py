"""The pages of the register of bodies: a manager keeps it, everybody reads it."""

from __future__ import annotations

from django.urls import reverse

from factories.bodies import agreed, body
from factories.cast import Cast
from sites.staff.conftest import Clock, SignIn
from sites.staff.pages import errors_of, fill_in, form_of, text_of
from upstander.partners.api import agencies


def test_a_manager_adds_a_body_with_its_agreement_and_everybody_reads_it(
    sign_in: SignIn, cast: Cast, clock: Clock
) -> None:
    carol, ben = sign_in("carol"), sign_in("ben")
    address = reverse("staff:partner-add")
    wrong = fill_in(carol, address, kind="police", name="Marsh Lane Police")
    assert "how to reach them securely" in errors_of(wrong)
    typed = {**form_of(wrong), "reach": "Secure mail"}
    page = carol.post(address, typed).headers["Location"].split("?")[0]
    assert "already" in errors_of(carol.post(address, typed))
    agreement = {"title": "Protocol", "purposes": "Safety", "starts_on": "1/1/2026", "review_on": "1/1/2027"}
    assert "Tick what it is for" in errors_of(fill_in(carol, f"{page}agreement/", **agreement))
    assert "Tick the kinds" in errors_of(fill_in(carol, f"{page}agreement/", **agreement, uses=["safety"]))
    fill_in(carol, f"{page}agreement/", **agreement, uses=["safety"], kinds=["identity"])
    assert "For: keep somebody safe. Covers: their name and how to reach them." in text_of(ben.get(page))
    assert "Retire" not in text_of(ben.get(page))
    carol.post(f"{page}retire/")
    assert agencies(cast.ben, now=clock.now()) == []


def test_a_change_made_meanwhile_is_not_written_over_unseen(sign_in: SignIn, clock: Clock) -> None:
    carol, farid = sign_in("carol"), sign_in("farid")
    answer = fill_in(carol, reverse("staff:partner-add"), kind="police", name="Marsh", reach="Mail")
    edit = answer.headers["Location"].split("?")[0] + "edit/"
    typed = form_of(carol.get(edit))
    fill_in(farid, edit, reach="A new number")
    stale = carol.post(edit, {**typed, "reach": "Mine"})
    assert "colleague changed this" in errors_of(stale)
    assert carol.post(edit, form_of(stale)).status_code == 302


def test_an_agreement_is_ended_on_its_own_page(sign_in: SignIn, clock: Clock) -> None:
    carol = sign_in("carol")
    agency_id = body(clock.now())
    agreement_id = agreed(agency_id, clock.now())
    address = reverse("staff:agreement-dates", args=[agency_id, agreement_id])
    assert "look" in errors_of(fill_in(carol, address, ends_on="1/6/2026", review_on="")).lower()
    assert fill_in(carol, address, ends_on="1/6/2026", review_on="1/1/2027").status_code == 302
    assert "not in force" in text_of(carol.get(reverse("staff:partner", args=[agency_id])))
