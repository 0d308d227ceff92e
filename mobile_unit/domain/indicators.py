"""The indicators of the service: what each is called, how it is computed, by which law or standard.

Both the unit and head office tell them by these definitions; the arithmetic is ``indicator_figures``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from mobile_unit.domain.texts import Text

TAKEN, DAYS, KEPT, RETURNED = "taken", "days", "kept", "returned"
COMPLAINTS, ANSWERED, DELAY, REACH = "complaints", "answered", "delay", "reach"
WAITING, SERVING, PROMISE = "waiting", "serving", "promise"
"""What is counted (see ``indicator_figures.Counted``)."""
NO_PROMISE = -1
"""Of PROMISE, what was promised no time."""


class Statistic(Enum):
    """How one figure is made of many values."""

    COUNT = auto()
    SUM = auto()
    MEAN = auto()
    MEDIAN = auto()
    SHARE = auto()
    """Of the values 1 among 1 and 0, in percent."""
    PER_THOUSAND = auto()
    """How many, for each thousand of ``per``."""
    INDEX = auto()
    """The satisfaction index of the survey (``domain/surveys``)."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """``measure`` is what is counted, in so many parts of ``unit`` as ``scale`` says; ``decimals`` how
    exactly it is told. ``of_people`` hides it of fewer than ``disclosure.LEAST``; ``by_service`` says that
    its services are known. ``good`` is 1 where more is better, -1 where less is, 0 where neither."""

    key: str
    name: Text
    unit: Text
    statistic: Statistic
    measure: str
    definition: Text
    basis: Text
    decimals: int = 1
    scale: int = 1
    per: str = ""
    of_people: bool = True
    by_service: bool = True
    good: int = 0


_DAYS = Text("hari kerja", "working days")
_PERCENT = Text("%", "%")
_NONE = Text("", "")
_OWN = Text("Ukuran internal layanan keliling", "The mobile service's own measure")
_SLA = Text(
    "Permenkumham 8/2014 Ps 22 jo. Permenkumham 18/2022; standar pelayanan (PermenPANRB 15/2014)",
    "Permenkumham 8/2014 Art 22 with Permenkumham 18/2022; service standard (PermenPANRB 15/2014)",
)
_LAPOR = Text("Perpres 76/2013; PermenPANRB 62/2018", "Perpres 76/2013; PermenPANRB 62/2018")

INDICATORS: Mapping[str, Indicator] = {
    each.key: each
    for each in (
        Indicator(
            "taken",
            Text("Permohonan diterima", "Applications taken"),
            Text("permohonan", "applications"),
            Statistic.COUNT,
            TAKEN,
            Text(
                "Permohonan yang diterima pada periode ini, menurut tanggal di loket. Rujukan ke kantor"
                " tidak dihitung.",
                "Applications taken in the period, by the day at the counter. Referrals to the office do"
                " not count.",
            ),
            Text("UU 25/2009; PermenPANRB 15/2014", "UU 25/2009; PermenPANRB 15/2014"),
            decimals=0,
            of_people=False,
        ),
        Indicator(
            "days_mean",
            Text("Waktu penyelesaian, rata-rata", "Time to completion, average"),
            _DAYS,
            Statistic.MEAN,
            DAYS,
            Text(
                "Hari kerja dari saat mulai sampai saat selesai yang dipilih, dari permohonan yang"
                " selesai pada periode ini: jumlah hari dibagi banyaknya permohonan. Hari mulai tidak"
                " dihitung; Sabtu, Minggu, hari libur nasional, dan cuti bersama juga tidak. Tahap yang"
                " tidak dicatat dianggap tercapai bersama tahap berikutnya.",
                "Working days from the chosen start to the chosen end, of the applications that were"
                " completed in the period: the sum of their days by their number. The day of the start"
                " does not count, nor do Saturdays, Sundays, public holidays and joint leave. A stage that"
                " nobody recorded counts as reached with the next one.",
            ),
            _SLA,
            good=-1,
        ),
        Indicator(
            "days_median",
            Text("Waktu penyelesaian, median", "Time to completion, median"),
            _DAYS,
            Statistic.MEDIAN,
            DAYS,
            Text(
                "Hari kerja seperti pada rata-rata, tetapi nilai tengahnya: separuh permohonan selesai"
                " secepat ini atau lebih cepat. Bila banyaknya genap, rata-rata dua nilai di tengah.",
                "Working days as for the average, but the one in the middle: half of the applications"
                " were completed as fast as this or faster. Of an even number, the mean of the two in the"
                " middle.",
            ),
            _SLA,
            good=-1,
        ),
        Indicator(
            "kept",
            Text("Selesai dalam waktu standar", "Completed within the standard"),
            _PERCENT,
            Statistic.SHARE,
            KEPT,
            Text(
                "Bagian dari permohonan yang selesai pada periode ini, yang selesai paling lambat pada"
                " hari kerja terakhir menurut standar layanannya, dihitung dari saat mulai yang dipilih."
                " Layanan tanpa waktu standar tidak dihitung; percepatan harus selesai pada hari yang"
                " sama.",
                "The share of applications completed in the period that were completed on the last"
                " working day of their service standard or before, counted from the chosen start. Services"
                " that promise no time do not count; the accelerated service has to be completed on the"
                " same day.",
            ),
            _SLA,
            good=1,
        ),
        Indicator(
            "returned",
            Text("Berkas dikembalikan", "Returned for correction"),
            _PERCENT,
            Statistic.SHARE,
            RETURNED,
            Text(
                "Bagian dari permohonan yang diterima pada periode ini, yang sesudahnya setidaknya sekali"
                " dinyatakan belum lengkap atau diminta dikoreksi oleh kantor.",
                "The share of applications taken in the period that the office later found incomplete, or"
                " asked to correct, at least once.",
            ),
            Text("Permenkumham 8/2014 (pemeriksaan kelengkapan)", "Permenkumham 8/2014 (completeness)"),
            good=-1,
        ),
        Indicator(
            "ikm",
            Text("Indeks Kepuasan Masyarakat (IKM)", "Satisfaction index (IKM)"),
            _NONE,
            Statistic.INDEX,
            "",
            Text(
                "Rata-rata sembilan unsur survei dengan bobot tepat 1/9, dikali 25. Jawaban dihitung"
                " menurut bulannya, dan menurut jenis layanan yang dipilih responden; tidak ada daftar di"
                " baliknya, karena jawaban bukan milik siapa pun.",
                "The mean of the survey's nine elements, each weighing exactly 1/9, times 25. Answers"
                " count by their month and by the kind of service that respondents chose; there is no list"
                " behind it, as an answer is nobody's.",
            ),
            Text("PermenPANRB 14/2017", "PermenPANRB 14/2017"),
            decimals=2,
            good=1,
        ),
        Indicator(
            "complaints",
            Text("Pengaduan per 1.000 permohonan", "Complaints per 1,000 applications"),
            Text("per 1.000", "per 1,000"),
            Statistic.PER_THOUSAND,
            COMPLAINTS,
            Text(
                "Pengaduan yang diterima pada periode ini, termasuk yang tersegel, dibagi permohonan yang"
                " diterima, dikali 1.000. Permintaan informasi dan aspirasi bukan pengaduan.",
                "Complaints taken in the period, sealed ones included, by the applications taken, times"
                " 1,000. Requests for information and suggestions are no complaints.",
            ),
            _LAPOR,
            per=TAKEN,
            of_people=False,
            by_service=False,
            good=-1,
        ),
        Indicator(
            "answered",
            Text("Pengaduan dijawab dalam waktu", "Complaints answered in time"),
            _PERCENT,
            Statistic.SHARE,
            ANSWERED,
            Text(
                "Dari pengaduan yang diterima pada periode ini: bagian yang dijawab atau ditolak paling"
                " lambat pada tenggatnya. Yang belum dijawab dihitung sesudah tenggatnya lewat; yang"
                " tenggatnya tidak diketahui di sini (tersegel) tidak dihitung.",
                "Of the complaints taken in the period: the share that was answered or rejected on its"
                " deadline or before. One that is not answered counts once its deadline has passed; one"
                " whose deadline is not known here (sealed) does not count.",
            ),
            _LAPOR,
            by_service=False,
            good=1,
        ),
        Indicator(
            "waiting",
            Text("Waktu tunggu di loket, median", "Waiting at the counter, median"),
            Text("menit", "minutes"),
            Statistic.MEDIAN,
            WAITING,
            Text(
                "Menit dari tiket antrean diambil sampai panggilan pertama; separuh menunggu selama ini"
                " atau lebih singkat. Yang tidak pernah dipanggil tidak dihitung.",
                "Minutes from the queue ticket to its first call; half waited so long or less. Who was never"
                " called does not count.",
            ),
            _OWN,
            by_service=False,
            good=-1,
        ),
        Indicator(
            "serving",
            Text("Waktu layanan di loket, median", "Serving at the counter, median"),
            Text("menit", "minutes"),
            Statistic.MEDIAN,
            SERVING,
            Text(
                "Menit dari mulai dilayani sampai selesai, dari tiket yang selesai dilayani; separuh selama"
                " ini atau lebih singkat.",
                "Minutes from the beginning of the service to its end, of tickets that were served; half took"
                " so long or less.",
            ),
            _OWN,
            by_service=False,
            good=-1,
        ),
        Indicator(
            "delay",
            Text("Jeda sinkronisasi, median", "Sync delay, median"),
            Text("jam", "hours"),
            Statistic.MEDIAN,
            DELAY,
            Text(
                "Jam dari permohonan diterima di loket sampai kantor menyatakan memegangnya lengkap"
                " dengan pindaiannya, dibulatkan ke jam terdekat; median menurut bulan diterima. Yang"
                " belum sampai tidak dihitung.",
                "Hours from the moment an application is taken at the counter until the office said that"
                " it holds it with every scan, to the nearest hour; the median, by the month it was taken."
                " What has not arrived does not count.",
            ),
            _OWN,
            of_people=False,
            by_service=False,
            good=-1,
        ),
        Indicator(
            "outreach",
            Text("Penyuluhan dilaksanakan", "Outreach events held"),
            Text("kegiatan", "events"),
            Statistic.COUNT,
            REACH,
            Text(
                "Kegiatan penyuluhan yang dilaksanakan pada periode ini.",
                "Outreach events that were held in the period.",
            ),
            _OWN,
            decimals=0,
            of_people=False,
            by_service=False,
            good=1,
        ),
        Indicator(
            "reach",
            Text("Orang yang dijangkau penyuluhan", "People reached by outreach"),
            Text("orang", "people"),
            Statistic.SUM,
            REACH,
            Text(
                "Peserta, laki-laki dan perempuan, dari kegiatan penyuluhan yang dilaksanakan pada"
                " periode ini. Siapa yang hadir dua kali dihitung dua kali.",
                "Men and women who came to the outreach events held in the period. Who came twice counts"
                " twice.",
            ),
            _OWN,
            decimals=0,
            of_people=False,
            by_service=False,
            good=1,
        ),
    )
}
"""In the order in which they are told."""
