"""Staff write down whether the survivor's case, or a witness's plan, stands in an account."""

from __future__ import annotations

from factories.cast import Cast
from factories.reports import opened
from sites.staff.conftest import Clock, SignIn
from sites.staff.pages import errors_of, fill_in, text_of
from upstander.cases.api import PartyTold, add_party
from upstander.cases.queries.api import case_page


def test_one_asks_the_survivor_or_a_witness_and_the_timeline_says_whom(
    cast: Cast, sign_in: SignIn, clock: Clock
) -> None:
    case_id = opened(cast, clock.now())
    ben, address = sign_in("ben"), f"/staff/cases/{case_id}/own-account/"
    assert "Whom did you ask?" not in text_of(ben.get(address))
    assert fill_in(ben, address, shown="yes").status_code == 302
    witness = PartyTold(role="witness", affiliation="customer", name="Hal Winter")
    add_party(case_id=case_id, party=witness, by=cast.ben, now=clock.now())
    assert "Whom did you ask?" in text_of(ben.get(address))
    assert "Say what they answered" in errors_of(fill_in(ben, address))
    hal = next(
        each.id for each in case_page(cast.ben, case_id, now=clock.now()).parties if each.role == "witness"
    )
    assert fill_in(ben, address, whose=str(hal), shown="no").status_code == 302
    page = text_of(ben.get(f"/staff/cases/{case_id}/"))
    assert "The survivor sees this case in their own account" in page
    assert "A witness does not see their plan in their own account" in page
