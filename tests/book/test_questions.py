"""The exit questions as files: read as Moodle reads GIFT, and held to the elements of QTI 1.2.

The schema of QTI comes in no package, so ``MODELS`` has the content of each element that the file
uses, as the specification's document type gives it (optional parts that the file does not use are
left out where no order hangs on them). It checks names, order, number and attributes; it does not
know the platforms' own words, such as ``essay_question``.
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest

from _ext import questions
from tests.book.conftest import ROOT

PAGE = (ROOT / "book" / "teaching" / "index.md").read_text(encoding="utf-8")
QUESTIONS = questions.exit_questions(PAGE)

# What an element holds, as a pattern over the names of its children, each followed by a space.
MODELS = {
    "questestinterop": r"(qticomment )?(assessment |objectbank |((section |item ))+)",
    "assessment": r"(qticomment )?(duration )?(qtimetadata )*(rubric )*(section )+",
    "section": r"(qticomment )?(duration )?(qtimetadata )*(rubric )*(item |section )*",
    "item": r"(qticomment )?(duration )?(itemmetadata )?(rubric )*(presentation )?"
    r"(resprocessing )*(itemfeedback )*",
    "itemmetadata": r"(qtimetadata )*",
    "qtimetadata": r"(vocabulary )?(qtimetadatafield )+",
    "qtimetadatafield": r"fieldlabel fieldentry ",
    "presentation": r"(qticomment )?(flow |(material |response_lid |response_str )+)",
    "material": r"(qticomment )?(mattext )+",
    "response_lid": r"(material )?(render_choice |render_fib )(material )?",
    "response_str": r"(material )?(render_choice |render_fib )(material )?",
    "render_choice": r"(material |response_label )*",
    "render_fib": r"(material |response_label )*",
    "response_label": r"(material )*",
    "resprocessing": r"(qticomment )?outcomes (respcondition )+",
    "outcomes": r"(qticomment )?(decvar )+",
    "respcondition": r"(qticomment )?conditionvar (setvar )*(displayfeedback )*",
    "conditionvar": r"(other |varequal )+",
    "itemfeedback": r"(flow_mat |material |solution |hint )+",
    "flow_mat": r"(qticomment )?(flow_mat |material )+",
    "manifest": r"(metadata )?organizations resources (manifest )*",
    "metadata": r"(schema )?(schemaversion )?",
    "organizations": r"(organization )*",
    "resources": r"(resource )*",
    "resource": r"(metadata )?(file )*(dependency )*",
}
NEEDED = {
    "assessment": {"ident"},
    "section": {"ident"},
    "item": {"ident"},
    "response_lid": {"ident"},
    "response_str": {"ident"},
    "response_label": {"ident"},
    "itemfeedback": {"ident"},
    "varequal": {"respident"},
    "displayfeedback": {"linkrefid"},
    "manifest": {"identifier"},
    "resource": {"identifier", "type"},
    "file": {"href"},
}
TEXT = {"mattext", "fieldlabel", "fieldentry", "varequal", "setvar", "schema", "schemaversion"}
EMPTY = {"decvar", "other", "displayfeedback", "file"}


def name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def faults(root: ET.Element) -> Iterator[str]:
    """What breaks the rules: children, attributes, and names that point at nothing."""
    for element in root.iter():
        own, inside = name(element), "".join(f"{name(child)} " for child in element)
        if not re.fullmatch(MODELS.get(own, ""), inside):
            yield f"{own} holds {inside or 'nothing'}"
        if own not in MODELS.keys() | TEXT | EMPTY:
            yield f"there is no element {own}"
        if own not in TEXT and (element.text or "").strip():
            yield f"{own} holds a text"
        yield from (f"{own} has no {key}" for key in NEEDED.get(own, set()) - set(element.keys()))
    for item in (one for one in root.iter() if name(one) == "item"):
        idents = {one.get("ident") for one in item.iter()}
        for link in ("linkrefid", "respident"):
            named = {one.get(link) for one in item.iter() if one.get(link)}
            yield from (f"{link} {one} names nothing" for one in named - idents)
    idents = [one.get("ident") for one in root.iter() if name(one) == "item"]
    yield from (f"two items are {one}" for one in set(idents) if idents.count(one) > 1)


def unpacked() -> dict[str, ET.Element]:
    with zipfile.ZipFile(io.BytesIO(questions.qti(QUESTIONS))) as packed:
        assert packed.testzip() is None
        return {file: ET.fromstring(packed.read(file)) for file in packed.namelist()}


def read_gift(text: str) -> Iterator[tuple[str, ...]]:
    """Title, question, choice and feedback of each question, strictly by Moodle's rules."""
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = [line for line in block.splitlines() if not line.startswith("//")]
        if not lines:
            continue
        plain = r"((?:[^\\~=#{}:]|\\[\\~=#{}:])*)"
        whole = rf"::{plain}:: {plain} \{{(TRUE|FALSE)?####{plain}\}}"
        found = re.fullmatch(whole, "\n".join(lines))
        assert found, f"GIFT does not read: {block}"
        title, asked, choice, said = (
            re.sub(r"\\(.)", r"\1", part or "") for part in found.groups()
        )
        yield title, asked, choice, said


def test_every_session_has_its_question() -> None:
    pages = (ROOT / "book" / "teaching").glob("*.md")
    plans = [p.stem for p in pages if p.read_text(encoding="utf-8").startswith("# Lesson plan: ")]
    assert sorted(one.plan for one in QUESTIONS) == sorted(plans)
    assert [one.session for one in QUESTIONS] == list(range(1, len(QUESTIONS) + 1))
    assert all(one.text.endswith(("?", ".")) and one.answer.endswith(".") for one in QUESTIONS)
    # Plain text: nothing of the page's markup is left.
    written = [text for one in QUESTIONS for text in (one.title, one.text, one.answer)]
    assert [text for text in written if re.search(r"[*`$\[\]<|]", text)] == []


def test_moodle_reads_what_the_page_says() -> None:
    read = list(read_gift(questions.gift(QUESTIONS)))
    assert [asked for _, asked, _, _ in read] == [one.text for one in QUESTIONS]
    assert [said for *_, said in read] == [one.answer for one in QUESTIONS]
    choices = {title.split(" ", 1)[1]: choice for title, _, choice, _ in read if choice}
    assert choices == {"Markov chains": "FALSE", "Lookback": "FALSE"}


def test_signs_of_gift_are_texts() -> None:
    odd = r"{a} = b: ~c #d \ e?"
    [(title, asked, choice, said)] = read_gift(
        questions.gift([questions.Question(1, odd, "odd", odd, odd)])
    )
    assert (title, asked, choice, said) == (f"1 {odd}", odd, "", odd)


def test_qti_keeps_to_the_specification() -> None:
    files = unpacked()
    assert [fault for root in files.values() for fault in faults(root)] == []
    manifest = files.pop("imsmanifest.xml")
    [resource] = manifest.iter(f"{{{questions.PACKAGE_SPACE}}}resource")
    assert (resource.get("type"), resource.get("href")) == ("imsqti_xmlv1p2", *files)
    items = list(files[resource.get("href", "")].iter(f"{{{questions.QTI_SPACE}}}item"))
    texts = [[t.text for t in i.iter(f"{{{questions.QTI_SPACE}}}mattext")] for i in items]
    assert [(first, last) for first, *_, last in texts] == [(q.text, q.answer) for q in QUESTIONS]


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (lambda item: item.append(item[0]), "item holds"),
        (lambda item: item.remove(item[1]), "names nothing"),
        (lambda item: item.attrib.clear(), "item has no ident"),
        (lambda item: item[-1].set("ident", "other"), "linkrefid general_fb names nothing"),
        (lambda item: item[2][0].clear(), "outcomes holds nothing"),
    ],
)
def test_a_fault_in_qti_is_seen(damage, fault: str) -> None:
    root = copy.deepcopy(unpacked()["exit_questions.xml"])
    item = next(one for one in root.iter() if "markov" in one.get("ident", ""))
    damage(item)
    assert any(fault in found for found in faults(root))


def test_the_same_questions_are_the_same_bytes() -> None:
    assert questions.qti(QUESTIONS) == questions.qti(QUESTIONS)
