"""The target file: strict, and complaining in one sentence that holds no value."""

from pathlib import Path

import pytest
from engine_bench import ALICE, Bench

from conformance import target as target_file
from conformance.errors import ConfigurationError
from conformance.target import Target

CANARY = "value-canary"

WHOLE = """
api = "sumvin"
base_url = "https://staging.example/api/"
[actors.alice.headers]
x-juno-jwt = "abc.def.ghi"
[fixtures]
fiats = ["USD"]
[triggers.provider_failure]
body = { service_provider = "FAILING" }
query = { mode = "test" }
headers = { x-mode = "test" }
[clock]
advance = { method = "PUT", path = "/clock", json = { by = "{seconds}" }, query = { a = "b" }, headers = { c = "d" } }
[capabilities]
concurrency = true
transactions = true
[dialect]
error_codes = { RAMP_INVALID_PAIR = "E1", RAMP_UNKNOWN_ASSET = ["E2", "E3"] }
[limits]
concurrency = 4
rate = 2.5
timeout = 3
max_requests = 100
max_time = 900
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "target.toml"
    path.write_text(text, encoding="utf-8")
    return path


def complaint(folder: Path, text: str) -> str:
    path = written(folder, text)
    with pytest.raises(ConfigurationError) as caught:
        target_file.read(path)
    return str(caught.value).removeprefix(f"{path}: ")


def rejected(bench: Bench, tables: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        bench.target(tables)
    return str(caught.value).removeprefix(f"{bench.folder / 'target.toml'}: ")


def test_every_documented_key_is_read(tmp_path: Path) -> None:
    file = target_file.read(written(tmp_path, WHOLE))
    expected = {"concurrency": 4, "rate": 2.5, "timeout": 3.0, "max_requests": 100, "max_time": 900}
    assert file.limits.model_dump() == expected
    assert file.capabilities == {"concurrency": True, "transactions": True}
    assert file.clock is not None
    assert file.clock.advance.json_body == {"by": "{seconds}"}
    assert file.triggers["provider_failure"].query == {"mode": "test"}


def test_everything_but_api_and_base_url_may_be_left_out(tmp_path: Path) -> None:
    file = target_file.read(written(tmp_path, 'api = "sumvin"\nbase_url = "http://host"\n'))
    assert (file.actors, file.clock, file.triggers, file.capabilities, file.shapes) == ({}, None, {}, {}, {})
    assert (file.limits.concurrency, file.limits.rate, file.limits.timeout, file.limits.max_requests) == (
        16,
        None,
        10.0,
        None,
    )


@pytest.mark.parametrize(
    ("after", "place"),
    [
        ("base_url =", "basurl"),
        ("[actors.alice.headers]", "actors.alice.header"),
        ("[triggers.provider_failure]", "triggers.provider_failure.bodies"),
        ("[clock]", "clock.advence"),
        ("[dialect]", "dialect.error_code"),
        ("[limits]", "limits.concurency"),
    ],
)
def test_an_unknown_key_is_an_error_at_every_level(after: str, place: str, tmp_path: Path) -> None:
    key = place.rpartition(".")[2]
    if after.startswith("[actors"):
        text = WHOLE.replace(after, f"[actors.alice]\n{key} = 1\n{after}")
    elif after.startswith("["):
        text = WHOLE.replace(after, f'{after}\n{key} = "{CANARY}"')
    else:
        text = f'{key} = "{CANARY}"\n{WHOLE}'
    assert complaint(tmp_path, text) == f"{place}: nothing reads this key; check its spelling"


def test_an_unknown_key_of_the_clock_request_is_an_error(tmp_path: Path) -> None:
    text = WHOLE.replace('method = "PUT"', 'methode = "PUT"')
    assert complaint(tmp_path, text) == "clock.advance.methode: nothing reads this key; check its spelling"


@pytest.mark.parametrize(
    ("tables", "place"),
    [
        ("[actors.alicia]", "actors.alicia"),
        ('[triggers.provider_failures]\nbody = { a = "value-canary" }', "triggers.provider_failures"),
        ("[capabilities]\nconcurency = true", "capabilities.concurency"),
        ('[shapes]\nlist = "/value-canary"', "shapes.list"),
    ],
)
def test_a_name_that_the_api_does_not_know_is_an_error(bench: Bench, tables: str, place: str) -> None:
    said = rejected(bench, f"{tables}\n{ALICE}")
    assert said.startswith(f"{place}: sumvin has nothing of that name; check its spelling; there are")
    assert CANARY not in said


def test_a_header_that_stands_in_two_spellings_is_a_mistake(bench: Bench) -> None:
    tables = '[actors.alice.headers]\nx-juno-jwt = "value-canary"\nX-Juno-JWT = "value-canary"\n'
    said = rejected(bench, tables)
    assert said == "actors.alice.headers: the header x-juno-jwt stands here in two spellings; keep one"


def test_references_are_resolved_in_triggers_and_in_the_clock_too(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADMIN_KEY", "an-admin-key")
    target = bench.target(
        f'{ALICE}[triggers.provider_failure]\nheaders = {{ x-admin = "env:ADMIN_KEY" }}\n'
        '[clock]\nadvance = { path = "/clock", headers = { authorization = "Bearer env:ADMIN_KEY" } }\n'
    )
    assert target.file.triggers["provider_failure"].headers == {"x-admin": "an-admin-key"}
    assert target.file.clock is not None
    assert target.file.clock.advance.headers == {"authorization": "Bearer an-admin-key"}


@pytest.mark.parametrize(
    ("headers", "secrets"),
    [
        ('{ x-mode = "fail always" }', {}),
        ('{ x-mode = "run-7f3a9c" }', {"provider_failure.x-mode": "run-7f3a9c"}),
        ('{ X-Admin-Key = "open-sesame" }', {"provider_failure.x-admin-key": "open-sesame"}),
        ('{ authorization = "Bearer letmein" }', {"provider_failure.authorization": "letmein"}),
    ],
)
def test_of_a_triggers_headers_those_are_secrets_that_may_be(
    headers: str, secrets: dict[str, str], bench: Bench
) -> None:
    assert bench.target(f"{ALICE}[triggers.provider_failure]\nheaders = {headers}\n").secrets == secrets


@pytest.mark.parametrize("pointer", ["value-canary", "/a~2"])
def test_a_shape_is_a_json_pointer(pointer: str, tmp_path: Path) -> None:
    said = complaint(tmp_path, f'api = "sumvin"\nbase_url = "http://host"\n[shapes]\nlist = "{pointer}"\n')
    assert said.startswith("shapes.list")
    assert CANARY not in said


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ('[limits]\nconcurrency = "value-canary"', "limits.concurrency"),
        ("[limits]\nconcurrency = 0", "limits.concurrency"),
        ("[limits]\nconcurrency = 257", "limits.concurrency"),
        ("[limits]\nrate = 0", "limits.rate"),
        ("[limits]\ntimeout = 301", "limits.timeout"),
        ("[limits]\nmax_requests = 0", "limits.max_requests"),
        ('[dialect]\nerror_codes = "value-canary"', "dialect.error_codes"),
        ('[actors.alice]\nheaders = "value-canary"', "actors.alice.headers"),
        ('[actors.alice.headers]\nx-juno-jwt = ["value-canary"]', "actors.alice.headers.x-juno-jwt"),
        ('[clock]\nadvance = { path = "value-canary" }', "clock.advance.path"),
        ('[capabilities]\nconcurrency = "value-canary"', "capabilities.concurrency"),
    ],
)
def test_a_wrong_value_is_named_by_its_place_and_never_shown(wrong: str, place: str, tmp_path: Path) -> None:
    said = complaint(tmp_path, f'api = "sumvin"\nbase_url = "http://host"\n{wrong}\n')
    assert said.startswith(place)
    assert CANARY not in said
    assert "\n" not in said
    assert said.partition(": ")[2][:1].islower()


@pytest.mark.parametrize("missing", ["api", "base_url"])
def test_api_and_base_url_are_required(missing: str, tmp_path: Path) -> None:
    lines = [line for line in WHOLE.splitlines() if not line.startswith(missing)]
    assert complaint(tmp_path, "\n".join(lines)) == f"{missing}: field required"


@pytest.mark.parametrize(
    "url",
    [
        "http://host",
        "https://host.example:8443",
        "http://host/",
        "http://host/a/b/",
        "http://127.0.0.1:8080",
        "http://[::1]:8080/v1",
    ],
)
def test_base_urls_have_a_host_and_perhaps_a_port_and_a_path(url: str, tmp_path: Path) -> None:
    assert target_file.read(written(tmp_path, f'api = "sumvin"\nbase_url = "{url}"\n')).base_url == url


@pytest.mark.parametrize(
    "url",
    [
        "host",
        "ftp://host",
        "http://",
        "http:///path",
        "http://user:value-canary@host",
        "http://host?key=value-canary",
        "http://host/path?key=value-canary",
        "http://host#value-canary",
        "http://ho st",
        "http://host\\n",
        "",
    ],
)
def test_other_base_urls_are_refused_without_being_repeated(url: str, tmp_path: Path) -> None:
    said = complaint(tmp_path, f'api = "sumvin"\nbase_url = "{url}"\n')
    assert said == ("base_url: a base URL starts with http:// or https:// and has no query, fragment or credentials")


def test_the_base_url_can_be_put_in_place_of_the_files_own(tmp_path: Path) -> None:
    assert target_file.read(written(tmp_path, WHOLE), base_url="http://other").base_url == "http://other"


def test_a_given_base_url_is_held_to_the_same_rules(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="base_url: a base URL starts with"):
        target_file.read(written(tmp_path, WHOLE), base_url="other")


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        target_file.read(tmp_path / "none.toml")
    assert str(caught.value) == f"cannot read the target file {tmp_path / 'none.toml'}: No such file or directory"


def test_a_folder_is_no_target_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="Is a directory"):
        target_file.read(tmp_path)


def test_a_file_that_is_not_utf_8_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "target.toml").write_bytes(b'api = "\xff"')
    with pytest.raises(ConfigurationError, match="is not UTF-8 text"):
        target_file.read(tmp_path / "target.toml")


@pytest.mark.parametrize("text", ['api = "value-canary', "a = " + "[" * 5000, "= 1", 'a = 1\na = "value-canary"'])
def test_a_file_that_is_no_toml_is_said_to_be_none(text: str, tmp_path: Path) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ConfigurationError) as caught:
        target_file.read(path)
    said = str(caught.value)
    assert said.startswith(f"the target file {path} is not valid TOML: ")
    assert CANARY not in said


def test_a_role_that_the_api_does_not_know_is_refused_with_those_that_it_does(bench: Bench) -> None:
    said = rejected(bench, '[actors.carol.headers]\nx-juno-jwt = "value-canary"\n')
    assert said.startswith("actors.carol: sumvin has nothing of that name; check its spelling; there are: alice, bob,")
    assert CANARY not in said


@pytest.mark.parametrize(
    ("fixtures", "said"),
    [
        ('rampables = ["USDC@8453"]', "fixtures.rampables: nothing reads this key; check its spelling"),
        ('rampable = ["USDC"]', "fixtures.rampable.0: write an asset as symbol@chain_id"),
        ('fiats = "USD"', "fixtures.fiats: write a list of strings"),
        ("rampable = []", "fixtures: give at least one of fiats"),
    ],
)
def test_a_wrong_fixture_is_named_by_its_place(fixtures: str, said: str, bench: Bench) -> None:
    assert rejected(bench, f"{ALICE}[fixtures]\n{fixtures}\n").startswith(said)


def test_a_secret_that_cannot_be_had_stops_the_assembly(bench: Bench) -> None:
    said = rejected(bench, '[actors.alice.headers]\nx-juno-jwt = "env:NOT_SET_ANYWHERE"\n')
    assert said.startswith("[actors.alice.headers] x-juno-jwt: the environment variable")


def test_secrets_are_resolved_from_the_target_files_folder(bench: Bench) -> None:
    (bench.folder / "jwt").write_text("abc.def.ghi", encoding="utf-8")
    target = bench.target('[actors.alice.headers]\nx-juno-jwt = "file:jwt"\n')
    assert target.actors["alice"].headers == {"x-juno-jwt": "abc.def.ghi"}


def test_the_base_url_loses_its_trailing_slashes(bench: Bench) -> None:
    assert bench.target(base_url="http://host/v1//").base_url == "http://host/v1"


@pytest.mark.parametrize(
    ("url", "host", "loopback"),
    [
        ("http://127.0.0.1:8080", "127.0.0.1", True),
        ("http://127.5.5.5", "127.5.5.5", True),
        ("http://[::1]:1", "::1", True),
        ("http://localhost", "localhost", True),
        ("http://LOCALHOST:1", "localhost", True),
        ("http://api.localhost", "api.localhost", True),
        ("http://localhost.example", "localhost.example", False),
        ("http://notlocalhost", "notlocalhost", False),
        ("http://10.0.0.1", "10.0.0.1", False),
        ("https://api.sumvin.com/x", "api.sumvin.com", False),
    ],
)
def test_a_loopback_target_is_one_on_this_very_machine(url: str, host: str, loopback: bool, bench: Bench) -> None:
    target: Target = bench.target(base_url=url)
    assert (target.host, target.is_loopback) == (host, loopback)
