"""The page behind a receipt's QR code: is this paper ours, and how far is the application.

Under 4 KB, no script, no cookie, nothing of the person: whoever holds the paper knows that already.
"""

from __future__ import annotations

from html import escape
from string import Template

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from head_office.api.dependencies import Office
from head_office.services.receipts import Seen, look_at
from mobile_unit.domain.states import STATES
from mobile_unit.domain.texts import Text
from mobile_unit.sync.proof import NoProof

router = APIRouter(include_in_schema=False)

_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}
_TITLE = Text("Tanda terima permohonan", "Application receipt")
_GENUINE = Text("Tanda terima ini asli.", "This receipt is genuine.")
_NOT_GENUINE = Text("Tanda terima ini TIDAK asli.", "This receipt is NOT genuine.")
_TELL = Text(
    "Kode pada kertas ini tidak dibuat oleh unit layanan kami. Simpan kertasnya dan laporkan kepada kantor"
    " imigrasi.",
    "The code on this paper was not made by one of our units. Keep the paper and report it to the immigration"
    " office.",
)
_NO_CODE = Text(
    "Alamat ini bukan kode tanda terima. Pindai kode kotak pada tanda terima, utuh dan rata.",
    "This address is not a receipt's code. Scan the square code on the receipt, whole and flat.",
)
_NUMBER = Text("Nomor", "Number")
_DATE = Text("Tanggal", "Date")
_UNIT = Text("Unit", "Unit")
_STAGE = Text("Tahap", "Stage")
_UNDER_WAY = Text(
    "Belum tiba di kantor; unit mengirimnya saat ada sambungan.",
    "Not at the office yet; the unit sends it when there is a connection.",
)
_NEWER = Text(
    "Data permohonan berbeda dari yang tercetak (dikoreksi sebelum atau sesudah dicetak).",
    "The application's data differ from the print (corrected before or after it).",
)
_NOT_PROOF = Text("Bukan bukti pembayaran.", "This is not a proof of payment.")

_PAGE = Template("""<!doctype html>
<html lang="$language"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><title>$title</title>
<style>body{font:18px/1.5 system-ui,sans-serif;margin:0;background:#f2f6f7;color:#12272b}
main{max-width:34rem;margin:0 auto;padding:1.2rem}h1{font-size:1.1rem;font-weight:600;color:#4c6166}
.verdict{font-size:1.5rem;font-weight:700;border-left:.4rem solid;padding:.6rem 1rem;background:#fff}
.yes{border-color:#0b6570}.no{border-color:#b3261e;color:#b3261e}
dl{background:#fff;padding:1rem;margin:1rem 0}
dt{color:#4c6166;font-size:.9rem}dd{margin:0 0 .7rem;font-weight:600}
@media(prefers-color-scheme:dark){body{background:#10191b;color:#e6eff0}.verdict,dl{background:#1a2629}
h1,dt{color:#9fb3b7}.no{color:#ffb4ab;border-color:#ffb4ab}}</style></head>
<body><main><h1>$title</h1>$content</main></body></html>
""")


@router.get("/r/{code:path}")
@router.get("/R/{code:path}")
def receipt(office: Office, request: Request, code: str) -> HTMLResponse:
    """What the QR code of a receipt opens."""
    language = "en" if request.headers.get("accept-language", "").lower().startswith("en") else "id"
    try:
        seen = look_at(office, f"/R/{code}")
    except NoProof:
        return _answer(f"<p>{escape(_NO_CODE.in_(language))}</p>", language, 404)
    return _answer(_told(seen, language), language, 200)


def _told(seen: Seen, language: str) -> str:
    if not seen.genuine:
        return (
            f'<p class="verdict no">{escape(_NOT_GENUINE.in_(language))}</p>'
            f"<p>{escape(_TELL.in_(language))}</p>"
        )
    stage = _UNDER_WAY if seen.state is None else STATES[seen.state][1]
    year, month, day = seen.date.split("-")
    facts = (
        (_NUMBER, seen.number),
        (_DATE, f"{day}-{month}-{year}"),
        (_UNIT, seen.unit),
        (_STAGE, stage.in_(language)),
    )
    rows = "".join(f"<dt>{escape(name.in_(language))}</dt><dd>{escape(said)}</dd>" for name, said in facts)
    newer = seen.state is not None and not seen.same_data
    note = f"<p>{escape(_NEWER.in_(language))}</p>" if newer else ""
    return (
        f'<p class="verdict yes">{escape(_GENUINE.in_(language))}</p><dl>{rows}</dl>{note}'
        f"<p>{escape(_NOT_PROOF.in_(language))}</p>"
    )


def _answer(content: str, language: str, status: int) -> HTMLResponse:
    page = _PAGE.substitute(language=language, title=escape(_TITLE.in_(language)), content=content)
    return HTMLResponse(page, status, _HEADERS)
