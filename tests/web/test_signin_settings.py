"""The settings: what must be said, what is safe when it is not, and what the machine's log may know."""

import json
import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.once
SECRET = "a secret that is long enough for everyone " * 2
ASKED = """
import json, django
from django.conf import settings
django.setup()
print(json.dumps({name: getattr(settings, name) for name in NAMES}, default=str))
"""
TLS = ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS")


@pytest.fixture
def run(tmp_path):
    """`run("code", SAGSLOFT_X="…")`: how a Python of its own ends, with these variables and no others of ours."""

    def start(code, **variables):
        kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "HOME") if name in os.environ}
        ours = {"DJANGO_SETTINGS_MODULE": "sagsloft.web.settings", "SAGSLOFT_DATA": str(tmp_path)}
        line = [sys.executable, "-c", code]
        return subprocess.run(line, env={**kept, **ours, **variables}, capture_output=True, text=True, check=False)

    return start


@pytest.fixture
def told(run):
    """`told("DEBUG", SAGSLOFT_X="…")`: these settings."""

    def ask(*names, **variables):
        ended = run(f"NAMES = {names}{ASKED}", SAGSLOFT_SECRET_KEY=SECRET, **variables)
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout)

    return ask


def test_without_a_secret_it_does_not_start(run):
    for secret in ({}, {"SAGSLOFT_SECRET_KEY": "short"}):
        ended = run("import django; django.setup()", **secret)
        assert ended.returncode != 0
        assert "SAGSLOFT_SECRET_KEY" in ended.stderr


def test_what_is_not_said_is_safe(told):
    found = told("DEBUG", "ALLOWED_HOSTS", "TWO_FACTORS_REQUIRED", "SESSION_COOKIE_HTTPONLY", "DEMO")
    assert found == {
        "DEBUG": False,
        "ALLOWED_HOSTS": ["localhost"],
        "TWO_FACTORS_REQUIRED": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "DEMO": False,
    }


def test_a_name_on_the_net_means_tls_everywhere(told):
    assert all(told(*TLS, SAGSLOFT_HOSTS="sagsloft.eksempelkoebing.example").values())
    assert not any(told(*TLS).values())


def test_the_demo_stays_on_this_machine_and_keeps_its_own_secret(run, tmp_path):
    code = f"NAMES = ('ALLOWED_HOSTS', 'SECRET_KEY', 'TWO_FACTORS_REQUIRED'){ASKED}"
    first, second = (json.loads(run(code, SAGSLOFT_DEMO="1", SAGSLOFT_HOSTS="*").stdout) for _ in range(2))
    assert first["ALLOWED_HOSTS"] == ["localhost"]
    assert not first["TWO_FACTORS_REQUIRED"]
    assert first["SECRET_KEY"] == second["SECRET_KEY"] == (tmp_path / "demo-secret").read_text()
    assert (tmp_path / "demo-secret").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SAGSLOFT_DEMO", "yes"),
        ("SAGSLOFT_TLS", "maybe"),
        ("SAGSLOFT_PORT", "http"),
        ("DATABASE_URL", "mysql://a/b"),
        ("DATABASE_URL", "postgres://db.example:99999/webben"),
        ("SAGSLOFT_SMTP", "mail.example.org"),
        ("SAGSLOFT_SMTP", "smtps://mail.example.org:port"),
        ("SAGSLOFT_SIGN_ON", "/no/such/file"),
    ],
)
def test_a_value_that_is_not_understood_stops_the_start_by_its_name(run, name, value):
    ended = run("import django; django.setup()", SAGSLOFT_SECRET_KEY=SECRET, **{name: value})
    assert ended.returncode != 0
    assert name in ended.stderr.splitlines()[-1]


def test_a_database_is_read_from_its_address(told):
    found = told("DATABASES", DATABASE_URL="postgres://sags:l%40ft@db.example:5433/webben")["DATABASES"]["default"]
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
        "sags",
        "l@ft",
        "db.example",
        5433,
        "webben",
    )


@pytest.mark.parametrize(
    ("address", "port", "from_the_start"),
    [
        ("smtp://mail.example.org", 587, False),
        ("smtp://mail.example.org:25", 25, False),
        ("smtps://mail.example.org", 465, True),
        ("smtps://mail.example.org:2465", 2465, True),
    ],
)
def test_mail_speaks_tls_at_the_port_that_is_said(told, address, port, from_the_start):
    found = told("EMAIL_PORT", "EMAIL_USE_SSL", "EMAIL_USE_TLS", SAGSLOFT_SMTP=address)
    assert found == {"EMAIL_PORT": port, "EMAIL_USE_SSL": from_the_start, "EMAIL_USE_TLS": not from_the_start}


def test_a_sign_on_without_tls_is_refused(run, tmp_path):
    file = tmp_path / "sign-on.json"
    file.write_text(json.dumps({"id": "k", "name": "K", "server": "http://login.example", "client": "c"}))
    ended = run("import django; django.setup()", SAGSLOFT_SECRET_KEY=SECRET, SAGSLOFT_SIGN_ON=str(file))
    assert "https://" in ended.stderr.splitlines()[-1]


def test_a_sign_on_whose_addresses_are_verified_says_so_with_a_plain_yes(run, tmp_path):
    file = tmp_path / "sign-on.json"
    content = {"id": "k", "name": "K", "server": "https://login.example", "client": "c"}
    for said, starts in ((True, True), (False, True), ("false", False), (1, False)):
        file.write_text(json.dumps({**content, "addresses_are_verified": said}))
        ended = run("import django; django.setup()", SAGSLOFT_SECRET_KEY=SECRET, SAGSLOFT_SIGN_ON=str(file))
        assert (ended.returncode == 0) == starts, said


def test_djangos_own_check_for_real_use_finds_nothing(run):
    code = "import sys; from django.core.management import call_command; import django; django.setup(); "
    ended = run(
        f"{code}call_command('check', deploy=True, fail_level='WARNING')",
        SAGSLOFT_SECRET_KEY=SECRET,
        SAGSLOFT_HOSTS="sagsloft.example",
    )
    assert ended.returncode == 0, ended.stderr


def test_the_machines_log_tells_where_an_error_was_but_not_what_was_in_hand(run):
    code = """
import django, logging
django.setup()
from django.test import RequestFactory
try:
    try:
        raise KeyError("sag-17")
    except KeyError:
        raise ValueError("Key (case_id)=(070761-4285) already exists")
except ValueError:
    request = RequestFactory().get("/invitation/the-token-of-a-link/")
    extra = {"request": request, "status_code": 500}
    logging.getLogger("django.request").error("Error: %s", request.path, exc_info=True, extra=extra)
"""
    said = run(code, SAGSLOFT_SECRET_KEY=SECRET).stderr
    assert "builtins.ValueError" in said
    assert "builtins.KeyError" in said
    assert "<string>:7" in said
    assert not any(secret in said for secret in ("sag-17", "070761", "the-token-of-a-link"))
