"""The way to a target over real sockets: whose certificates are trusted, who we are, and no proxy that nobody named."""

import asyncio
import base64
import itertools
import socket
import ssl
import stat
import tempfile
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from certificates import NOW, Authority, Pair, pem, serving
from cryptography.hazmat.primitives.asymmetric import ec
from engine_bench import ALICE, SUMVIN, Bench, Script, always, http, raw_server

from conformance import api, preflight, transport
from conformance.burst import fire
from conformance.client import Client
from conformance.errors import Abandoned, ConfigurationError, Trouble
from conformance.exchange import Request
from conformance.pacing import Pace
from conformance.run import Run
from conformance.target import Target

BODY = b'{"session": {"id": "ses_1"}}'
POST = Request("POST", "/v0/ramp/sessions", (("x-juno-jwt", "abc"),), b"{}")
NO_CERTIFICATE = "holds no certificate in PEM form; it begins with -----BEGIN CERTIFICATE-----"
SENT_ONCE: tuple[float, ...] = ()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture(scope="module")
def ca(folder: Path) -> Authority:
    return Authority(folder)


@pytest.fixture(scope="module")
def server(ca: Authority) -> Pair:
    return ca.issue("server")


@pytest.fixture(scope="module")
def client(ca: Authority) -> Pair:
    return ca.issue("client")


@pytest.fixture(autouse=True)
def no_second_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.client.RECONNECTS", SENT_ONCE)


async def sent(target: Target, base_url: str) -> int:
    """The status that a client gets on the way that the target file describes."""
    wire = transport.network(4, target.way)
    one = Client(base_url, wire, Pace(4, None), timeout=5, budget=None, way=target.way)
    try:
        return (await one.send(POST)).response.status
    finally:
        await one.aclose()


def meeting(bench: Bench, tables: str, script: Script, tls: Any = None, ask: Any = sent) -> Any:
    """What comes of a server that follows a script, under these tables of the target file."""

    async def scenario() -> Any:
        async with raw_server(script, tls) as base_url:
            return await ask(bench.target(ALICE + tables), base_url)

    return asyncio.run(scenario())


def refused(bench: Bench, tables: str, tls: Any) -> str:
    with pytest.raises(Abandoned) as caught:
        meeting(bench, tables, always(http(201, BODY)), tls)
    return str(caught.value)


async def raced(target: Target, base_url: str) -> list[int]:
    burst = await asyncio.to_thread(fire, base_url, [POST] * 3, stagger=0, timeout=5, way=target.way)
    return [response.status for response in burst.responses]


# ---- certificates of servers -----------------------------------------------------------------------


@pytest.mark.parametrize("ask", [sent, raced])
def test_a_server_of_a_ca_of_ones_own_is_trusted(bench: Bench, ca: Authority, server: Pair, ask: Any) -> None:
    answered = meeting(bench, f'[tls]\nca = "{ca.file}"\n', always(http(201, BODY)), serving(server), ask)
    assert answered in (201, [201] * 3)


def test_without_it_the_server_is_not_trusted(bench: Bench, server: Pair) -> None:
    said = refused(bench, "", serving(server))
    assert "its TLS certificate is not trusted" in said
    assert "[tls] ca names a CA of your own" in said


def test_another_ca_is_not_enough(bench: Bench, folder: Path, server: Pair) -> None:
    other = Authority(folder, "other")
    assert "is not trusted" in refused(bench, f'[tls]\nca = "{other.file}"\n', serving(server))


def test_an_expired_certificate_is_not_trusted(bench: Bench, ca: Authority) -> None:
    late = ca.issue("late", until=NOW - timedelta(days=1))
    assert "expired" in refused(bench, f'[tls]\nca = "{ca.file}"\n', serving(late))


def test_a_certificate_for_another_host_is_not_trusted(bench: Bench, ca: Authority) -> None:
    other = ca.issue("elsewhere", host="127.0.0.2")
    assert "is not trusted" in refused(bench, f'[tls]\nca = "{ca.file}"\n', serving(other))


@pytest.mark.parametrize("tables", ["", '[tls]\nca = "{ca}"\n'])
def test_a_burst_trusts_nobody_else_either(bench: Bench, ca: Authority, folder: Path, tables: str) -> None:
    stranger = Authority(folder, "stranger").issue("of-a-stranger")
    with pytest.raises(Trouble, match="could not be made") as caught:
        meeting(bench, tables.format(ca=ca.file), always(http(201, BODY)), serving(stranger), raced)
    assert not caught.value.unknown


# ---- client certificates ---------------------------------------------------------------------------


def with_client(ca: Authority, client: Pair, key: str) -> str:
    return f'[tls]\nca = "{ca.file}"\nclient_certificate = "{client.certificate}"\nclient_key = "{key}"\n'


@pytest.mark.parametrize("ask", [sent, raced])
def test_a_client_certificate_is_shown(bench: Bench, ca: Authority, server: Pair, client: Pair, ask: Any) -> None:
    tables = with_client(ca, client, f"file:{client.key}")
    answered = meeting(bench, tables, always(http(201, BODY)), serving(server, clients_of=ca), ask)
    assert answered in (201, [201] * 3)


def test_the_key_may_come_from_the_environment_or_from_a_command(
    bench: Bench, ca: Authority, server: Pair, client: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLIENT_KEY", client.key.read_text())
    for key in ("env:CLIENT_KEY", f"cmd:cat {client.key}"):
        tables = with_client(ca, client, key)
        assert meeting(bench, tables, always(http(201, BODY)), serving(server, clients_of=ca)) == 201


def test_certificate_and_key_may_stand_in_one_file_beside_the_target_file(
    bench: Bench, ca: Authority, server: Pair, client: Pair
) -> None:
    (bench.folder / "client.pem").write_text(client.certificate.read_text() + client.key.read_text())
    (bench.folder / "ca.pem").write_bytes(ca.file.read_bytes())
    tables = '[tls]\nca = "ca.pem"\nclient_certificate = "client.pem"\n'
    assert meeting(bench, tables, always(http(201, BODY)), serving(server, clients_of=ca)) == 201


@contextmanager
def refusing(tls: ssl.SSLContext) -> Iterator[str]:
    """A server that takes leave of whoever shows no certificate that it knows, as servers in the field do."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def refuse() -> None:
            plain, _ = listener.accept()
            with plain, suppress(OSError):
                with pytest.raises(ssl.SSLError), plain.dup() as encrypted:
                    tls.wrap_socket(encrypted, server_side=True)
                # asyncio's servers break the connection instead, and what they say of it is lost.
                plain.shutdown(socket.SHUT_WR)
                while plain.recv(1 << 16):
                    pass

        thread = threading.Thread(target=refuse)
        thread.start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"
        thread.join(timeout=5)


def taken_leave_of(bench: Bench, tables: str, tls: ssl.SSLContext) -> str:
    with refusing(tls) as base_url, pytest.raises(Abandoned) as caught:
        asyncio.run(sent(bench.target(ALICE + tables), base_url))
    return str(caught.value)


def test_a_server_that_asks_for_a_certificate_and_gets_none_says_so(bench: Bench, ca: Authority, server: Pair) -> None:
    said = taken_leave_of(bench, f'[tls]\nca = "{ca.file}"\n', serving(server, clients_of=ca))
    assert "it asks for a client certificate; name one under [tls]" in said


def test_a_client_certificate_that_the_server_does_not_know_is_said_to_be_refused(
    bench: Bench, ca: Authority, folder: Path, server: Pair
) -> None:
    foreign = Authority(folder, "foreign").issue("foreigner")
    said = taken_leave_of(bench, with_client(ca, foreign, f"file:{foreign.key}"), serving(server, clients_of=ca))
    assert "it refuses the client certificate; mend [tls]" in said


def test_no_copy_of_the_key_is_left_behind_and_none_could_be_read_by_others(
    bench: Bench, ca: Authority, client: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes = []

    def loaded(_self: Any, _certificate: Path, key: Path, **_: Any) -> None:
        modes.extend(stat.S_IMODE(one.stat().st_mode) for one in (key, key.parent))

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr("ssl.SSLContext.load_cert_chain", loaded)
    before = set(tmp_path.iterdir())
    bench.target(ALICE + with_client(ca, client, f"file:{client.key}"))
    assert modes == [0o600, 0o700]
    assert set(tmp_path.iterdir()) - before <= {bench.folder / "target.toml"}


# ---- what cannot be used ---------------------------------------------------------------------------


def complaint(bench: Bench, tables: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        bench.target(ALICE + tables)
    said = str(caught.value)
    assert "\n" not in said
    assert "PRIVATE" not in said
    return said.removeprefix(f"{bench.folder / 'target.toml'}: ").replace(f"{bench.folder}/", "")


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ('ca = "none.pem"', "[tls] ca: cannot read none.pem (No such file or directory)"),
        ('ca = "."', "[tls] ca: cannot read {folder} (Is a directory)"),
        ('ca = "a\\u0000b"', "[tls] ca: cannot read a\x00b (it is no path)"),
        (
            'ca = "noise"',
            "[tls] ca: noise holds no certificate in PEM form; it begins with -----BEGIN CERTIFICATE-----",
        ),
        (
            'ca = "empty"',
            "[tls] ca: empty holds no certificate in PEM form; it begins with -----BEGIN CERTIFICATE-----",
        ),
        (
            'client_certificate = "none.pem"\nclient_key = "file:good.key"',
            "[tls] client_certificate: cannot read none.pem (No such file or directory)",
        ),
        ('client_key = "file:good.key"', "[tls] client_key: there is a key without a client_certificate; name both"),
        (
            'client_certificate = "good.pem"',
            "[tls] client_certificate: good.pem does not give a certificate and its key in PEM form",
        ),
        (
            'client_certificate = "good.pem"\nclient_key = "good.key"',
            "[tls] client_key: write env:NAME, file:PATH or cmd:COMMAND; the secret itself does not belong here",
        ),
        (
            'client_certificate = "good.pem"\nclient_key = "file:none.key"',
            "[tls] client_key: cannot read the secret from none.key (No such file or directory)",
        ),
        ('client_certificate = "good.pem"\nclient_key = "file:empty"', "[tls] client_key: the value is empty"),
        (
            'client_certificate = "good.pem"\nclient_key = "file:noise-text"',
            "[tls] client_certificate or client_key: good.pem does not give a certificate, and its key, in PEM form",
        ),
        (
            'client_certificate = "good.pem"\nclient_key = "file:other.key"',
            "[tls] client_key: the key does not belong to good.pem",
        ),
        (
            'client_certificate = "good.pem"\nclient_key = "file:protected.key"',
            "[tls] client_key: the key is protected by a passphrase; give one that is not (openssl pkey writes it), "
            "from a place that only you can read",
        ),
        ('client_certificat = "good.pem"', "tls.client_certificat: nothing reads this key; check its spelling"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_sentence(bench: Bench, ca: Authority, tables: str, said: str) -> None:
    good = ca.issue("good")
    (bench.folder / "good.pem").write_bytes(good.certificate.read_bytes())
    (bench.folder / "good.key").write_bytes(good.key.read_bytes())
    (bench.folder / "noise").write_bytes(b"\xff\x00 no certificate")
    (bench.folder / "noise-text").write_text("no key")
    (bench.folder / "empty").touch()
    (bench.folder / "other.key").write_bytes(pem(ec.generate_private_key(ec.SECP256R1())))
    (bench.folder / "protected.key").write_bytes(pem(ec.generate_private_key(ec.SECP256R1()), b"passphrase"))
    expected = said.format(folder=bench.folder)
    assert complaint(bench, f"[tls]\n{tables}\n") == expected


# ---- proxies ---------------------------------------------------------------------------------------


@dataclass
class Proxy:
    """A proxy that counts, and passes on; it may ask for credentials.

    Attributes:
        seen: the first line and the Proxy-Authorization of every request that came.
        expected: `user:password`, or None to ask for nothing.
    """

    expected: str | None = None
    seen: list[tuple[str, str | None]] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            await self._pass_on(reader, writer)
        writer.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        given = headers.get("proxy-authorization")
        self.seen.append((first, given))
        if self.expected and given != "Basic " + base64.b64encode(self.expected.encode()).decode():
            writer.write(http(407, b"who are you?"))
            await writer.drain()
            return
        method, address, _ = first.split(" ")
        authority = address if method == "CONNECT" else address.split("/")[2]
        host, _, port = authority.partition(":")
        far_reader, far_writer = await asyncio.open_connection(host, int(port))
        if method == "CONNECT":
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            far_writer.write(head.replace(f"http://{authority}", "", 1).encode())
        try:
            await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))
        finally:
            far_writer.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(1 << 16):
        writer.write(data)
        await writer.drain()
    writer.close()


@asynccontextmanager
async def proxied(proxy: Proxy) -> AsyncIterator[str]:
    tasks: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(proxy.serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for task in tuple(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()


def through(bench: Bench, proxy: Proxy, tables: str, tls: Any = None) -> int:
    """The status of a request that goes through a proxy, which stands for PROXY in the tables."""

    async def scenario() -> int:
        async with proxied(proxy) as url, raw_server(always(http(201, BODY)), tls) as base_url:
            return await sent(bench.target(ALICE + tables.replace("PROXY", url)), base_url)

    return asyncio.run(scenario())


ASKED_FOR = '[proxy]\nurl = "PROXY"\n'
WITH_CREDENTIALS = f'{ASKED_FOR}credentials = "env:CREDENTIALS_THERE"\n'


def test_a_proxy_that_is_asked_for_is_used_for_plain_http(bench: Bench) -> None:
    proxy = Proxy()
    assert through(bench, proxy, ASKED_FOR) == 201
    [(first, credentials)] = proxy.seen
    assert first.startswith("POST http://127.0.0.1:")
    assert credentials is None


def test_under_tls_a_proxy_sees_the_address_and_nothing_else(bench: Bench, ca: Authority, server: Pair) -> None:
    proxy = Proxy()
    assert through(bench, proxy, f'{ASKED_FOR}[tls]\nca = "{ca.file}"\n', serving(server)) == 201
    assert [first.split(" ")[0] for first, _ in proxy.seen] == ["CONNECT"]


def test_a_proxy_changes_nothing_about_trust(bench: Bench, server: Pair) -> None:
    with pytest.raises(Abandoned, match="not trusted"):
        through(bench, Proxy(), ASKED_FOR, serving(server))


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_proxys_credentials_are_shown_to_it(
    bench: Bench, ca: Authority, server: Pair, encrypted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CREDENTIALS_THERE", "carol:proxy-canary-0001")
    proxy = Proxy("carol:proxy-canary-0001")
    tables = f'{WITH_CREDENTIALS}[tls]\nca = "{ca.file}"\n'
    assert through(bench, proxy, tables, serving(server) if encrypted else None) == 201


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_proxy_that_refuses_says_nothing_about_the_target(
    bench: Bench, ca: Authority, server: Pair, encrypted: bool
) -> None:
    tls = serving(server) if encrypted else None
    with pytest.raises(Abandoned, match=r"the proxy answers with status 407; mend \[proxy\]"):
        through(bench, Proxy("carol:other"), f'{ASKED_FOR}[tls]\nca = "{ca.file}"\n', tls)


def test_a_proxy_that_is_not_there_is_named_as_what_is_missing(bench: Bench) -> None:
    async def scenario() -> None:
        async with proxied(Proxy()) as gone:
            pass
        await sent(bench.target(f'{ALICE}[proxy]\nurl = "{gone}"\n'), "http://127.0.0.1:9")

    with pytest.raises(Abandoned, match=r"the proxy cannot be reached: .+; mend \[proxy\]"):
        asyncio.run(scenario())


def test_no_proxy_of_the_environment_is_followed(
    bench: Bench, ca: Authority, server: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = Proxy()
    statuses: list[Any] = []

    async def ask(tls: Any, way: Callable[[Target, str], Awaitable[Any]]) -> None:
        async with proxied(proxy) as url, raw_server(always(http(201, BODY)), tls) as base_url:
            for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
                monkeypatch.setenv(name, url)
            for name in ("NO_PROXY", "no_proxy"):
                monkeypatch.setenv(name, "")
            statuses.append(await way(bench.target(f'{ALICE}[tls]\nca = "{ca.file}"\n'), base_url))

    for tls, way in itertools.product((None, serving(server)), (sent, raced)):
        asyncio.run(ask(tls, way))
    assert statuses == [201, [201] * 3, 201, [201] * 3]
    assert proxy.seen == []


def test_nothing_is_sent_past_a_proxy(bench: Bench) -> None:
    seen: list[str] = []
    tables = '[proxy]\nurl = "http://127.0.0.1:9"\n'
    with pytest.raises(Trouble, match="simultaneous calls cannot go through a proxy") as caught:
        meeting(bench, tables, always(http(201, BODY), seen), ask=raced)
    assert not caught.value.unknown
    assert seen == []


def test_what_needs_simultaneous_calls_stays_untested_behind_a_proxy_with_that_reason(bench: Bench) -> None:
    granted = "[capabilities]\nconcurrency = true\n"
    assert "concurrency" in api.lent(SUMVIN, bench.target(ALICE + granted))
    behind = f'{ALICE}{granted}[proxy]\nurl = "http://127.0.0.1:9"\n'
    assert "concurrency" not in api.lent(SUMVIN, bench.target(behind))
    bench.file(behind, base_url="https://vendor.test")
    run = Run(bench.plan())
    try:
        assert run.capabilities["concurrency"].startswith("simultaneous calls cannot go through a proxy: leave [proxy]")
        assert run.capabilities.keys() == SUMVIN.contract.capabilities.keys()
    finally:
        run.close(None)


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ('url = "https://proxy.test"', "proxy.url: write http://HOST:PORT and nothing else"),
        ('url = "http://carol:canary@proxy.test"', "proxy.url: write http://HOST:PORT and nothing else"),
        ('url = "http://proxy.test:99999"', "[proxy] url: this is no address that can be called"),
        ('url = "http://proxy.test"\ncredentials = "carol:canary"', "[proxy] credentials: write env:NAME, file:PATH"),
        ('url = "http://proxy.test"\ncredentials = "cmd:echo canary"', "[proxy] credentials: what was read is not of"),
        ('url = "http://proxy.test"\ncredentials = "cmd:echo a:canaré"', "[proxy] credentials: the value holds a"),
        ('url = "http://proxy.test"\ncredentials = "env:NOT_SET"', "[proxy] credentials: the environment variable"),
        ('credentials = "env:NOT_SET"', "proxy.url: field required"),
    ],
)
def test_a_proxy_that_cannot_be_used_is_said_so_without_its_credentials(bench: Bench, tables: str, said: str) -> None:
    complained = complaint(bench, f"[proxy]\n{tables}\n")
    assert complained.startswith(said)
    assert "canar" not in complained


def test_a_proxys_credentials_are_redacted(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDENTIALS_THERE", "carol:proxy-canary-0001")
    scribe = bench.scribe(f'{ALICE}[proxy]\nurl = "http://proxy.test"\ncredentials = "env:CREDENTIALS_THERE"\n')
    encoded = base64.b64encode(b"carol:proxy-canary-0001").decode()
    shown = scribe.text(f"carol:proxy-canary-0001, Basic {encoded}, proxy-canary-0001")
    assert shown == "‹proxy.credentials›, Basic ‹proxy.credentials›=, ‹proxy.password›"


# ---- the pre-flight --------------------------------------------------------------------------------


def test_a_certificate_that_is_not_trusted_is_a_configuration_error(bench: Bench, server: Pair) -> None:
    async def ask(_: Target, base_url: str) -> str:
        engine = bench.engine(transport.network(1), tables=ALICE)
        target = bench.target(base_url=base_url)
        engine.target = target
        engine.start()
        try:
            with pytest.raises(ConfigurationError) as caught:
                await asyncio.to_thread(lambda: engine.await_(preflight.inspect(engine.api, target, engine.conduit)))
        finally:
            await asyncio.to_thread(engine.stop)
        return str(caught.value)

    said = meeting(bench, "", always(http(201, BODY)), serving(server), ask)
    assert said.startswith("cannot reach https://127.0.0.1:")
    assert "its TLS certificate is not trusted" in said
