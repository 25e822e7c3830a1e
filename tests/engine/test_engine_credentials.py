"""Secrets by reference, and every sentence that is said when one cannot be had."""

from pathlib import Path

import pytest

from conformance import credentials
from conformance.credentials import Credential, resolve
from conformance.errors import ConfigurationError

LEAK = "leaked-canary"


def resolved(text: str, folder: Path = Path()) -> Credential:
    return resolve(text, table="actors.alice", header="x-juno-jwt", folder=folder)


def complaint(text: str, folder: Path = Path()) -> str:
    with pytest.raises(ConfigurationError) as caught:
        resolved(text, folder)
    assert caught.value.__cause__ is None or caught.value.__suppress_context__
    return str(caught.value)


def script(folder: Path, body: str) -> str:
    """A reference to a command; it stands in a file, so that its own text is not its name."""
    file = folder / "secret.sh"
    file.write_text(body, encoding="utf-8")
    return f"cmd:sh {file}"


def test_a_literal_is_its_own_secret() -> None:
    assert resolved("abc.def.ghi") == Credential("abc.def.ghi", "abc.def.ghi", "ALICE_X_JUNO_JWT")


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "Basic", "Token", "ApiKey"])
def test_the_scheme_word_of_a_literal_is_no_secret(scheme: str) -> None:
    found = resolved(f"{scheme} abc.def.ghi")
    assert (found.value, found.secret) == (f"{scheme} abc.def.ghi", "abc.def.ghi")


def test_an_unknown_first_word_belongs_to_the_secret() -> None:
    assert resolved("Hello abc").secret == "Hello abc"


@pytest.mark.parametrize("kind", ["env", "file", "cmd"])
def test_a_reference_without_a_name_is_a_mistake(kind: str) -> None:
    said = f"[actors.alice.headers] x-juno-jwt: nothing stands behind {kind}:; write what the secret is read from"
    assert complaint(f"Bearer {kind}:") == said


def test_a_text_that_only_looks_like_a_reference_is_a_literal() -> None:
    assert resolved("environment:X").secret == "environment:X"


def test_env_takes_the_variable_and_is_shown_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALICE_TOKEN", "from-the-environment")
    found = resolved("env:ALICE_TOKEN")
    assert found == Credential("from-the-environment", "from-the-environment", "ALICE_TOKEN", refreshable=False)


def test_any_scheme_word_may_stand_before_a_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALICE_TOKEN", "abc")
    found = resolved("Some-Scheme env:ALICE_TOKEN")
    assert (found.value, found.secret) == ("Some-Scheme abc", "abc")


def test_file_takes_the_text_without_the_space_around_it(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("\n from-a-file \n", encoding="utf-8")
    found = resolved("Bearer file:secret", tmp_path)
    assert found == Credential("Bearer from-a-file", "from-a-file", "ALICE_X_JUNO_JWT", refreshable=True)


def test_file_paths_may_be_absolute(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from-a-file", encoding="utf-8")
    assert resolved(f"file:{tmp_path / 'secret'}", Path("/nowhere")).secret == "from-a-file"


def test_cmd_takes_what_the_command_prints_in_the_target_files_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from-a-command\n", encoding="utf-8")
    found = resolved("cmd:cat secret", tmp_path)
    assert found == Credential("from-a-command", "from-a-command", "ALICE_X_JUNO_JWT", refreshable=True)


def test_cmd_is_split_like_a_shell_line_and_run_without_a_shell() -> None:
    assert resolved("cmd:printf '%s' 'a b;c'").secret == "a b;c"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("env:NOT_SET_ANYWHERE", "the environment variable NOT_SET_ANYWHERE is not set; export it first"),
        ("file:missing", "cannot read the secret from {folder}/missing (No such file or directory)"),
        ("file:.", "cannot read the secret from {folder} (Is a directory)"),
        ("file:binary", "cannot read the secret from {folder}/binary (it is not UTF-8 text)"),
        ("file:empty", "the value is empty; put the credential there"),
        ("file:two-lines", "the value holds a control character or a line break; remove it"),
        ("file:accented", "the value holds a character outside ASCII, which no header can carry"),
        ("cmd:true", "the value is empty; put the credential there"),
        ("cmd:sh -c 'exit 7'", "the command behind cmd: ended with exit code 7"),
        ("cmd:echo 'half", "the command behind cmd: could not be run (it is no command line)"),
        ("", "the value is empty; put the credential there"),
        ("a\tb", "the value holds a control character or a line break; remove it"),
        ("a\x7fb", "the value holds a control character or a line break; remove it"),
        ("schlüssel", "the value holds a character outside ASCII, which no header can carry"),
    ],
)
def test_what_cannot_be_had_is_said_in_one_sentence(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    (tmp_path / "empty").write_text(" \n", encoding="utf-8")
    (tmp_path / "two-lines").write_text("one\ntwo", encoding="utf-8")
    (tmp_path / "accented").write_text("schlüssel", encoding="utf-8")
    assert complaint(text, tmp_path) == "[actors.alice.headers] x-juno-jwt: " + said.format(folder=tmp_path)


def test_a_command_that_does_not_exist_is_said_to_be_missing() -> None:
    said = complaint("cmd:no-such-command-anywhere --flag")
    assert "could not be run" in said
    assert "No such file or directory" in said


def test_a_command_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credentials, "_COMMAND_SECONDS", 0.1)
    assert complaint("cmd:sleep 5").endswith("the command behind cmd: could not be run (it took too long)")


@pytest.mark.parametrize("output", [f"echo {LEAK}; exit 3", f"echo {LEAK} >&2; exit 3", f"printf '{LEAK}\\n{LEAK}'"])
def test_nothing_that_a_command_prints_stands_in_a_message(output: str, tmp_path: Path) -> None:
    assert LEAK not in complaint(script(tmp_path, output))


@pytest.mark.parametrize("text", [f"{LEAK}\n{LEAK}", f"{LEAK}é", f"Bearer {LEAK}\x00"])
def test_a_value_that_cannot_be_sent_is_not_repeated(text: str) -> None:
    assert LEAK not in complaint(text)


def test_the_variable_is_a_shell_name_whatever_the_header_is_called() -> None:
    found = resolve("abc", table="actors.alice_other_org", header="X-Api.Key", folder=Path())
    assert found.variable == "ALICE_OTHER_ORG_X_API_KEY"
