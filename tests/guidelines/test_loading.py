"""Is every mistake in a pack found and named: file, entry, reason?"""

import pytest

from guidelines import loading
from guidelines.pack import Tier
from guidelines.pack_errors import PackError, PackRefused


def errors_of(content):
    with pytest.raises(PackRefused) as refusal:
        loading.load(content)
    return refusal.value.errors


def entry(content, entry_id):
    """The question, clause, check, condition, rule or line with this id."""
    lists = [
        content["sources"]["sources"],
        content["clauses"]["clauses"],
        content["form"]["sections"],
        *(section["questions"] for section in content["form"]["sections"]),
        content["checklist"]["checks"],
        content["conditions"]["conditions"],
        content["tiers"]["stops"],
        content["tiers"]["floors"],
        content["tiers"]["points"],
    ]
    return next(one for entries in lists for one in entries if one["id"] == entry_id)


def setting(entry_id, **values):
    def change(content):
        target = entry(content, entry_id)
        for key, value in values.items():
            target[key] = value

    return change


def adding(entry_id, key, value):
    return lambda content: entry(content, entry_id)[key].append(value)


def without(entry_id, key):
    return lambda content: entry(content, entry_id).pop(key)


def twice(file, key, index=0):
    def change(content):
        copy = dict(content[file][key][index])
        if "text" in copy:
            copy["text"] += " again"
        elif "title" in copy:
            copy["title"] += " again"
        content[file][key].append(copy)

    return change


def bands(*pairs):
    def change(content):
        content["tiers"]["bands"] = [{"tier": tier, "from": start} for tier, start in pairs]

    return change


def put(value, *path):
    def change(content):
        *steps, last = path
        for step in steps:
            content = content[step]
        content[last] = value

    return change


def no_blocker(content):
    entry(content, "CK-GP03a")["severity"] = "major"


def counting_days_from_minus_one(content):
    entry(content, "G3")["min"] = -1
    entry(content, "PT-SCALE").update(question="G3")
    del entry(content, "PT-SCALE")["field"]


def second_question_a1(content):
    content["form"]["sections"][1]["questions"][0]["id"] = "A1"


NOT_THERE = "which does not exist"
UNKNOWN = "which it cannot know here"

MISTAKES = [
    # shape
    (put("x", "pack", "version"), "pack.yaml", "version", "'x' does not match"),
    (put(2, "pack", "format"), "pack.yaml", "format", "1 was expected"),
    (put([], "sources", "sources"), "sources.yaml", "sources", "[] should be non-empty"),
    (without("A1", "label"), "form.yaml", "A1", "'label' is a required property"),
    (setting("A1", colour="red"), "form.yaml", "A1", "'colour' was unexpected"),
    (setting("A1", required="when_shown"), "form.yaml", "A1", "'show_if' is a required property"),
    (
        setting("A9", required="always"),
        "form.yaml",
        "A9",
        "'answers.A8 == true' is not allowed here",
    ),
    (
        setting("A4", options_from="planets"),
        "form.yaml",
        "A4, options_from",
        "'planets' is not one",
    ),
    (without("A3", "options"), "form.yaml", "A3", "is not valid under any of the given schemas"),
    (setting("GP-01", kind="scrutiny"), "clauses.yaml", "GP-01, id", "does not match '^GS-'"),
    (without("GP-01", "exception"), "clauses.yaml", "GP-01", "'exception' is a required property"),
    (setting("CK-01", when=""), "checklist.yaml", "CK-01, when", "non-empty"),
    (setting("CK-01", when=True), "checklist.yaml", "CK-01, when", "is not of type 'string'"),
    (setting("FL-1", tier="low"), "tiers.yaml", "FL-1, tier", "'low' is not one of"),
    (put(None, "tiers"), "tiers.yaml", "file", "None is not of type 'object'"),
    (
        lambda content: content["lists"]["lists"]["countries"]["options"][0].update(value=False),
        "lists.yaml",
        "lists, countries, options, 0, value",
        "False is not of type 'string'",
    ),
    # given once
    (twice("sources", "sources"), "sources.yaml", "JS-2022", "the id JS-2022 is given 2 times"),
    (twice("clauses", "clauses"), "clauses.yaml", "GP-01", "the id GP-01 is given 2 times"),
    (
        setting("GP-02", slug="child-safety"),
        "clauses.yaml",
        "child-safety",
        "the slug child-safety",
    ),
    (twice("checklist", "checks"), "checklist.yaml", "CK-01", "the id CK-01 is given 2 times"),
    (twice("conditions", "conditions"), "conditions.yaml", "CO-RATE", "given 2 times"),
    (twice("tiers", "stops"), "tiers.yaml", "ST-1", "the id ST-1 is given 2 times"),
    (setting("FL-2", id="FL-1"), "tiers.yaml", "FL-1", "the id FL-1 is given 2 times"),
    (twice("tiers", "points"), "tiers.yaml", "PT-AUD", "the id PT-AUD is given 2 times"),
    (second_question_a1, "form.yaml", "A1", "the id A1 is given 2 times"),
    (setting("B", id="A"), "form.yaml", "A", "the id A is given 2 times"),
    (
        adding("A3", "options", {"value": "company", "label": "Another"}),
        "form.yaml",
        "A3",
        "the option company is given 2 times",
    ),
    (
        adding("D2", "rows", {"value": "GP-01", "label": "Another"}),
        "form.yaml",
        "D2",
        "the row GP-01 is given 2 times",
    ),
    (
        adding("C2", "fields", {"id": "m6", "label": "Another", "min": 0, "max": 1}),
        "form.yaml",
        "C2",
        "the field m6 is given 2 times",
    ),
    (
        adding(
            "CO-LOG", "params", {"name": "days", "type": "text", "label": "D", "required": False}
        ),
        "conditions.yaml",
        "CO-LOG",
        "the param days is given 2 times",
    ),
    (
        lambda c: c["lists"]["lists"]["countries"]["options"].append({"value": "DE", "label": "D"}),
        "lists.yaml",
        "countries",
        "the value DE is given 2 times",
    ),
    # what is named exists
    (adding("GP-01", "sources", "NOBODY"), "clauses.yaml", "GP-01", f"source NOBODY, {NOT_THERE}"),
    (adding("CO-RATE", "sources", "NOBODY"), "conditions.yaml", "CO-RATE", "source NOBODY"),
    (adding("A1", "clauses", "GP-99"), "form.yaml", "A1", f"the clause GP-99, {NOT_THERE}"),
    (
        adding("D1", "options", {"value": "GS-99", "label": "New"}),
        "form.yaml",
        "D1",
        f"the clause GS-99, {NOT_THERE}",
    ),
    (adding("H1", "accept", "docx"), "form.yaml", "H1", f"the format docx, {NOT_THERE}"),
    (setting("CK-GS01a", clause="GS-99"), "checklist.yaml", "CK-GS01a", "the clause GS-99"),
    (adding("CK-01", "evidence", "Z9"), "checklist.yaml", "CK-01", f"question Z9, {NOT_THERE}"),
    (adding("CK-03", "fixes", "CO-MAGIC"), "checklist.yaml", "CK-03", "the condition CO-MAGIC"),
    (
        lambda c: c["tiers"]["consequences"]["low"]["conditions"].append("CO-MAGIC"),
        "tiers.yaml",
        "consequences, low",
        "the condition CO-MAGIC",
    ),
    (setting("PT-AUD", question="Z9"), "tiers.yaml", "PT-AUD", f"the question Z9, {NOT_THERE}"),
    # the parts agree
    (no_blocker, "checklist.yaml", "GP-03", "this prohibited clause has no blocker check"),
    (lambda c: entry(c, "D2")["rows"].pop(), "form.yaml", "D2", "no row for the prohibited clause"),
    (
        adding("D2", "rows", {"value": "GS-01", "label": "Health"}),
        "form.yaml",
        "D2",
        "has the row GS-01 among prohibited clauses, but it is none",
    ),
    (setting("G3", min=5, max=4), "form.yaml", "G3", "min 5 is above max 4"),
    (setting("G3", max=2**60), "form.yaml", "G3", "a bound is beyond"),
    (setting("B3", min_length=20_000), "form.yaml", "B3", "min_length 20000 is above"),
    (lambda c: entry(c, "C2")["fields"][0].update(min=11, max=10), "form.yaml", "C2", "min 11"),
    (setting("ST-3", id="FL-30"), "tiers.yaml", "FL-30", "an id in stops starts with ST-"),
    (setting("FL-3", id="ST-30"), "tiers.yaml", "ST-30", "an id in floors starts with FL-"),
    (bands(("low", 0), ("high", 7), ("medium", 13)), "tiers.yaml", "bands", "low, medium, high"),
    (bands(("low", 1), ("medium", 7), ("high", 13)), "tiers.yaml", "bands", "must begin at 0"),
    (
        bands(("low", 0), ("medium", 9), ("high", 8)),
        "tiers.yaml",
        "bands",
        "must begin at 0 and rise",
    ),
    (setting("PT-AUD", question="E2"), "tiers.yaml", "PT-AUD", "E2 is not always shown"),
    (setting("PT-AUD", question="A1"), "tiers.yaml", "PT-AUD", "A1 has no closed list of options"),
    (setting("PT-AUD", question="C4"), "tiers.yaml", "PT-AUD", "C4 has no closed list of options"),
    (setting("PT-AUD", question="D2"), "tiers.yaml", "PT-AUD", "D2 has no closed list of options"),
    (setting("PT-AUD", field="m6"), "tiers.yaml", "PT-AUD", "C1 has no closed list of options"),
    (
        lambda c: entry(c, "PT-AUD")["values"].update(martians=1),
        "tiers.yaml",
        "PT-AUD",
        "names martians, which is no option of C1",
    ),
    (
        lambda c: entry(c, "PT-AUD")["values"].pop("own_staff"),
        "tiers.yaml",
        "PT-AUD",
        "has no points for the option own_staff of C1",
    ),
    (setting("PT-SCALE", field="m7"), "tiers.yaml", "PT-SCALE", "C2 has no such number"),
    (without("PT-SCALE", "field"), "tiers.yaml", "PT-SCALE", "C2 has no such number"),
    (setting("PT-SCALE", question="G3"), "tiers.yaml", "PT-SCALE", "G3 has no such number"),
    (
        lambda c: entry(c, "PT-SCALE")["bands"].reverse(),
        "tiers.yaml",
        "PT-SCALE",
        "the bands must rise",
    ),
    (
        lambda c: entry(c, "PT-SCALE")["bands"].pop(0),
        "tiers.yaml",
        "PT-SCALE",
        "the first band begins above 0, the least that C2 can be",
    ),
    (counting_days_from_minus_one, "tiers.yaml", "PT-SCALE", "above -1, the least that G3 can be"),
    (
        lambda c: c["lists"]["lists"]["languages"].update(pattern="(?=a)b"),
        "lists.yaml",
        "languages",
        "the pattern is not a regular expression",
    ),
    (
        lambda c: c["lists"]["lists"]["languages"].update(pattern="^[a-z]{2}$"),
        "lists.yaml",
        "languages",
        "suggests en-GB, which does not match its pattern",
    ),
    (
        lambda c: entry(c, "CO-RATE")["defaults"]["low"].update(speed=1),
        "conditions.yaml",
        "CO-RATE, defaults, low",
        f"names the param speed, {NOT_THERE}",
    ),
    (
        lambda c: entry(c, "CO-RATE")["defaults"]["low"].update(rpm="60"),
        "conditions.yaml",
        "CO-RATE, defaults, low",
        "rpm must be a whole number",
    ),
    (
        lambda c: entry(c, "CO-RATE")["params"][0].update(options=["a", "b"]),
        "conditions.yaml",
        "CO-RATE",
        "the param rpm has options, but its type is integer",
    ),
    (setting("A1", label="A\0B"), "form.yaml", "file", "a character that cannot be stored"),
    (setting("A1", label="A\ud800B"), "form.yaml", "file", "a character that cannot be stored"),
    # expressions, each where it stands
    (setting("B8", show_if="answers.B9 == true"), "form.yaml", "B8", f"'B9', {UNKNOWN}"),
    (setting("B8", show_if="answers.B8 != ''"), "form.yaml", "B8", f"'B8', {UNKNOWN}"),
    (setting("B8", show_if="tier in ['low']"), "form.yaml", "B8", f"tier 'low', {UNKNOWN}"),
    (setting("B8", show_if="answers.A1"), "form.yaml", "B8", "a form that is not admitted"),
    (setting("CK-01", when="answers.B4 =="), "checklist.yaml", "CK-01", "its end"),
    (setting("CK-01", when="'flying' in answers.B4"), "checklist.yaml", "CK-01", "'flying'"),
    (setting("CK-01", when="answers.A3 == 'x'"), "checklist.yaml", "CK-01", "no option of A3"),
    (setting("CK-01", when="'DD' in answers.C3"), "checklist.yaml", "CK-01", "no option of C3"),
    (setting("CK-01", when="tier in ['extreme']"), "checklist.yaml", "CK-01", "'extreme'"),
    (
        setting("CK-01", when="['CK-02'].exists(c, checks[c] == 'gap')"),
        "checklist.yaml",
        "CK-01",
        f"the check 'CK-02', {UNKNOWN}",
    ),
    (
        setting("ST-2", when="['CK-99'].exists(c, checks[c] == 'gap')"),
        "tiers.yaml",
        "ST-2",
        f"the check 'CK-99', {UNKNOWN}",
    ),
    (setting("ST-3", when="tier in ['high']"), "tiers.yaml", "ST-3", f"the tier 'high', {UNKNOWN}"),
    (
        setting("FL-3", when="['CK-01'].exists(c, checks[c] == 'gap')"),
        "tiers.yaml",
        "FL-3",
        f"the check 'CK-01', {UNKNOWN}",
    ),
    (setting("FL-3", when="answers.E9 == true"), "tiers.yaml", "FL-3", f"'E9', {UNKNOWN}"),
    (setting("PT-ID", only_if="answers.C1 == 'x'"), "tiers.yaml", "PT-ID", "no option of C1"),
]


@pytest.mark.parametrize(("spoil", "file", "where", "reason"), MISTAKES)
def test_a_mistake_is_named_by_file_entry_and_reason(content, spoil, file, where, reason):
    spoil(content)

    errors = errors_of(content)

    assert [
        error
        for error in errors
        if error.file == file and error.entry == where and reason in error.reason
    ], errors


def test_every_mistake_is_named_at_once(content):
    setting("A1", clauses=["GP-99"])(content)
    setting("CK-01", when="answers.Z1 == true")(content)
    no_blocker(content)

    assert {(error.file, error.entry) for error in errors_of(content)} == {
        ("form.yaml", "A1"),
        ("checklist.yaml", "CK-01"),
        ("checklist.yaml", "GP-03"),
    }


def test_a_long_reason_is_cut(content):
    content["pack"] = ["x" * 1000]

    assert len(errors_of(content)[0].reason) < 260


def test_a_file_that_is_absent_is_named(content):
    del content["lists"]

    assert errors_of(content) == (PackError("lists.yaml", "file", "is missing"),)


def test_the_refusal_lists_every_error():
    refusal = PackRefused([PackError("a.yaml", "x", "is odd"), PackError("b.yaml", "y", "is even")])

    assert str(refusal) == (
        "The policy pack has 2 error(s).\na.yaml: x: is odd\nb.yaml: y: is even"
    )


def test_the_starter_pack_has_no_errors(pack):
    assert pack.name == "starter@1.1.0"
    assert [len(section.questions) for section in pack.sections] == [9, 10, 8, 8, 6, 11, 4, 5, 5, 7]
    assert pack.consequences[Tier.HIGH].reviewers == 2


def test_nothing_in_a_pack_can_be_changed(pack):
    with pytest.raises(AttributeError):
        pack.questions[0].label = "Other"
    with pytest.raises(TypeError):
        pack.points[0].values["own_staff"] = 0
