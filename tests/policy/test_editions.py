"""Edition files: the shipped ones are sound, and whatever is wrong in one is named with its line."""

import re

import pytest

from policy.saying import MONDAY, ask, at, due, edition, edition_text, ids, report, the
from upstander.lib.packaged import packaged_names, packaged_text
from upstander.policy.api import EditionError, difference, explain, load_edition

SHIPPED = packaged_names("upstander.policy", "editions", ".yaml")


def broken(old: str, new: str) -> EditionError:
    """What is said of the 2021 edition with one passage changed."""
    text = edition_text()
    assert old in text
    with pytest.raises(EditionError) as fault:
        load_edition(text.replace(old, new, 1), "mine.yaml")
    return fault.value


def line_of(passage: str) -> int:
    return edition_text()[: edition_text().index(passage)].count("\n") + 1


# ---- What ships ----


def test_two_editions_ship_and_each_is_called_what_its_file_is() -> None:
    assert SHIPPED == ("harbour-homes", "ovh-2021")
    assert all(edition(name).id == name for name in SHIPPED)


def test_the_edition_in_use_ships() -> None:
    assert packaged_text("upstander.policy", "editions/default.txt").strip() in SHIPPED


BEHAVIOURS = """verbal_abuse bullying physical_attack threats abusive_communications online_abuse
    discriminatory_material damage graffiti arson malicious_complaints other"""
STRANDS = "disability race religion transgender_identity sexual_orientation gender age"
CHANNELS = "in_person phone text account office email letter web partner"
GATES = "sharing validation evidence exemption safe-contact closure disposal"
RESTRICTIONS = "no-feedback-to-third-party advice-only staff-sealed non-customer conflict"
CLAUSES = """1.1 1.2 1.3 1.4 1.5 1.6.1 1.6.2 1.7.1 1.7.2 1.7.3 2.1 2.2 2.3 2.3bis 2.4 2.5 2.6 2.7
    3.1.1 3.1.2 3.1.3 3.1.4 3.2.1 3.2.2 3.2.3 3.2.4 3.2.5 3.2.6 3.3.1 3.3.2 3.4 3.5.1 3.5.2 3.6
    4.1 4.2 4.3 5.1 5.2 6 7 8 9 10"""


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("behaviours", BEHAVIOURS),
        ("strands", STRANDS),
        ("channels", CHANNELS),
        ("gates", GATES),
        ("restrictions", RESTRICTIONS),
        ("clauses", CLAUSES),
    ],
)
def test_the_words_of_the_contract_are_the_words_of_the_edition(part: str, words: str) -> None:
    assert [entry.id for entry in getattr(edition(), part)] == words.split()


def test_five_strands_count_in_the_return_and_gender_and_age_do_not() -> None:
    assert [s.id for s in edition().strands if not s.monitored] == ["gender", "age"]


def test_only_abuse_online_is_advised_on_and_not_investigated() -> None:
    assert edition().advice_only == {"online_abuse"}


def test_the_2021_edition_is_overdue_for_review() -> None:
    assert edition().governance.review_due < at(MONDAY).date()


def test_everything_shown_to_people_has_a_label_and_every_clause_its_words() -> None:
    for name in SHIPPED:
        shown = edition(name)
        terms = (*shown.behaviours, *shown.strands, *shown.channels, *shown.reporters)
        assert all(term.label for term in terms)
        assert all(clause.asks and clause.product for clause in shown.clauses)


def test_another_landlord_s_edition_gives_other_duties_and_other_times() -> None:
    answer = ask(report(MONDAY, immediate_danger=True), under="harbour-homes")
    assert ids(answer) == ["say-received", "sort", "go-there", "ask-what-they-want"]
    assert due(answer, "go-there") == "2026-11-16T22:00:00+00:00"
    assert due(answer, "say-received") == "2026-11-16T12:00:00+00:00"


def test_another_landlord_s_working_week_counts_saturdays_and_its_own_days_off() -> None:
    friday = ask(report("2026-11-20T19:00:00+00:00"), under="harbour-homes")
    assert due(friday, "sort") == "2026-11-23T18:00:00+00:00"
    winter = ask(report("2026-12-23T19:00:00+00:00"), under="harbour-homes")
    assert "Winter closing" in the(winter, "sort").detail
    assert due(winter, "sort") == "2027-01-04T18:00:00+00:00"


# ---- What is wrong is named ----


@pytest.mark.parametrize(
    ("old", "new", "message", "suggestion"),
    [
        ("due: 24 elapsed hours", "due: 24 elapsd hours", "not a length of time", ""),
        (
            "survivor.wants_to_move: true",
            "survivor.wants_to_mvoe: true",
            "no fact is called",
            "survivor.wants_to_move",
        ),
        (
            "{reports.behaviours: arson}",
            "{reports.behaviours: arsen}",
            "unknown value of reports.behaviours",
            "arson",
        ),
        ("{crime_likely: true}", "{crime_likely: maybe}", "unknown value of crime_likely", "true"),
        ("for: non_customers", "for: noncustomers", "unknown group", "non_customers"),
        ("team: customer_access", "team: customer_acess", "unknown team", "customer_access"),
        ("kind: consider", "kind: considr", "unknown kind", "consider"),
        (
            "source: standard\n\n  - id: triage",
            "source: standrd\n\n  - id: triage",
            "unknown source",
            "standard",
        ),
        ("clause: 3.2.4", "clause: 3.2.44", "unknown clause", "3.2.4"),
        ("gates: [validation, evidence]", "gates: [validtion]", "unknown gate", "validation"),
        ("kept_by: [acknowledge]", "kept_by: [acknowlege]", "unknown duty or gate", "acknowledge"),
        ("  - staff-route\n", "  - staf-route\n", "unknown duty", "staff-route"),
        ("done_when: the enquiry", "done_wen: the enquiry", "nothing here is called", "done_when"),
        ("- id: female-staff", "- id: visit", "a second duty", ""),
        ("approved_on: 2021-11-16", "approved_on: 2021-11-31", "not a date", ""),
        ("review_due: 2023-11-16", "review_due: 2020-11-16", "before the edition takes effect", ""),
        ("staff: [employee]", "staff: [employee, public]", "exactly one group", ""),
        ("non_customers: [contractor, public]", "non_customers: [contractor]", "exactly one group", ""),
        ("from: 14, to: 24", "from: 15, to: 24", "gap or overlap", ""),
        ("from: 25, to: 40", "from: 25, to: 39", "end at 39", ""),
        ("Europe/London", "Europe/Lundon", "no time zone", "Europe/London"),
        ('closes: "17:00"', 'closes: "08:00"', "not after opening", ""),
        ("    advice_only: true", "    advice_only: yes", "true or false", ""),
        ("id: partner, label", "id: pigeon, label", "unknown channel", "partner"),
        ("level: medium\n      means", "level: high\n      means", "its own guide", ""),
        (
            "holds_when: {duties.disclosing: true}",
            "holds_when: {duties.disclosng: true}",
            "no fact is called",
            "duties.disclosing",
        ),
        ("when: {closed: true}", "when: {}", "nothing in it", "always"),
    ],
)
def test_a_fault_is_named_with_its_line_and_a_remedy(
    old: str, new: str, message: str, suggestion: str
) -> None:
    fault = broken(old, new)
    assert message in fault.message
    assert suggestion in fault.suggestion
    assert fault.file == "mine.yaml"
    first = line_of(old)
    assert first - 10 <= fault.line <= first + 30
    assert str(fault).startswith(f"mine.yaml:{fault.line}: ")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("survivor.wants_to_move: true", "survivor.wants_to_mvoe: true"),
        ("due: 4 working hours", "due: 4 workin hours"),
        ("team: independent_living", "team: independant_living"),
        ("clause: 3.2.4", "clause: 3.2.44"),
    ],
)
def test_the_line_is_the_very_line(old: str, new: str) -> None:
    assert broken(old, new).line == line_of(old)


@pytest.mark.parametrize(
    "text", ["", "just words", "- a\n- list", "a: [", "edition: \x07", "edition: !!python/object:os.system x"]
)
def test_what_is_not_an_edition_at_all_is_refused_without_ado(text: str) -> None:
    with pytest.raises(EditionError):
        load_edition(text, "mine.yaml")


@pytest.mark.parametrize("part", re.findall(r"(?m)^([a-z_]+):", edition_text()))
def test_no_part_of_an_edition_may_be_missing(part: str) -> None:
    text = re.sub(rf"(?ms)^{part}:.*?(?=^[a-z_]+:|\Z)", "", edition_text())
    with pytest.raises(EditionError):
        load_edition(text, "mine.yaml")


# ---- Shown and compared ----


@pytest.mark.parametrize("style", ["markdown", "text"])
def test_an_edition_is_explained_with_every_duty_gate_and_clause(style: str) -> None:
    shown = explain(edition(), style)
    ovh = edition()
    for id in (
        *(d.id for d in ovh.duties),
        *(g.id for g in ovh.gates),
        *(r.id for r in ovh.restrictions),
        *(c.id for c in ovh.clauses),
    ):
        assert id in shown
    assert "24 elapsed hours" in shown


def test_every_row_of_a_markdown_table_has_as_many_cells_as_there_are_columns() -> None:
    tables = [block for block in explain(edition()).split("\n\n") if block.startswith("| ")]
    assert len(tables) > 15
    for table in tables:
        heads, _, *rows = table.strip().splitlines()
        assert {row.count("|") for row in rows} <= {heads.count("|")}


def test_an_edition_does_not_differ_from_itself() -> None:
    assert difference(edition(), edition()) == ()


@pytest.mark.parametrize(
    ("old", "new", "part", "name", "before", "after"),
    [
        (
            "due: 4 working hours",
            "due: 2 working hours",
            "Duties",
            "triage",
            "4 working hours",
            "2 working hours",
        ),
        ("label: Visit", "label: Home visit", "Duties in practice", "visit", "Visit", "Home visit"),
        ("review_due: 2023-11-16", "review_due: 2025-11-16", "Register", "review due", "2023", "2025"),
        ("yes: 4", "yes: 3", "", "", "", ""),
    ],
)
def test_a_change_is_reported_with_what_it_was(
    old: str, new: str, part: str, name: str, before: str, after: str
) -> None:
    text = edition_text().replace(old, new, 1)
    if old == "yes: 4":
        text = text.replace("to: 29", "to: 28", 1)
    changes = difference(edition(), load_edition(text, "mine.yaml"))
    assert changes
    if part:
        (change,) = changes
        assert (change.part, change.name) == (part, name)
        assert before in change.before
        assert after in change.after


def test_an_added_and_a_removed_duty_are_said_to_be_so() -> None:
    said = [str(change) for change in difference(edition(), edition("harbour-homes"))]
    assert any(line.startswith("Duties: visit: removed") for line in said)
    assert any(line.startswith("Duties: go-there: added") for line in said)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[" * 200_000, "inside each other"),
        ("- " * 50_000 + "x", "inside each other"),
        ("a: &x [1]\nb: *x", "Write it out here"),
    ],
)
def test_a_draft_made_to_break_the_reader_is_refused(text: str, says: str) -> None:
    with pytest.raises(EditionError, match=says):
        load_edition(text, "draft.yaml")
