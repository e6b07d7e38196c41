"""The exit questions of the lesson plans as files for learning platforms.

The questions stand in one place, the table of sessions on the teaching page, each with its answer
in brackets. Two files are made of them whenever the book is built:

- GIFT, a text that Moodle imports.
- QTI 1.2 in a zip, which Canvas and others import. Its elements stand in the order that the
  specification gives them; ``tests/book/test_questions.py`` has the rules.

A question that asks "True or false?" becomes a choice of the two. Any other is open: students write
a sentence, and the platform shows them the plan's answer afterwards.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

TITLE = "Stochastic SoundCloud: exit questions"
GIFT, QTI = "exit-questions.gift.txt", "exit-questions.qti.zip"
ROW = re.compile(r"^\| (\d+) \| \[(.+?)\]\((\w+)\.md\) \|.*\| (.+?) \((.+)\) \|$", re.MULTILINE)
SPECIAL = re.compile(r"([\\~=#{}:])")
QTI_SPACE = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
PACKAGE_SPACE = "http://www.imsglobal.org/xsd/imscp_v1p1"


@dataclass(frozen=True)
class Question:
    """What a class is asked when a session ends: the plan, its title, question and answer."""

    session: int
    title: str
    plan: str
    text: str
    answer: str

    @property
    def truth(self) -> bool | None:
        """Which of the two a question of true or false wants, None where it is an open one."""
        asked = "True or false" in self.text
        return self.answer.startswith("True") if asked else None


def exit_questions(page: str) -> list[Question]:
    """Read the questions from the table of sessions on the teaching page.

    >>> row = "| 3 | [Walks](walks.md) | tape on the floor | How far? (As the root of *n*.) |"
    >>> exit_questions(row)[0].answer
    'As the root of n.'
    """
    return [
        Question(int(number), title, plan, text.replace("*", ""), answer.replace("*", ""))
        for number, title, plan, text, answer in ROW.findall(page)
    ]


def gift(questions: list[Question]) -> str:
    """Write the questions in Moodle's GIFT format.

    >>> print(gift([Question(1, "Walks", "walks", "Is 2 = 3?", "No: 2 is less.")]))
    // Stochastic SoundCloud: exit questions
    <BLANKLINE>
    ::1 Walks:: Is 2 \\= 3? {####No\\: 2 is less.}
    <BLANKLINE>
    """

    def plain(text: str) -> str:
        return SPECIAL.sub(r"\\\1", text)

    parts = [f"// {TITLE}\n"]
    for one in questions:
        choice = "" if one.truth is None else str(one.truth).upper()
        title, text, answer = plain(one.title), plain(one.text), plain(one.answer)
        parts.append(f"::{one.session} {title}:: {text} {{{choice}####{answer}}}\n")
    return "\n".join(parts)


def add(parent: ET.Element, path: str, text: str | None = None, **attributes: str) -> ET.Element:
    """Put one element inside another along a path; the last one gets the text and attributes."""
    for tag in path.split("/"):
        parent = ET.SubElement(parent, tag)
    parent.text = text
    parent.attrib.update(attributes)
    return parent


def add_item(section: ET.Element, one: Question) -> None:
    """Add a question: what it is, what it asks, how it is marked, what is said afterwards."""
    item = add(section, "item", ident=f"exit_{one.plan}", title=f"{one.session} {one.title}")
    facts = add(item, "itemmetadata/qtimetadata")
    kind = "essay_question" if one.truth is None else "true_false_question"
    for label, entry in (("question_type", kind), ("points_possible", "1.0")):
        field = add(facts, "qtimetadatafield")
        add(field, "fieldlabel", label)
        add(field, "fieldentry", entry)
    asked = add(item, "presentation")
    add(asked, "material/mattext", one.text, texttype="text/plain")
    if one.truth is None:
        response = add(asked, "response_str", ident="response", rcardinality="Single")
        add(response, "render_fib/response_label", ident="words", rshuffle="No")
    else:
        response = add(asked, "response_lid", ident="response", rcardinality="Single")
        choices = add(response, "render_choice")
        for name in ("True", "False"):
            label = add(choices, "response_label", ident=name.lower())
            add(label, "material/mattext", name, texttype="text/plain")
    marking = add(item, "resprocessing")
    score = {"varname": "SCORE", "vartype": "Decimal", "minvalue": "0", "maxvalue": "100"}
    add(marking, "outcomes/decvar", **score)
    always = add(marking, "respcondition", **{"continue": "Yes"})
    add(always, "conditionvar/other")
    add(always, "displayfeedback", feedbacktype="Response", linkrefid="general_fb")
    if one.truth is not None:
        right = add(marking, "respcondition", **{"continue": "No"})
        add(right, "conditionvar/varequal", str(one.truth).lower(), respident="response")
        add(right, "setvar", "100", action="Set", varname="SCORE")
    said = add(item, "itemfeedback", ident="general_fb")
    add(said, "flow_mat/material/mattext", one.answer, texttype="text/plain")


def qti(questions: list[Question]) -> bytes:
    """Pack the questions as QTI 1.2: a zip of a manifest and an assessment with one section."""
    root = ET.Element("questestinterop", xmlns=QTI_SPACE)
    test = add(root, "assessment", ident="exit_questions", title=TITLE)
    section = add(test, "section", ident="root_section")
    for one in questions:
        add_item(section, one)
    manifest = ET.Element("manifest", xmlns=PACKAGE_SPACE, identifier="exit_questions_package")
    about = add(manifest, "metadata")
    add(about, "schema", "IMS Content")
    add(about, "schemaversion", "1.1.3")
    add(manifest, "organizations")
    name, kind = "exit_questions.xml", "imsqti_xmlv1p2"
    resources = add(manifest, "resources")
    resource = add(resources, "resource", identifier="exit_questions", type=kind, href=name)
    add(resource, "file", href=name)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for file, tree in (("imsmanifest.xml", manifest), (name, root)):
            ET.indent(tree)
            # A day of its own, so that the same questions are the same bytes.
            info = zipfile.ZipInfo(file, (1980, 1, 1, 0, 0, 0))
            text = ET.tostring(tree, encoding="utf-8", xml_declaration=True)
            packed.writestr(info, text, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def write_questions(page: Path, folder: Path) -> None:
    """Write both files, from the teaching page, into the folder of its built page."""
    questions = exit_questions(page.read_text(encoding="utf-8"))
    (folder / GIFT).write_text(gift(questions), encoding="utf-8", newline="\n")
    (folder / QTI).write_bytes(qti(questions))
