"""A status as a message of plain text: for a chat, an SMS, a notice. It names nobody but by the number."""

from __future__ import annotations

from head_office.services.following import Status
from mobile_unit.domain.texts import Text

_BEGINS = Text("Permohonan {number}: {title}.", "Application {number}: {title}.")


def message(status: Status) -> Text:
    """``Permohonan WK01A-261124-0007-K: Siap diambil. …`` with what to do and by when."""
    begins = Text(
        _BEGINS.id.format(number=status.number, title=status.title.id),
        _BEGINS.en.format(number=status.number, title=status.title.en),
    )
    return _joined(begins, status.message, status.until_words)


def answer(status: Status) -> Text:
    """The message, and the papers and the place: for who asked."""
    papers = [
        _joined(group.title and Text(f"{group.title.id}:", f"{group.title.en}:"), _listed(group.papers))
        for group in status.bring
    ]
    return _joined(message(status), status.expected, *papers, status.pick_up)


def _listed(papers: tuple[Text, ...]) -> Text:
    return Text("; ".join(paper.id for paper in papers) + ".", "; ".join(paper.en for paper in papers) + ".")


def _joined(*parts: Text | None) -> Text:
    said = [part for part in parts if part is not None]
    return Text(" ".join(part.id for part in said), " ".join(part.en for part in said))
