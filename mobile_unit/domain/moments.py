"""The moments on an application's way that time is counted from and to, and the states that say they came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mobile_unit.domain.states import HANDED_OVER, READY
from mobile_unit.domain.texts import Text

SUBMITTED, COMPLETE, PAYMENT, INTERVIEW, APPROVAL = (
    "submitted",
    "complete",
    "payment",
    "interview",
    "approval",
)
PROMISED = "promised"
"""The moment that the application's own service standard counts from."""

_AFTER_INTERVIEW = ("verification", "adjudication", "printing", "quality_check", READY, HANDED_OVER)
REACHED: Mapping[str, tuple[str, ...]] = {
    PAYMENT: ("paid", "interview", *_AFTER_INTERVIEW),
    INTERVIEW: _AFTER_INTERVIEW,
    "payment_and_interview": _AFTER_INTERVIEW,
    COMPLETE: ("awaiting_payment", "paid", "interview", *_AFTER_INTERVIEW),
    APPROVAL: ("printing", "quality_check", READY, HANDED_OVER),
    READY: (READY, HANDED_OVER),
    HANDED_OVER: (HANDED_OVER,),
}
"""The states that say of a moment that it has come (the order of Permenkumham 8/2014)."""

AFTER_SUBMISSION = (COMPLETE, PAYMENT, INTERVIEW, APPROVAL, READY, HANDED_OVER)

STARTS: Mapping[str, Text] = {
    PROMISED: Text("saat menurut standar layanan", "the service standard's moment"),
    SUBMITTED: Text("permohonan diterima di loket", "the application is taken at the counter"),
    COMPLETE: Text("berkas dinyatakan lengkap", "the documents are found complete"),
    PAYMENT: Text("pembayaran", "payment"),
    INTERVIEW: Text("wawancara selesai", "the interview is done"),
}
STOPS: Mapping[str, Text] = {
    READY: Text("siap diambil", "ready for pick-up"),
    HANDED_OVER: Text("diserahkan", "handed over"),
}


@dataclass(frozen=True, slots=True)
class ClockSetting:
    """From which moment to which one working days are counted: keys of STARTS and STOPS.

    Permenkumham 8/2014 Ps 22 counts from the interview, 18/2022 from the complete examination, offices on the
    road often from the payment; so it is a setting, and by default what each service's standard says.
    """

    start: str = PROMISED
    stop: str = READY

    def __post_init__(self) -> None:
        if self.start not in STARTS or self.stop not in STOPS:
            raise ValueError("clock")


def moment_of(clock: str) -> str:
    """Which moment a catalogue's word for one is: the interview is the last of payment and interview."""
    return clock if clock in (COMPLETE, PAYMENT, APPROVAL) else INTERVIEW


def moments_of(state: str) -> tuple[str, ...]:
    """The moments that have come, at the latest, once an application is in a state."""
    return tuple(moment for moment in AFTER_SUBMISSION if state in REACHED[moment])
