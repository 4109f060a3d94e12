"""Files in a bucket of S3, or of whoever speaks like it: MinIO, OSS, COS."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from urllib.parse import unquote_plus, urlsplit

from lxml import etree

from huike.base.kernel.errors import Invalid
from huike.flow.ingest.connect.contract import (
    ConnectorDown,
    Field,
    Refused,
    Reply,
    Settings,
    TokenExpired,
    Tools,
    Unsound,
    What,
    Words,
)
from huike.flow.ingest.connect.files import FileClient
from huike.flow.ingest.connect.kinds import folder
from huike.flow.ingest.connect.kinds.folder import Entry, Folder
from huike.flow.ingest.connect.rules import signing_s3

_PATH, _VIRTUAL = "path", "virtual-host"
_MOST_LISTED = 50_000
_PAGE = 1_000
_KEYS = ("InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "AuthFailure")


class _Bucket:
    """The files right under a prefix; one appears only once it is whole."""

    def __init__(self, settings: Settings, tools: Tools) -> None:
        self._settings, self._tools = settings, tools
        parts = urlsplit(settings["endpoint"])
        ports = {"https": 443, "http": 80}
        port = "" if parts.port in (None, ports[parts.scheme]) else f":{parts.port}"
        host = f"{parts.hostname}{port}"
        is_path = settings["addressing"] == _PATH
        self._host = host if is_path else f"{settings['bucket']}.{host}"
        self._root = f"/{signing_s3.path_of(settings['bucket'])}/" if is_path else "/"
        self._scheme = parts.scheme
        self._prefix = settings.get("prefix", "")

    def entries(self) -> Sequence[Entry]:
        found: list[Entry] = []
        marker, seen = "", {""}
        while True:
            query = {"prefix": self._prefix, "delimiter": "/", "encoding-type": "url"}
            query["max-keys"] = str(_PAGE)
            page = self._page({**query, "marker": marker})
            rows = [_entry(one, self._prefix) for one in page.iterfind("{*}Contents")]
            found += [one for one in rows if one.name]
            if page.findtext("{*}IsTruncated") != "true":
                return found
            last = page.findtext("{*}NextMarker") or page.findtext("{*}Contents[last()]/{*}Key")
            marker = unquote_plus(last or "")
            if marker in seen:
                raise Unsound("The bucket gives the same page again", code="connector_repeats")
            seen.add(marker)
            if len(found) > _MOST_LISTED:
                raise Refused(
                    "There are too many files", code="connector_too_many_files", most=_MOST_LISTED
                )

    def read(self, entry: Entry) -> bytes | None:
        reply = self._get(signing_s3.path_of(self._prefix + entry.name), {})
        if reply.status == 404:
            return None
        self._judged(reply)
        is_same = reply.headers.get("etag", entry.changed) == entry.changed
        return reply.body if is_same and len(reply.body) == entry.size else None

    def _page(self, query: Mapping[str, str]) -> etree._Element:
        reply = self._get("", query)
        self._judged(reply)
        return _xml(reply.body)

    def _get(self, path: str, query: Mapping[str, str]) -> Reply:
        whole, asked = f"{self._root}{path}", signing_s3.query_of(query)
        signed = signing_s3.headers(
            self._host,
            whole,
            asked,
            region=self._settings["region"],
            key=self._settings["access_key"],
            secret=self._settings["secret_key"],
            now=self._tools.now(),
        )
        url = f"{self._scheme}://{self._host}{whole}{'?' if asked else ''}{asked}"
        return self._tools.web.call("GET", url, headers=signed)

    def _judged(self, reply: Reply) -> None:
        if reply.status == 200:
            return
        code = _code(reply.body)
        if code == "RequestTimeTooSkewed":
            raise ConnectorDown("The clocks differ", code="connector_clock_off")
        if code in _KEYS or reply.status == 401:
            raise TokenExpired("The bucket does not take these keys")
        if reply.status == 403:
            raise Refused("It may not be read", code="connector_folder_closed")
        if reply.status == 404:
            raise Refused("There is no such bucket", code="connector_no_folder")
        raise Refused("The bucket refused", code="connector_refused", status=reply.status, why=code)


def _entry(row: etree._Element, prefix: str) -> Entry:
    """A file by its name behind the prefix; what stands for the folder itself has none."""
    key = unquote_plus(row.findtext("{*}Key") or "")
    size = row.findtext("{*}Size") or ""
    if not key.startswith(prefix) or not size.isdecimal():
        raise Unsound("The list of the bucket cannot be read")
    name = key.removeprefix(prefix)
    return Entry("" if "/" in name else name, int(size), row.findtext("{*}ETag") or "")


def _xml(body: bytes) -> etree._Element:
    try:
        return etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        raise Unsound("The answer is not XML", code="connector_not_xml") from None


def _code(body: bytes) -> str:
    try:
        return (_xml(body).findtext("{*}Code") or "")[:60]
    except Unsound:
        return ""


def fit(settings: Settings) -> None:
    """Whether the endpoint is an address without a path."""
    parts = urlsplit(settings["endpoint"])
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
        raise Invalid("Not the address of a server", code="setting_wrong", where="endpoint")


def _client(settings: Settings, tools: Tools, what: What) -> FileClient:
    @contextmanager
    def opened() -> Iterator[_Bucket]:
        yield _Bucket(settings, tools)

    return Folder(opened, settings["pattern"], what, looks_twice=False)


KINDS = folder.kinds(
    "s3",
    Words("S3 存储桶", "S3 bucket"),
    Words(
        "按时读取存储桶里新到的文件，从不修改或删除；兼容 MinIO、阿里云 OSS、腾讯云 COS。"
        "第一个文件需要在“导入”里确认列。",
        "New files of a bucket are read on a schedule; nothing is changed or deleted there. MinIO, "
        "OSS and COS speak the same. The columns of the first file are confirmed under Imports.",
    ),
    (
        Field(
            name="endpoint",
            words=Words("服务地址", "Endpoint"),
            help=Words(
                "如 https://s3.eu-central-1.amazonaws.com",
                "As https://s3.eu-central-1.amazonaws.com",
            ),
        ),
        Field(name="region", words=Words("地域", "Region"), default="us-east-1"),
        Field(name="bucket", words=Words("存储桶", "Bucket")),
        Field(
            name="prefix",
            words=Words("前缀", "Prefix"),
            help=Words("文件夹，如 orders/", "The folder, as orders/"),
            is_required=False,
        ),
        Field(name="access_key", words=Words("访问密钥 ID", "Access key ID")),
        Field(name="secret_key", words=Words("访问密钥", "Secret access key"), is_secret=True),
        Field(
            name="addressing",
            words=Words("地址方式", "Addressing"),
            help=Words(
                "MinIO 通常用 path；OSS 和 COS 只支持 virtual-host。",
                "MinIO usually wants path; OSS and COS know virtual-host only.",
            ),
            default=_VIRTUAL,
            choices=(_VIRTUAL, _PATH),
        ),
    ),
    _client,
    fit,
)
