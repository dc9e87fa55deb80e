"""`upstander policy`: JSON in and out with exactly the documented keys, errors in one line, no Django on the path."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from policy.saying import AMINA, NOW, edition_text, report
from upstander.operations.commands.policy import policy


def run(*arguments: str, stdin: object = None) -> Result:
    text = stdin if isinstance(stdin, str) else json.dumps(stdin)
    return CliRunner().invoke(policy, list(arguments), input=text)


def facts(**more: Any) -> dict[str, Any]:
    return {"edition": "ovh-2021", "now": NOW, "reports": [report()], "survivor": AMINA, **more}


def test_duties_prints_exactly_the_documented_keys() -> None:
    result = run("duties", "-", stdin=facts(perpetrators=[{"affiliation": "employee"}]))
    assert result.exit_code == 0, result.output
    answer = json.loads(result.output)
    assert set(answer) == {"edition", "duties", "gates", "restrictions"}
    assert all(
        set(duty) == {"id", "kind", "clause", "source", "triggered_at", "due_at", "state", "met_at", "why"}
        for duty in answer["duties"]
    )
    assert all(set(gate) == {"id", "open", "needs"} for gate in answer["gates"])
    assert all(set(restriction) == {"id", "clause"} for restriction in answer["restrictions"])
    assert answer["duties"][0]["due_at"] == "2026-11-17T17:00:00+00:00"
    assert {"id": "staff-sealed", "clause": "4.3, 2.6"} in answer["restrictions"]


def test_facts_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "facts.json"
    file.write_text(json.dumps(facts()))
    assert run("duties", str(file)).output == run("duties", "-", stdin=facts()).output


def test_without_an_edition_the_one_in_use_answers() -> None:
    case = facts()
    del case["edition"]
    assert json.loads(run("duties", "-", stdin=case).output)["edition"] == "ovh-2021"


def test_another_edition_may_be_asked() -> None:
    answer = json.loads(run("duties", "-", stdin=facts(edition="harbour-homes")).output)
    assert [duty["id"] for duty in answer["duties"]] == ["say-received", "sort", "ask-what-they-want"]


@pytest.mark.parametrize(
    ("arguments", "stdin", "words"),
    [
        (("duties", "-"), facts(edition="ovh-2022"), ("edition", "ovh-2022", "harbour-homes", "ovh-2021")),
        (("duties", "-"), facts(edition=["ovh-2021"]), ("edition", "ovh-2021")),
        (("duties", "-"), {**facts(), "now": "2026-11-16T11:00:00"}, ("now", "offset")),
        (("duties", "-"), {k: v for k, v in facts().items() if k != "now"}, ("now",)),
        (("duties", "-"), facts(colour="red"), ("colour",)),
        (("duties", "-"), facts(reports=[report(channel="pigeon")]), ("reports[0].channel", "pigeon")),
        (("duties", "-"), "{", ("JSON", "line 1")),
        (("duties", "-"), "[]", ("object",)),
        (("duties", "-"), '{"now": 1, "now": 2}', ("now", "twice")),
        (("duties", "-"), '{"now": NaN}', ("NaN",)),
        (("duties", "-"), "[" * 100000, ()),
        (("duties", "-"), f'{{"now": 1{"0" * 5000}}}', ("number",)),
        (("risk", "-"), f'{{"answers": {{"how_often": 1{"0" * 5000}}}}}', ("number",)),
        (("simulate", "ovh-2021", "--facts", "-"), f'{{"now": 1{"0" * 5000}}}', ("line 1", "number")),
        (("duties", "-"), {**facts(), "two\nlines\u001b[31m": 1}, ("two\\nlines\\x1b",)),
        (("duties", "no-such-file.json"), None, ("no-such-file.json",)),
        (("risk", "-"), {"answers": {"how_oftn": "daily"}}, ("how_oftn", "how_often")),
        (("risk", "-"), {"answers": {"how_often": 5}}, ("how_often",)),
        (("risk", "-"), {"answer": {}}, ("answer",)),
        (("risk", "-"), {}, ("answers",)),
        (("check", "no-such-file.yaml"), None, ("no-such-file.yaml",)),
        (("explain", "ovh-2022"), None, ("ovh-2022", "ovh-2021")),
        (("diff", "ovh-2021", "ovh-2022"), None, ("ovh-2022",)),
    ],
)
def test_what_is_wrong_is_one_line_and_exit_status_2(
    arguments: tuple[str, ...], stdin: object, words: tuple[str, ...]
) -> None:
    result = run(*arguments, stdin=stdin)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 1
    assert all(word in result.stderr for word in words), result.stderr


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "facts.json"
    file.write_bytes(b"\xff\xfe\x00")
    for command in ("duties", "risk", "check"):
        assert run(command, str(file)).exit_code == 2


def test_risk_scores_answers() -> None:
    result = run(
        "risk", "-", stdin={"edition": "ovh-2021", "answers": {"how_often": "daily", "weapon": True}}
    )
    answer = json.loads(result.output)
    assert answer["level"] == "high"
    assert answer["matrix"] == {"points": 5, "of": 40, "level": "standard"}
    assert answer["triggers"] == ["weapon"]
    assert answer["interventions"]


def test_check_says_that_a_sound_edition_is_sound_and_where_another_is_not(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(edition_text())
    assert run("check", str(file)).exit_code == 0
    file.write_text(edition_text().replace("survivor.wants_to_move", "survivor.wants_to_mvoe"))
    result = run("check", str(file))
    assert result.exit_code == 2
    line = edition_text()[: edition_text().index("survivor.wants_to_move")].count("\n") + 1
    assert f"mine.yaml:{line}: " in result.stderr
    assert "Did you mean 'survivor.wants_to_move'?" in result.stderr


def test_explain_and_diff_print_text_for_people(tmp_path: Path) -> None:
    assert run("explain").output.startswith("# One Vision Housing")
    assert run("explain", "--format", "text", "harbour-homes").output.startswith("Harbour Homes")
    assert "No difference." in run("diff", "ovh-2021", "ovh-2021").output
    draft = tmp_path / "draft.yaml"
    draft.write_text(edition_text().replace("due: 4 working hours", "due: 2 working hours"))
    output = run("diff", "ovh-2021", str(draft)).output
    assert "triage" in output
    assert "was '4 working hours', now '2 working hours'" in output


def test_the_command_needs_neither_django_nor_the_holidays_library() -> None:
    program = (
        "import sys; from upstander.operations.commands.policy import policy; "
        "policy(['duties', '-'], standalone_mode=False); "
        "print(sorted({'django', 'holidays', 'psycopg'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], input=json.dumps(facts()), capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"
    assert json.loads(done.stdout)["duties"]
