"""Which expressions may a pack hold, and what do they say?"""

import pytest

from guidelines.expression_forms import MAX_DEPTH, ExpressionRefused
from guidelines.expressions import Values, Vocabulary, check_pattern, compiled, matches_fully

OPTIONS = frozenset({"a", "b", "GP-01"})
KNOWN = Vocabulary(
    questions={
        "A1": Values("text"),
        "A2": Values("url"),
        "A3": Values("single", OPTIONS),
        "A4": Values("multi", OPTIONS),
        "A5": Values("yes_no"),
        "A6": Values("attestation"),
        "A7": Values("matrix", OPTIONS),
        "A8": Values("number"),
        "A9": Values("multi", pattern="^[a-z]{2}$"),
        "B1": Values("files"),
        "B2": Values("numbers"),
    },
    checks=frozenset({"CK-1", "CK-2"}),
    tiers=frozenset({"low", "high"}),
)
EMPTY = {"A1": "", "A2": "", "A3": "", "A4": [], "A5": None, "A6": False, "A7": {"r": ""}, "A9": []}
NO_MARKS = {"CK-1": "", "CK-2": ""}

TRUE = [
    ("true", {}),
    (" true ", {}),
    ("answers.A5 == true", {"A5": True}),
    ("answers.A5 == false", {"A5": False}),
    ("answers.A6 == false", {}),
    ("answers.A3 == 'a'", {"A3": "a"}),
    ('answers.A3 == "a"', {"A3": "a"}),
    ("answers.A3 != 'a'", {"A3": "b"}),
    ("answers.A3 != 'a'", {}),
    ("answers.A3 == ''", {}),
    ("answers.A3 in ['a','b']", {"A3": "b"}),
    ("answers.A3 in ['', 'b']", {}),
    ("answers.A1 != ''", {"A1": "x"}),
    ("answers.A2 != ''", {"A2": "https://a"}),
    ("'a' in answers.A4", {"A4": ["b", "a"]}),
    ("answers.A4.exists(x, x in ['a', 'b'])", {"A4": ["b"]}),
    ("answers.A4.exists(some_name, some_name == 'GP-01')", {"A4": ["GP-01"]}),
    ("answers.A4.exists(x, x != 'a')", {"A4": ["a", "b"]}),
    ("'de' in answers.A9", {"A9": ["de"]}),
    ("answers.A7.exists(r, answers.A7[r] == 'a')", {"A7": {"r": "a", "s": ""}}),
    ("tier in ['low', 'high']", {}),
    ("['CK-1', 'CK-2'].exists(c, checks[c] == 'violates')", {"CK-2": "violates"}),
    ("!(answers.A3 in ['', 'a'])", {"A3": "b"}),
    ("!(!(true))", {}),
    ("answers.A5 == true || true", {}),
    ("(answers.A5 == true || true) && !(answers.A5 == true)", {}),
    ("true || true && answers.A5 == true", {}),
    ("\n  true\n", {}),
]
FALSE = [
    ("answers.A5 == false", {}),
    ("answers.A5 == true", {}),
    ("answers.A3 == 'a'", {}),
    ("answers.A1 != ''", {}),
    ("answers.A4.exists(x, x != 'a')", {}),
    ("answers.A4.exists(x, x != 'a')", {"A4": ["a"]}),
    ("answers.A7.exists(r, answers.A7[r] == 'a')", {}),
    ("tier in ['high']", {}),
    ("['CK-1'].exists(c, checks[c] == 'violates')", {"CK-2": "violates"}),
    ("!(true)", {}),
    ("(true || true) && answers.A5 == true", {}),
]


def evaluated(source, changes):
    checks = {**NO_MARKS, **{k: v for k, v in changes.items() if k.startswith("CK")}}
    return compiled(source, vocabulary=KNOWN).holds({**EMPTY, **changes}, checks=checks, tier="low")


@pytest.mark.parametrize(("source", "changes"), TRUE)
def test_an_admitted_expression_holds(source, changes):
    assert evaluated(source, changes) is True


@pytest.mark.parametrize(("source", "changes"), FALSE)
def test_an_admitted_expression_does_not_hold(source, changes):
    assert evaluated(source, changes) is False


REFUSED = [
    ("", "its end"),
    ("false", "answers"),
    ("1 == 1", "'1 == 1', which is not admitted"),
    ("answers.A1", "compares answers.A1 in a form that is not admitted"),
    ("answers.A5", "form that is not admitted"),
    ("answers.A8 == 1", "not admitted"),
    ("answers.A8 == '1'", "type number does not have"),
    ("answers.B1 == 'a'", "type files does not have"),
    ("answers.B2 == 'a'", "type numbers does not have"),
    ("answers.A5 == 'true'", "type yes_no does not have"),
    ("answers.A3 == true", "type single does not have"),
    ("answers.A3 == 'c'", "names 'c', which is no option of A3"),
    ("answers.A3 in ['a', 'c']", "names 'c', which is no option of A3"),
    ("answers.A3 in []", "quoted value is admitted"),
    ("'a' in answers.A3", "type single does not have"),
    ("answers.A1 != 'x'", "names 'x', which is no option of A1"),
    ("answers.A1 == ''", "type text does not have"),
    ("answers.A4 == 'a'", "type multi does not have"),
    ("answers.A4 == ['a']", "quoted value is admitted"),
    ("'c' in answers.A4", "no option of A4"),
    ("'' in answers.A4", "no option of A4"),
    ("'DE' in answers.A9", "no option of A9"),
    ("answers.A4.exists(x, x == 'c')", "no option of A4"),
    ("answers.A4.exists(x, y == 'a')", "has y where x is admitted"),
    ("answers.A4.exists(x, x > 'a')", "not admitted"),
    ("answers.A4.all(x, x == 'a')", "has all where exists is admitted"),
    ("answers.A4.exists(answers, answers == 'a')", "where a variable is admitted"),
    ("answers.A4.exists('a', x == 'a')", "where a variable is admitted"),
    ("answers.A4.exists(for, for == 'a')", "does not compile"),
    ("answers.A7.exists(r, answers.A4[r] == 'a')", "has A4 where A7 is admitted"),
    ("answers.A7.exists(r, answers.A7[s] == 'a')", "has s where r is admitted"),
    ("answers.A7.exists(r, r == 'a')", "type matrix does not have"),
    ("answers.A7.exists(r, answers.A7[r] == 'c')", "no option of A7"),
    ("answers.A4.exists(r, answers.A4[r] == 'a')", "type multi does not have"),
    ("answers.Z1 == true", "names the question 'Z1'"),
    ("answers == true", "has == where . is admitted"),
    ("answers.A5 == true && ", "its end"),
    ("answers.A5 == true true", "has true after its end"),
    ("answers.A5 == true)", "has ) after its end"),
    ("(true", "its end"),
    ("!true", "has true where ( is admitted"),
    ("tier == 'low'", "has == where in is admitted"),
    ("tier in ['medium']", "names the tier 'medium'"),
    ("['CK-3'].exists(c, checks[c] == 'gap')", "names the check 'CK-3'"),
    ("['CK-1'].exists(c, checks[c] == 'fine')", "names the mark 'fine'"),
    ("['CK-1'].exists(c, checks[c] != 'gap')", "has != where == is admitted"),
    ("checks['CK-1'] == 'gap'", "has checks where answers is admitted"),
    ("answers['A5'] == true", "has [ where . is admitted"),
    ("answers.A3 == 'a\\'", "not admitted"),
    ("answers.A3 == 'a", "not admitted"),
    ("size(answers.A4) > 1", "not admitted"),
    ("has(answers.A5)", "where answers is admitted"),
    ("answers.A5 == true ? true : false", "not admitted"),
    ("answers.A3.matches('(a+)+$')", "has matches where exists is admitted"),
    ("'a' + 'b' in answers.A4", "not admitted"),
    ("true && " * 900 + "true", "longer than 4000 characters"),
    ("(" * (MAX_DEPTH + 1) + "true" + ")" * (MAX_DEPTH + 1), "nests deeper than 20 levels"),
    ("!(" * 1000 + "true" + ")" * 1000, "nests deeper than 20 levels"),
]


@pytest.mark.parametrize(("source", "reason"), REFUSED)
def test_what_is_not_admitted_is_refused_with_a_reason(source, reason):
    with pytest.raises(ExpressionRefused) as refusal:
        compiled(source, vocabulary=KNOWN)

    assert reason in str(refusal.value)


def test_an_expression_knows_the_questions_that_it_reads():
    source = "answers.A5 == true || tier in ['low'] || ['CK-1'].exists(c, checks[c] == 'gap')"

    assert compiled(source, vocabulary=KNOWN).questions == {"A5"}


@pytest.mark.parametrize(
    ("text", "pattern", "expected"),
    [
        ("de", "^[a-z]{2}$", True),
        ("de\n", "^[a-z]{2}$", False),
        ("xde", "[a-z]{2}", False),
        ("b", "a|b", True),
        ("ax", "a|b", False),
        ("", "a?", True),
        ("\ud800", ".*", False),
        ("a" * 100_000 + "b", "^(a+)+$", False),
    ],
)
def test_a_text_matches_a_pattern_fully_or_not_at_all(text, pattern, expected):
    assert matches_fully(text, pattern=pattern) is expected


@pytest.mark.parametrize("pattern", ["(", "(?=a)b", "((a{1000}){1000}){1000}", r"(a)\1"])
def test_an_unusable_pattern_is_refused(pattern):
    with pytest.raises(ExpressionRefused):
        check_pattern(pattern)
