"""How an application's values are said on screen: choices, regions, countries, dates, scans, sums."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from mobile_unit.domain.money import price
from mobile_unit.forms import formats
from mobile_unit.i18n import _, language, say
from mobile_unit.ui.wording import day_in_words

if TYPE_CHECKING:
    from mobile_unit.app import Unit
    from mobile_unit.domain.corrections import Change
    from mobile_unit.forms.catalogue import Field, Service


def value_in_words(unit: Unit, field: Field, value: Any) -> str:
    """A stored value of a field; "" where nothing was said."""
    if value is None or value is False:
        return ""
    if value is True:
        return _("Yes")
    for choice in field.choices:
        if choice.value == value:
            return say(choice.label)
    if field.kind == "region":
        return unit.regions.name_of(str(value))
    if field.kind == "country":
        from mobile_unit.forms.countries import countries

        name = countries().get(str(value))
        return name.in_(language()) if name else str(value)
    if field.kind == "phone":
        return formats.phone_on_paper(str(value))
    if field.kind == "date":
        try:
            return day_in_words(date.fromisoformat(value))
        except ValueError:
            return str(value)
    return str(value)


def change_in_words(unit: Unit, service: Service | None, change: Change) -> str:
    """``Tempat lahir: Baradatu → Kasui``; of a document only that it was added, replaced or removed."""
    name = say(change.label)
    if change.field.startswith("documents."):
        if change.before is None:
            return _("{document}: added").format(document=name)
        if change.after is None:
            return _("{document}: removed").format(document=name)
        return _("{document}: replaced").format(document=name)
    if change.field == "fees":
        before, after = say(price(change.before)), say(price(change.after))
    else:
        before, after = (_in_words(unit, service, change.field, v) for v in (change.before, change.after))
    return f"{name}: {before or '–'} → {after or '–'}"


def _in_words(unit: Unit, service: Service | None, key: str, value: Any) -> str:
    fields = service.form.fields() if service else ()
    for field in fields:
        if field.key == key:
            return value_in_words(unit, field, value)
    return "" if value is None else str(value)
