"""What an answer says, wherever it says it: headers, page, paper, every part of a workbook."""

import re
from io import BytesIO
from zipfile import ZipFile

import pypdfium2

DRAWN = {"csrftoken", "sessionid"}
TOKENS = (
    (re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]+'), r"\1TOKEN"),
    (re.compile(r'(name="form_token" value=")[^"]+'), r"\1TOKEN"),
    (re.compile(r"nonce-[\w+/=-]+"), "nonce"),
)


def body_of(answer) -> bytes:
    return answer.getvalue() if answer.streaming else answer.content


def text_of(answer) -> str:
    """Everything a reader could find in the body."""
    data = body_of(answer)
    if data.startswith(b"%PDF"):
        return _paper(data)
    if data.startswith(b"PK"):
        return _parts(data)
    return data.decode()


def _paper(data: bytes) -> str:
    paper = pypdfium2.PdfDocument(data)
    pages = [page.get_textpage().get_text_bounded() for page in paper]
    told = "\n".join([*pages, *paper.get_metadata_dict().values()])
    paper.close()
    return told


def _parts(data: bytes) -> str:
    """Every part of a workbook as text: cells, names of sheets, properties."""
    with ZipFile(BytesIO(data)) as book:
        return "\n".join(book.read(name).decode(errors="replace") for name in book.namelist())


def head_of(answer) -> str:
    """The headers, with the cookies but those that are drawn at random or with the clock."""
    cookies = [str(kept) for name, kept in answer.cookies.items() if name not in DRAWN]
    return "\n".join([*(f"{name}: {value}" for name, value in answer.items()), *cookies])


def plain(text: str, keys=()) -> str:
    """Without tokens, and with the keys that were asked for made nameless."""
    for pattern, instead in TOKENS:
        text = pattern.sub(instead, text)
    for key in keys:
        text = text.replace(str(key), "KEY")
    return text
