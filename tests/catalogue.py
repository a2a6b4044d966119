"""The English catalogue: every text of the project with its translation.

    python -m tests.catalogue           writes locale/en/LC_MESSAGES/django.po and django.mo anew
    python -m tests.catalogue --check   writes nothing; exit status 1 names what is wrong

Texts stand in Chinese at the point of use: in calls of ``django.utils.translation`` under
whatever name it is imported, and in the tags of templates. Scripts have no texts of their own.
No gettext program is needed. Entries carry the files they stand in but no line numbers, so
that a moved line changes nothing here.
"""

import argparse
import ast
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import polib
from django.template.base import Lexer, TokenType
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale" / "en" / "LC_MESSAGES"
# What each argument of a call means.
ARGUMENTS = {
    "gettext": ("msgid",),
    "ngettext": ("msgid", "plural"),
    "pgettext": ("context", "msgid"),
    "npgettext": ("context", "msgid", "plural"),
}
TEMPLATE_NAMES = {"_": "gettext"} | {name: name for name in ARGUMENTS}
STRING = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
TEMPLATE_CALL = re.compile(rf"\b(?:n?p?gettext|_)\(\s*{STRING}(?:\s*,\s*(?:{STRING}|count))*\s*\)")
HAN = re.compile(r"[\u3400-\u9fff]")
NAMED = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
UNNAMED = re.compile(r"%[sd%]|\{\}")
NAMES_ITSELF = {"中文"}  # the switch names each language in that language

Key = tuple[str, str]
Place = tuple[str, str]


@dataclass
class Text:
    """One text, the plural it has anywhere, and the files it stands in."""

    msgid: str
    context: str = ""
    plural: str = ""
    files: list[str] = field(default_factory=list)

    @property
    def key(self) -> Key:
        """What gettext looks a text up by."""
        return self.context, self.msgid


@dataclass
class Sources:
    """Every text found under one folder, and every place that cannot be read."""

    root: Path
    texts: dict[Key, Text] = field(default_factory=dict)
    unreadable: list[Place] = field(default_factory=list)

    def read(self) -> "Sources":
        """Read all Python files of the apps, then all templates, in the order of their names."""
        for path in self._modules():
            self._read_module(path)
        for path in sorted((self.root / "templates").rglob("*.html")):
            self._read_template(path)
        return self

    def _modules(self) -> Iterator[Path]:
        packages = {path.parent for path in self.root.glob("*/__init__.py")}
        for package in sorted(packages - {self.root / "tests"}):
            yield from (p for p in sorted(package.rglob("*.py")) if "migrations" not in p.parts)

    def _read_module(self, path: Path) -> None:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        self._read_calls(tree, translators(tree), path)

    def _read_template(self, path: Path) -> None:
        source = path.read_text(encoding="utf-8")
        for call in TEMPLATE_CALL.findall(templatize(source)):
            self._read_calls(ast.parse(call), TEMPLATE_NAMES, path)
        for bare in bare_text(source):
            self.unreadable.append((self._name(path), f"text outside a translation: {bare}"))

    def _read_calls(self, tree: ast.AST, names: dict[str, str], path: Path) -> None:
        for node in in_order(tree):
            if isinstance(node, ast.Call) and (function := called(node, names)):
                self._read_call(node, ARGUMENTS[function], path)

    def _read_call(self, node: ast.Call, meanings: tuple[str, ...], path: Path) -> None:
        values = [literal(argument) for argument in node.args[: len(meanings)]]
        if None in values or len(values) < len(meanings):
            self.unreadable.append((self._name(path), f"not a literal: {ast.unparse(node)}"))
        else:
            self._add(Text(**dict(zip(meanings, values, strict=True))), self._name(path))

    def _add(self, text: Text, file: str) -> None:
        known = self.texts.setdefault(text.key, text)
        known.plural = known.plural or text.plural
        if file not in known.files:
            known.files.append(file)

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()


def in_order(tree: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a tree in the order in which they are read."""
    for child in ast.iter_child_nodes(tree):
        yield child
        yield from in_order(child)


def translators(tree: ast.AST) -> dict[str, str]:
    """The names under which a module imports gettext and its kin, and what each stands for."""
    return {
        alias.asname or alias.name: plain(alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if plain(alias.name) in ARGUMENTS
    }


def plain(name: str) -> str:
    """The name of a translating function without the moment at which it translates."""
    return name.removesuffix("_lazy").removesuffix("_noop")


def called(node: ast.Call, names: dict[str, str]) -> str | None:
    """Which translating function a call calls; None when it is another function."""
    if isinstance(node.func, ast.Name):
        return names.get(node.func.id)
    if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
        name = plain(node.func.attr)
        return name if node.func.value.id == "translation" and name in ARGUMENTS else None
    return None


def literal(node: ast.expr) -> str | None:
    """The text of a string that stands in the source as it is; None for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def bare_text(source: str) -> Iterator[str]:
    """Chinese text of a template that no tag translates."""
    inside = ""
    for token in Lexer(source).tokenize():
        words = token.contents.split()
        if token.token_type == TokenType.BLOCK and words:
            if words[0] in {"comment", "blocktranslate", "blocktrans"}:
                inside = words[0]
            elif words[0] == f"end{inside}":
                inside = ""
        elif token.token_type == TokenType.TEXT and not inside and HAN.search(token.contents):
            yield from {" ".join(words)} - NAMES_ITSELF


@dataclass
class Catalogue:
    """The sources beside the translations that a folder keeps of them."""

    sources: Sources
    folder: Path

    @cached_property
    def kept(self) -> polib.POFile:
        """The translations as they stand; empty where there are none yet."""
        path = self.folder / "django.po"
        return polib.pofile(str(path), wrapwidth=0) if path.exists() else polib.POFile(wrapwidth=0)

    @cached_property
    def by_key(self) -> dict[Key, polib.POEntry]:
        """The kept translations by what gettext looks them up by."""
        return {(e.msgctxt or "", e.msgid): e for e in self.kept if not e.obsolete}

    def merged(self) -> polib.POFile:
        """The texts of the sources with the translations kept for them, and no others."""
        merged = polib.POFile(wrapwidth=0)
        merged.metadata = {
            "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit",
            "Language": "en",
            "Plural-Forms": "nplurals=2; plural=(n != 1);",
        }
        texts = sorted(self.sources.texts.values(), key=lambda text: text.files[0])
        merged.extend(self._entry(text) for text in texts)
        return merged

    def _entry(self, text: Text) -> polib.POEntry:
        old = self.by_key.get(text.key) or polib.POEntry()
        entry = polib.POEntry(
            msgid=text.msgid,
            msgctxt=text.context or None,
            msgid_plural=text.plural,
            occurrences=[(file, "") for file in text.files],
            tcomment=old.tcomment,
            flags=flags(text, old),
        )
        if text.plural:
            entry.msgstr_plural = old.msgstr_plural or {0: old.msgstr, 1: old.msgstr}
        else:
            entry.msgstr = old.msgstr or old.msgstr_plural.get(1, "")
        return entry

    def write(self) -> None:
        """Write the catalogue and what Django reads of it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        merged = self.merged()
        (self.folder / "django.po").write_text(str(merged), encoding="utf-8", newline="\n")
        (self.folder / "django.mo").write_bytes(merged.to_binary())

    def complaints(self) -> list[str]:
        """Everything that is wrong, one sentence each; empty when the catalogue is complete."""
        return [
            *(f"unreadable: {what} ({file})" for file, what in self.sources.unreadable),
            *(named("missing", text) for text in self._missing()),
            *(f"stale: {key[1]}" for key in self.by_key.keys() - self.sources.texts.keys()),
            *(named("untranslated", t) for t in self._where(lambda e: not is_translated(e))),
            *(named("fuzzy", t) for t in self._where(lambda e: e.fuzzy)),
            *(["django.mo is not what django.po compiles to"] if self.is_uncompiled else []),
        ]

    @property
    def is_uncompiled(self) -> bool:
        """Whether the compiled file is missing or older than the readable one."""
        path = self.folder / "django.mo"
        return not path.exists() or path.read_bytes() != self.kept.to_binary()

    def _missing(self) -> list[Text]:
        """Texts without an entry, or with one that lacks the plural."""
        return [
            text
            for key, text in self.sources.texts.items()
            if (entry := self.by_key.get(key)) is None or entry.msgid_plural != text.plural
        ]

    def _where(self, wrong: Callable[[polib.POEntry], bool]) -> list[Text]:
        known = {key: self.by_key[key] for key in self.sources.texts if key in self.by_key}
        return [self.sources.texts[key] for key, entry in known.items() if wrong(entry)]


def flags(text: Text, old: polib.POEntry) -> list[str]:
    """The flags of an entry: whether it is to be formatted, and whether it is in doubt."""
    return [
        *(["fuzzy"] if old.fuzzy else []),
        *(["python-format"] if "%" in "".join(placeholders(text.msgid)) else []),
    ]


def is_translated(entry: polib.POEntry) -> bool:
    """Whether every form of an entry has words, in doubt or not."""
    return all(translations(entry))


def translations(entry: polib.POEntry) -> list[str]:
    """The translations of an entry: one, or one per plural form."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def placeholders(text: str) -> list[str]:
    """The places that a text leaves for values: each name once, then the unnamed in order."""
    return [*sorted(set(NAMED.findall(text))), *UNNAMED.findall(text)]


def named(what: str, text: Text) -> str:
    """One complaint with the text and the files it stands in."""
    return f"{what}: {text.msgid} ({', '.join(text.files)})"


def catalogue() -> Catalogue:
    """The catalogue of this project."""
    return Catalogue(Sources(ROOT).read(), LOCALE)


def main(arguments: list[str]) -> int:
    """Write the catalogue, or check it; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.catalogue", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, name what is wrong")
    check = parser.parse_args(arguments).check
    if not check:
        catalogue().write()
    complaints = catalogue().complaints()
    sys.stdout.write("".join(f"{line}\n" for line in complaints))
    return int(check and bool(complaints))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
