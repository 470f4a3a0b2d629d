"""What anybody may read: guidelines, examples, the check before sign-up, terms, known weaknesses.

No login, no cookies.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from common.public_pages import public
from guidelines import eligibility_page, queries, spoken, use_cases
from guidelines.models import Document, PackVersion
from guidelines.pack import Clause, Pack


@public
def current(request: HttpRequest) -> HttpResponse:
    """The guidelines in force."""
    return _guidelines(request, PackVersion.objects.in_force().first())


@public
def version(request: HttpRequest, name: str) -> HttpResponse:
    """One version, for good."""
    found = queries.pack_named(name)
    if found is None:
        raise Http404
    return _guidelines(request, found)


def _guidelines(request: HttpRequest, shown: PackVersion | None) -> HttpResponse:
    pack = queries.compiled(shown) if shown else None
    context = {
        "version": shown,
        "pack": pack,
        "prohibited": _clauses(pack, is_prohibited=True),
        "scrutiny": _clauses(pack, is_prohibited=False),
        "versions": PackVersion.objects.newest_first(),
    }
    return render(request, "guidelines/guidelines_detail.html", context)


def _clauses(pack: Pack | None, *, is_prohibited: bool) -> list[Clause]:
    clauses = pack.clauses if pack else ()
    return [clause for clause in clauses if clause.is_prohibited == is_prohibited]


@public
def clause(request: HttpRequest, clause_id: str) -> HttpResponse:
    """One clause as it applies now, the checks that serve it, and how it has changed."""
    history = queries.history_of(clause_id)
    if not history:
        raise Http404
    in_force = queries.compiled(queries.current_pack())
    shown = in_force.clause_index.get(clause_id)
    context = {
        "clause": shown or history[0].clause,
        "is_in_force": shown is not None,
        "is_translated": bool(in_force.translated_from),
        "sources_in": in_force.written_in,
        "checks": in_force.checks_of(clause_id),
        "sources": [in_force.source(name) for name in shown.sources] if shown else [],
        "conditions": in_force.conditions_for(clause_id),
        "history": history,
    }
    return render(request, "guidelines/clause_detail.html", context)


@public
def examples(request: HttpRequest) -> HttpResponse:
    """What is allowed, what depends on safeguards and what is refused, clause by clause."""
    pack = queries.pack_in_force()
    examples = use_cases.of_clauses(pack.clauses) if pack else None
    context = {"pack": pack, "examples": examples}
    return render(request, "guidelines/examples.html", context)


@public
def eligibility(request: HttpRequest, question: str = "") -> HttpResponse:
    """Does a use need an approval? One question a page, then the outcome; nothing is kept."""
    pack = queries.pack_in_force()
    check = pack.eligibility if pack else None
    if pack is None or check is None or (question and question not in check.question_index):
        raise Http404
    context = eligibility_page.context(pack, check, dict(request.GET.lists()), shown=question)
    name = "question" if context["question"] else "outcome"
    return render(request, f"guidelines/eligibility_{name}.html", context)


@public
def document(request: HttpRequest, kind: str, version: str = "") -> HttpResponse:
    """The terms or the known weaknesses: the version in force, or one version for good."""
    versions = Document.objects.of_kind(kind)
    shown = get_object_or_404(versions, version=version) if version else versions.first()
    context = {
        "document": shown,
        "text": spoken.text_of(shown) if shown else None,
        "kind": Document.Kind(kind),
        "versions": versions.only("kind", "version", "published_at"),
    }
    return render(request, "guidelines/document_detail.html", context)
