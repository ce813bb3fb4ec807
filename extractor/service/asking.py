"""What a caller asks for: options, wherever they are written, and the report, whatever it comes in."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from io import BytesIO
from pathlib import PureWindowsPath
from typing import IO, Annotated, Any, Literal, NamedTuple, TypeVar

from flask import Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, WithJsonSchema
from werkzeug.datastructures import FileStorage, MultiDict

from extractor.knowledge.forms import form_names
from extractor.reading import media_type_of
from extractor.service.problems import ProblemError, of_validation

Asking = TypeVar("Asking", bound=BaseModel)
BinaryFile = Annotated[bytes, WithJsonSchema({"type": "string", "format": "binary"})]
Part = Literal["text", "entities", "measurements", "table", "findings", "checks", "leftovers"]
JSON, FORM = "application/json", "multipart/form-data"
TEXTS = ("text/plain", "text/html", "text/markdown", "application/xhtml+xml")
FILES = (
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/octet-stream",
)
_ACCEPTED = f"want {JSON}, {', '.join(TEXTS)}, a PDF or DOCX file, or {FORM} with `file`"
_LISTS = ("parts", "accepted")


def _check_form(name: str) -> str:
    if name not in form_names():
        raise ValueError(f"this form is not known; known are: {', '.join(form_names())}")
    return name


def _name_forms(schema: dict[str, Any]) -> None:
    """The forms that are known, in the schema of `form`."""
    schema["anyOf"][0]["enum"] = list(form_names())


class Reading(BaseModel):
    """How one report is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(
        default=None, description="the report's id; else the file's name without its end, else a hash"
    )
    form: Annotated[str, AfterValidator(_check_form)] | None = Field(
        default=None, description="the official form, where it is not to be recognised", json_schema_extra=_name_forms
    )


class Options(Reading):
    """How a report is read and what is answered; in the JSON, in the form's fields, or behind the address."""

    include_text: bool = Field(default=True, description="false leaves `text` out")
    parts: Annotated[tuple[Part, ...], Field(min_length=1)] | None = Field(default=None, description="only these parts, beside document and provenance")
    rules: Annotated[str, Field(max_length=20_000)] | None = Field(
        default=None, description="TOML with [[rules]] of your own: name, formula, text"
    )
    accepted: tuple[Annotated[str, Field(max_length=64)], ...] = Field(
        default=(), description="fingerprints of findings that a person has found fine", max_length=1000
    )


class ReportText(Reading):
    """A report as text."""

    text: str = Field(min_length=1, pattern=r"\S", description="the report")
    media_type: Literal["text/plain", "text/html", "text/markdown"] = "text/plain"


class ExtractRequest(Options, ReportText):
    """A report as JSON."""

    last: ReportText | None = Field(
        default=None, description="last year's report: what contradicts it is among the findings, with `earlier`"
    )


class FileRequest(Options):
    """A report as a file in a form, with the options as its other fields."""

    file: BinaryFile = Field(description="the report")
    last: BinaryFile | None = Field(default=None, description="last year's report")


class Asked(NamedTuple):
    """A report to read, with how its bytes are to be understood."""

    content: bytes | str
    options: Options
    media_type: str | None
    encoding: str | None = None
    stem: str | None = None
    last: Asked | None = None

    @property
    def id(self) -> str:
        """What the caller gave, else the file's stem, else a hash."""
        return self.options.id or self.stem or sha256(as_bytes(self.content)).hexdigest()[:12]


class InMemory(Request):
    """A request whose uploads stay in memory: neither their names nor their bytes touch the disk."""

    max_form_memory_size = None  # the body as a whole is limited before it is parsed
    max_form_parts = 64

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return BytesIO()


def as_bytes(content: bytes | str) -> bytes:
    """The content's bytes; text in UTF-8."""
    return content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")


def read_asked(request: Request) -> Asked:
    """The report and the options of a request; ProblemError where they cannot be used."""
    said = request.mimetype
    if said == JSON:
        return _of_json(request.get_data(cache=False), request.args)
    if said == FORM:
        return _of_form(request)
    if said in TEXTS or said in FILES:
        told = said if said in TEXTS else None
        charset = request.mimetype_params.get("charset")
        return Asked(_body(request), read_options(request.args), told, charset)
    raise ProblemError(415, f"the body is {said or 'of no media type'}; {_ACCEPTED}")


def read_line(line: bytes) -> Asked:
    """One line of a batch."""
    return _of_json(line, MultiDict())


def read_options(given: MultiDict[str, str]) -> Options:
    """The options that are written behind the address or in a form's fields."""
    return read_values(Options, _values(given))


def _of_json(body: bytes, given: MultiDict[str, str]) -> Asked:
    asked = read_json(ExtractRequest, body)
    behind = read_options(given).model_dump(exclude_unset=True)
    options: Options = asked.model_copy(update={k: v for k, v in behind.items() if k not in asked.model_fields_set})
    return of_text(asked, options)._replace(last=of_text(asked.last) if asked.last is not None else None)


def of_text(one: ReportText, options: Options | None = None) -> Asked:
    """A report that stands in JSON."""
    return Asked(one.text, options or Options(id=one.id, form=one.form), one.media_type)


def _of_form(request: Request) -> Asked:
    found = {name: len(files) for name, files in request.files.lists()}
    if found not in ({"file": 1}, {"file": 1, "last": 1}):
        told = ", ".join(found) or "none"
        raise ProblemError(422, f"the form has the files {told}; want the report in the field `file`, and last year's in `last`")
    fields = MultiDict[str, str]()
    for name, values in {**dict(request.args.lists()), **dict(request.form.lists())}.items():
        fields.setlist(name, values)
    asked = of_file(request.files["file"], read_options(fields))
    return asked._replace(last=of_file(request.files["last"], Options()) if "last" in found else None)


def of_file(file: FileStorage, options: Options) -> Asked:
    """The report that an uploaded file holds; its name only gives the id, and tells HTML from text."""
    name = PureWindowsPath(file.filename or "").name  # knows / and \
    told = media_type_of(name) or (file.mimetype if file.mimetype in TEXTS else None)
    content = file.stream.read()
    if not content:
        raise ProblemError(422, "the file is empty; want a report")
    return Asked(content, options, told, file.mimetype_params.get("charset"), name.rpartition(".")[0][:200] or None)


def _body(request: Request) -> bytes:
    body = request.get_data(cache=False)
    if not body:
        raise ProblemError(422, "the body is empty; want a report")
    return body


def _values(given: MultiDict[str, str]) -> dict[str, Any]:
    """Each option's value; lists may be written with commas, or one by one."""
    values: dict[str, Any] = {}
    for name, written in given.lists():
        if name in _LISTS:
            values[name] = [part.strip() for one in written for part in one.split(",")]
        elif len(written) > 1:
            raise ProblemError(422, "some fields cannot be used; `errors` says which", errors=[_twice(name)])
        else:
            values[name] = written[0]
    return values


def _twice(name: str) -> dict[str, str]:
    return {"field": name, "detail": "it is given more than once; give it once"}


def read_json(model: type[Asking], body: bytes) -> Asking:
    """A body of JSON as that model; ProblemError 400 where it is no JSON, 422 where it says something else."""
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise of_validation(error) from None


def read_values(model: type[Asking], values: Mapping[str, Any]) -> Asking:
    """Values behind an address or of a form as that model; ProblemError 422 where they say something else."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise of_validation(error) from None
