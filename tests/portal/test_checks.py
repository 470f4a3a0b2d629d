"""Does bad configuration stop a production start, each mistake with its own error?"""

import importlib
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.core.management.base import SystemCheckError

from portal import checks
from portal.embedded.environment import SECRETS
from tests.production import ENVIRON

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "MODE": "production",
    "DEBUG": False,
    "SECRET_KEY": "x" * 50,
    "KEY_PEPPERS": {"1": "p" * 64},
    "KEY_BRAND": "gate",
    "ANSWER_KEYS": ["dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk="],
    "IDP_OIDC_PRIVATE_KEY": SECRETS["IDP_OIDC_PRIVATE_KEY"](),
    "STAFF_MFA_REQUIRED": True,
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "ALLOWED_HOSTS": ["gatehouse.example.org"],
    "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}},
    "SITE_URL": "https://gatehouse.example.org",
    "CLAMD_URL": "tcp://clamd:3310",
}


def pem(key):
    """A private key as the setting wants it."""
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, plain).decode()


MAIL = "django.core.mail.backends.{}.EmailBackend"
MISTAKES = [
    ("E001", "SECRET_KEY", ""),
    ("E001", "SECRET_KEY", "short"),
    ("E001", "SECRET_KEY", "django-insecure-" + "x" * 50),
    ("E002", "DEBUG", True),
    ("E003", "KEY_PEPPERS", {}),
    ("E004", "KEY_PEPPERS", {"one": "p" * 64}),
    ("E004", "KEY_PEPPERS", {"²": "p" * 64}),
    ("E005", "KEY_PEPPERS", {"1": "short"}),
    *[("E006", "KEY_BRAND", brand) for brand in ("sk", "pk", "ghp", "gh", "xox", "akia", "pypi")],
    *[("E007", "KEY_BRAND", brand) for brand in ("", "ab", "toolong", "Gate", "ga7e")],
    ("E008", "ANSWER_KEYS", []),
    ("E009", "ANSWER_KEYS", ["no key"]),
    ("E010", "STAFF_MFA_REQUIRED", False),
    *[
        ("E011", "EMAIL_BACKEND", MAIL.format(kind))
        for kind in ("console", "filebased", "dummy", "locmem")
    ],
    ("E012", "ALLOWED_HOSTS", []),
    ("E012", "ALLOWED_HOSTS", ["*"]),
    ("E013", "DATABASES", {"default": {"ENGINE": "portal.embedded.absent"}}),
    ("E014", "DATABASES", {"default": {"ENGINE": "django.db.backends.sqlite3"}}),
    ("E015", "SITE_URL", "http://gatehouse.example.org"),
    ("E016", "MODE", "staging"),
    ("W030", "CLAMD_URL", ""),
    ("E031", "CLAMD_URL", "http://clamd:3310"),
    ("E020", "IDP_OIDC_PRIVATE_KEY", ""),
    ("E021", "IDP_OIDC_PRIVATE_KEY", "no key"),
    ("E021", "IDP_OIDC_PRIVATE_KEY", pem(ec.generate_private_key(ec.SECP256R1()))),
    ("E021", "IDP_OIDC_PRIVATE_KEY", pem(rsa.generate_private_key(65_537, 1024))),  # noqa: S505
]


@pytest.fixture
def configured(monkeypatch):
    """What the checks say of settings that could go into production, but for some changes."""

    def configure(**changes):
        monkeypatch.setattr(checks, "settings", SimpleNamespace(**{**GOOD, **changes}))
        return [error.id for error in checks.production_is_configured()]

    return configure


def test_good_settings_pass(configured):
    assert configured() == []


@pytest.mark.parametrize(("identity", "name", "value"), MISTAKES)
def test_each_mistake_has_its_error(configured, identity, name, value):
    assert configured(**{name: value}) == [f"gatehouse.{identity}"]


def test_all_mistakes_are_told_at_once(configured):
    assert configured(DEBUG=True, SECRET_KEY="") == ["gatehouse.E001", "gatehouse.E002"]


@pytest.mark.parametrize("mode", ["demo", "test"])
def test_other_modes_may_be_relaxed(configured, mode):
    assert configured(MODE=mode, DEBUG=True, SECRET_KEY="") == []


def test_every_error_says_what_to_do(configured):
    configured(**{name: value for _, name, value in MISTAKES if name != "MODE"})

    assert all(error.hint for error in checks.production_is_configured())


def start_web(tmp_path, environ):
    """Import the web entry point as a server does."""
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", "import portal.wsgi"],
        env={"PATH": os.environ["PATH"], **environ, "GATEHOUSE_VAR": str(tmp_path)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_web_starts_in_production(tmp_path):
    assert start_web(tmp_path, ENVIRON).returncode == 0


def test_the_web_refuses_to_start_on_a_mistake(tmp_path):
    refused = start_web(tmp_path, {**ENVIRON, "ALLOWED_HOSTS": "*"})

    assert refused.returncode == 1
    assert "gatehouse.E012" in refused.stderr
    assert "Name this site's hosts." in refused.stderr


def test_the_web_refuses_to_start_with_nothing_set(tmp_path):
    refused = start_web(tmp_path, {})

    assert refused.returncode == 1
    assert "SECRET_KEY" in refused.stderr


def test_the_entry_point_asks_the_checks(settings, monkeypatch):
    monkeypatch.delitem(sys.modules, "portal.wsgi", raising=False)
    settings.MODE = "production"

    with pytest.raises(SystemCheckError, match=r"gatehouse\.E011"):
        importlib.import_module("portal.wsgi")
