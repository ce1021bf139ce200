"""From a concluded round to the report about it: which chapters, in which order, for whom."""

from collections.abc import Iterator
from dataclasses import replace

from sagsloft.core.annexes import case_measurement, method
from sagsloft.core.assessment import benchmarks, data_basis, in_short, steering
from sagsloft.core.consequences import good_examples, recommendations
from sagsloft.core.deadline_chapter import deadlines
from sagsloft.core.following_chapter import critical_chapter
from sagsloft.core.front_page import front_page, quarter
from sagsloft.core.report import Account, Message, Report, ReportKind, Section, message
from sagsloft.core.report_material import Material

__all__ = ["compose"]

TITLES = {
    ReportKind.ANALYSIS: "analyse.title_analyse",
    ReportKind.STATUS: "analyse.title_status",
    ReportKind.QUARTER: "analyse.title_kvartal",
}


def compose(kind: ReportKind, material: Material) -> Report:
    """The same material always makes the same report.

    Raises ValueError where a status has no round before it.
    """
    if kind is ReportKind.STATUS and material.earlier is None:
        raise ValueError("a status without the round before")
    chapters = _on_one_page if kind is ReportKind.QUARTER else _chapters
    return Report(
        kind=kind,
        edition=material.edition,
        is_draft=material.findings.is_draft or bool(material.lacking),
        is_invented=material.is_invented,
        title=Message(TITLES[kind], {}),
        subtitle=message("analyse.subtitle_public" if material.is_public else "analyse.subtitle", name=material.name),
        as_of=material.on if kind is ReportKind.QUARTER else material.findings.as_of,
        on=material.on,
        sections=tuple(each for each in chapters(material) if each is not None),
    )


def _chapters(material: Material) -> Iterator[Section | None]:
    yield front_page(material)
    if material.withholds_cases:
        yield steering(material)
    else:
        yield data_basis(material)
        yield in_short(material)
        yield from benchmarks(material)
        yield steering(material)
        yield good_examples(material)
        yield recommendations(material)
        yield critical_chapter(material)
    yield _account(material)
    found = (None if material.withholds_cases else case_measurement(material), deadlines(material), method(material))
    for number, annex in enumerate((each for each in found if each is not None), 1):
        yield replace(annex, title=message("analyse.annex", number=number, title=annex.title))


def _on_one_page(material: Material) -> Iterator[Section]:
    yield quarter(material)


def _account(material: Material) -> Section | None:
    """A place that is still empty is for those who write in it."""
    if material.is_public and not material.account:
        return None
    account = Account(message("analyse.own_account"), message("analyse.own_account_guidance"), material.account)
    return Section("redegoerelse", message("analyse.account"), (account,), new_page=True)
