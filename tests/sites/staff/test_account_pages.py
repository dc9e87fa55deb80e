"""Accounts in the browser: no case on them, nothing typed is lost, and whoever is ended is signed out."""

from __future__ import annotations

from factories.cast import Cast
from sites.staff.conftest import SignIn
from sites.staff.pages import errors_of, fill_in, text_of


def test_an_administrator_adds_changes_and_ends_an_account(cast: Cast, sign_in: SignIn) -> None:
    adam, nia = sign_in("administrator"), sign_in("nia")
    wrong = fill_in(
        adam, "/staff/accounts/add/", name="Noor Blake", email="nia@landlord.example", roles=["neighbourhood"]
    )
    assert wrong.status_code == 422 and "email address already" in errors_of(wrong)
    assert "Noor Blake" in wrong.content.decode()
    added = fill_in(
        adam,
        "/staff/accounts/add/",
        name="Noor Blake",
        email="noor@landlord.example",
        roles=["neighbourhood"],
    )
    assert added.headers["Location"] == "/staff/accounts/?done=account"
    assert "No password yet" in text_of(adam.get("/staff/accounts/"))
    own = f"/staff/accounts/{cast.staff['administrator'].id}/"
    assert "Nobody changes their own roles" in errors_of(
        fill_in(adam, own, roles=["administrator", "executive"])
    )
    his = f"/staff/accounts/{cast.staff['nia'].id}/"
    assert "never a sealed one" in text_of(adam.get(his))
    assert adam.post(f"{his}end/").status_code == 302
    assert "/accounts/login/" in nia.get("/staff/").headers["Location"]


def test_a_powerful_role_is_on_the_data_protection_officers_day(cast: Cast, sign_in: SignIn) -> None:
    adam, farid = sign_in("administrator"), sign_in("farid")
    fill_in(adam, f"/staff/accounts/{cast.staff['nia'].id}/", roles=["people_and_learning"])
    assert "gave somebody a powerful role" in text_of(farid.get("/staff/"))
    assert "Nia Bright" in text_of(farid.get("/staff/roles-given/"))
    assert fill_in(farid, "/staff/roles-given/").status_code == 302
    assert "Nothing new" in text_of(farid.get("/staff/roles-given/"))


def test_a_team_is_added_once(cast: Cast, sign_in: SignIn) -> None:
    adam = sign_in("administrator")
    assert fill_in(adam, "/staff/accounts/", team="Lettings").status_code == 302
    assert "already" in errors_of(fill_in(adam, "/staff/accounts/", team="lettings"))
