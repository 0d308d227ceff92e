"""What a newer catalogue changes at the counter, in words: before it is published, and where it arrives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from mobile_unit.domain.money import price
from mobile_unit.domain.texts import Text
from mobile_unit.forms.answers import MONTHS
from mobile_unit.forms.catalogue import Catalogue, DocumentRule, Field, Rule, Service, Tariff
from mobile_unit.forms.standards import SET_BY_OFFICE, Standard, time_of


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is otherwise; ``about`` is what it belongs to (a service's title), None for all."""

    about: Text | None
    words: Text


def changes_between(old: Catalogue, new: Catalogue) -> tuple[Change, ...]:
    """What officers and the public notice from the day on which ``new`` holds, fees first."""
    return (
        *_fees(old, new),
        *_services(old, new),
        *(each for code in new.services if code in old.services for each in _service(old, new, code)),
        *(each for code in new.standards if code in old.standards for each in _standard(old, new, code)),
        *_general(old, new),
    )


def day_in_words(day: date) -> Text:
    return Text(*(f"{day.day} {MONTHS[language][day.month - 1]} {day.year}" for language in ("id", "en")))


def _fees(old: Catalogue, new: Catalogue) -> Iterator[Change]:
    codes = dict.fromkeys(tariff.code for tariff in (*new.tariffs, *old.tariffs))
    for code in codes:
        before: tuple[Text, Text] | None = None
        for day in _turns(code, (old, new), new.effective_from):
            then, now = old.tariff(code, day), new.tariff(code, day)
            costs = _cost(then), _cost(now)
            if costs[0] != costs[1] and costs != before:
                yield Change(None, _fee_in_words(then, now, day))
            before = costs
        yield from _renamed(old.tariff(code, new.effective_from), new.tariff(code, new.effective_from))


def _turns(code: str, catalogues: Iterable[Catalogue], since: date) -> list[date]:
    """The days from ``since`` on at which a fee may change."""
    days = {since}
    for catalogue in catalogues:
        for tariff in catalogue.tariffs:
            if tariff.code == code:
                days.add(tariff.effective_from)
                if tariff.until is not None:
                    days.add(tariff.until + timedelta(days=1))
    return sorted(day for day in days if day >= since)


def _cost(tariff: Tariff | None) -> Text:
    if tariff is None:
        return Text("tidak ada", "none")
    return price(tariff.amount) if tariff.confirmed and tariff.amount is not None else SET_BY_OFFICE


def _fee_in_words(then: Tariff | None, now: Tariff | None, day: date) -> Text:
    named = now or then
    assert named is not None
    words = Text("{label}: {then} menjadi {now} mulai {day}.", "{label}: {then} becomes {now} from {day}.")
    if now is None:
        words = Text("{label} tidak ada lagi mulai {day}.", "{label} is no longer there from {day}.")
    elif then is None:
        words = Text("Baru: {label}, {now}, mulai {day}.", "New: {label}, {now}, from {day}.")
    if now is not None:
        words = Text(f"{words.id} Dasar hukum: {{law}}.", f"{words.en} Legal basis: {{law}}.")
    return _filled(
        words,
        label=named.label,
        then=_cost(then),
        now=_cost(now),
        day=day_in_words(day),
        law=Text.of(now.legal_basis if now else ""),
    )


def _renamed(then: Tariff | None, now: Tariff | None) -> Iterator[Change]:
    if then is not None and now is not None and then.label != now.label:
        yield Change(None, _otherwise(Text("Nama tarif", "Name of a fee"), then.label, now.label))


def _services(old: Catalogue, new: Catalogue) -> Iterator[Change]:
    for code, service in new.services.items():
        if code not in old.services:
            yield Change(service.title, Text("Layanan baru di daftar.", "A new service in the list."))
    for code, service in old.services.items():
        if code not in new.services:
            gone = Text("Layanan ini tidak ada lagi di daftar.", "This service is no longer in the list.")
            yield Change(service.title, gone)
    for code, standard in new.standards.items():
        if code not in old.standards:
            yield Change(standard.title, Text("Standar pelayanan baru.", "A new service standard."))
    for code, standard in old.standards.items():
        if code not in new.standards:
            gone = Text("Standar pelayanan ini tidak ada lagi.", "This service standard is gone.")
            yield Change(standard.title, gone)


def _service(old: Catalogue, new: Catalogue, code: str) -> Iterator[Change]:
    then, now = old.services[code], new.services[code]
    on = new.effective_from
    if then.title != now.title:
        yield Change(now.title, _otherwise(Text("Nama", "Name"), then.title, now.title))
    for words in (
        *_taking(then, now, on),
        *_papers(then, now),
        *_fields(then, now),
        *_service_fees(then, now),
    ):
        yield Change(now.title, words)


def _taking(then: Service, now: Service, on: date) -> Iterator[Text]:
    """Services that units begin or cease to take, by the answers that make the difference."""
    if then.taken == now.taken:
        return
    days = {on, *(taking.effective_from for taking in now.taken)}
    days |= {taking.until + timedelta(days=1) for taking in now.taken if taking.until is not None}
    said = not then.is_referred({}, on)
    for day in sorted(day for day in days if day >= on):
        taken = not now.is_referred({}, day)
        if taken != said:
            words = Text("Diterima di unit mulai {day}.", "Taken at units from {day}.")
            if not taken:
                words = Text(
                    "Tidak lagi diterima di unit mulai {day}: dicatat dan dirujuk ke kantor.",
                    "No longer taken at units from {day}: recorded and referred to the office.",
                )
            yield _filled(words, day=day_in_words(day))
        said = taken
    before, after = (_exceptions(each, on) for each in (then, now))
    if before != after:
        yield Text(
            f"Pengecualian: {', '.join(sorted(after)) or 'tidak ada'} dirujuk ke kantor.",
            f"Exceptions: {', '.join(sorted(after)) or 'none'} are referred to the office.",
        )


def _exceptions(service: Service, on: date) -> set[str]:
    """What units refer though they take the service, as the form calls the answers."""
    labels = {
        (field.key.removeprefix("answers."), choice.value): choice.label.id
        for field in service.form.fields()
        for choice in field.choices
    }
    return {
        labels.get((key, value), f"{key} = {value}")
        for taking in service.taken
        if taking.covers(on)
        for key, values in taking.unless.items()
        for value in values
    }


def _papers(then: Service, now: Service) -> Iterator[Text]:
    """Rules of one kind are compared together: what is asked for in several cases is one paper."""
    old, new = _by_kind(then.documents), _by_kind(now.documents)
    for kind in dict.fromkeys((*new, *old)):
        label = (now.document_labels.get(kind) or then.document_labels.get(kind)) or Text.of(kind)
        if kind not in old:
            yield _filled(Text("Berkas baru: {label}.", "A new document: {label}."), label=label)
        elif kind not in new:
            words = Text("Berkas tidak diminta lagi: {label}.", "No longer asked for: {label}.")
            yield _filled(words, label=label)
        elif [rule.required for rule in old[kind]] != [rule.required for rule in new[kind]]:
            must = (
                Text("wajib", "required")
                if any(r.required for r in new[kind])
                else Text("bila ada", "if any")
            )
            words = Text("Berkas {label} kini {must}.", "{label} is now {must}.")
            yield _filled(words, label=label, must=must)
        elif old[kind] != new[kind]:
            words = Text(
                "Berkas {label}: diminta dalam keadaan lain, atau ada penggantinya.",
                "{label}: asked for in other cases, or with other alternatives.",
            )
            yield _filled(words, label=label)


def _by_kind(rules: Iterable[DocumentRule]) -> dict[str, list[DocumentRule]]:
    found: dict[str, list[DocumentRule]] = {}
    for rule in rules:
        found.setdefault(rule.kind, []).append(rule)
    return found


def _fields(then: Service, now: Service) -> Iterator[Text]:
    old = {field.key: field for field in then.form.fields()}
    new = {field.key: field for field in now.form.fields()}
    for key, field in new.items():
        if key not in old:
            yield _filled(Text("Isian baru: {label}.", "A new field: {label}."), label=field.label)
        else:
            yield from _field(old[key], field)
    for key, field in old.items():
        if key not in new:
            words = Text("Isian tidak ada lagi: {label}.", "A field is gone: {label}.")
            yield _filled(words, label=field.label)


def _field(then: Field, now: Field) -> Iterator[Text]:
    if then.label != now.label:
        yield _otherwise(Text("Nama isian", "Name of a field"), then.label, now.label)
    if then.required != now.required:
        must = Text("wajib diisi", "required") if now.required else Text("boleh kosong", "optional")
        yield _filled(
            Text("Isian {label} kini {must}.", "{label} is now {must}."), label=now.label, must=must
        )
    old, new = ({choice.value: choice.label for choice in each.choices} for each in (then, now))
    for value in dict.fromkeys((*new, *old)):
        if value in old and value in new:
            continue
        words = Text("Isian {label}: pilihan baru {choice}.", "{label}: a new choice, {choice}.")
        if value not in new:
            words = Text("Isian {label}: tanpa pilihan {choice}.", "{label}: without the choice {choice}.")
        yield _filled(words, label=now.label, choice=new.get(value) or old[value])
    if then.help != now.help:
        yield _filled(
            Text("Petunjuk isian {label} berubah.", "The help on {label} changed."), label=now.label
        )


def _service_fees(then: Service, now: Service) -> Iterator[Text]:
    old, new = ({rule.code: rule.when for rule in each.fees} for each in (then, now))
    for code in dict.fromkeys((*new, *old)):
        label = now.fee_labels.get(code) or then.fee_labels.get(code) or Text.of(code)
        if code not in old:
            yield _filled(
                Text("Tarif ini kini berlaku di sini: {label}.", "Costs this now too: {label}."), label=label
            )
        elif code not in new:
            yield _filled(
                Text("Tarif ini tidak lagi di sini: {label}.", "No longer costs this: {label}."), label=label
            )
        elif old[code] != new[code]:
            words = Text("Tarif {label} berlaku dalam keadaan lain.", "{label} is to be paid in other cases.")
            yield _filled(words, label=label)


def _standard(old: Catalogue, new: Catalogue, code: str) -> Iterator[Change]:
    then, now = old.standards[code], new.standards[code]
    before, after = time_of(then, old), time_of(now, new)
    if before != after:
        yield Change(now.title, _otherwise(Text("Jangka waktu", "Processing time"), before, after))
    for name, said, says in _lists(then, now):
        yield from (Change(now.title, words) for words in _texts(name, said, says))


def _lists(then: Standard, now: Standard) -> Iterator[tuple[Text, tuple[Text, ...], tuple[Text, ...]]]:
    yield Text("Ringkasan", "Summary"), (then.summary,), (now.summary,)
    yield Text("Catatan persyaratan", "Notes on requirements"), then.requirement_notes, now.requirement_notes
    yield Text("Prosedur", "Procedure"), then.procedure, now.procedure
    yield Text("Catatan waktu", "Notes on time"), then.time.notes, now.time.notes
    yield Text("Catatan biaya", "Notes on fees"), then.fee_notes, now.fee_notes
    yield Text("Produk", "Product"), then.product, now.product
    yield Text("Dasar hukum", "Legal basis"), (then.legal_basis,), (now.legal_basis,)


def _texts(name: Text, said: tuple[Text, ...], says: tuple[Text, ...]) -> Iterator[Text]:
    if len(said) == len(says):
        yield from (_otherwise(name, *pair) for pair in zip(said, says, strict=True) if pair[0] != pair[1])
        return
    for text in says:
        if text not in said:
            yield _filled(Text("{name}, baru: “{text}”", "{name}, new: “{text}”"), name=name, text=text)
    for text in said:
        if text not in says:
            yield _filled(Text("{name}, dihapus: “{text}”", "{name}, gone: “{text}”"), name=name, text=text)


def _general(old: Catalogue, new: Catalogue) -> Iterator[Change]:
    for name, said, says in (
        (Text("Kementerian", "Ministry"), (old.ministry,), (new.ministry,)),
        (Text("Kantor", "Office"), (old.office,), (new.office,)),
        (Text("Kontak", "Contact"), (old.contact,), (new.contact,)),
        (Text("Pengambilan", "Collection"), (old.pick_up,), (new.pick_up,)),
        (Text("Rujukan", "Referred to"), (old.refer_to,), (new.refer_to,)),
        (Text("Catatan pada tanda terima", "Notes on receipts"), old.notices, new.notices),
        (Text("Catatan rujukan", "Notes on referrals"), old.refer_notices, new.refer_notices),
        (Text("Pengaduan", "Complaints"), old.complaints, new.complaints),
    ):
        yield from (Change(None, words) for words in _texts(name, said, says))
    yield from _labels(old.document_labels, new.document_labels)
    yield from _rules(old, new)


def _labels(old: Mapping[str, Text], new: Mapping[str, Text]) -> Iterator[Change]:
    for kind, label in new.items():
        if kind in old and old[kind] != label:
            yield Change(None, _otherwise(Text("Nama berkas", "Name of a document"), old[kind], label))


def _rules(old: Catalogue, new: Catalogue) -> Iterator[Change]:
    before, after = _by_rule(old.rules), _by_rule(new.rules)
    for key in dict.fromkeys((*after, *before)):
        then, now = before.get(key), after.get(key)
        if then == now:
            continue
        words = Text("Pemeriksaan berubah: “{text}”", "A check changed: “{text}”")
        if then is None:
            words = Text("Pemeriksaan baru: “{text}”", "A new check: “{text}”")
        elif now is None:
            words = Text("Pemeriksaan dihapus: “{text}”", "A check is gone: “{text}”")
        yield from (Change(None, _filled(words, text=rule.message)) for rule in (now or then or [])[:1])


def _by_rule(rules: Iterable[Rule]) -> dict[tuple[Any, ...], list[Rule]]:
    found: dict[tuple[Any, ...], list[Rule]] = {}
    for rule in rules:
        found.setdefault((rule.field, rule.code), []).append(rule)
    return found


def _otherwise(name: Text, then: Text, now: Text) -> Text:
    return _filled(
        Text("{name}: “{then}” menjadi “{now}”.", "{name}: “{then}” becomes “{now}”."),
        name=name,
        then=then,
        now=now,
    )


def _filled(words: Text, **values: Text) -> Text:
    return Text(
        words.id.format(**{name: value.id for name, value in values.items()}),
        words.en.format(**{name: value.en for name, value in values.items()}),
    )
