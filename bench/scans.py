"""What re-encoding makes of scans: bytes a page, letters of 2 mm still read, time a page; and what is
found blurred, dark or askew.

    python -m bench.scans [FOLDER]

Without a folder the sample scans are measured. "Read" is the share of 120 letters of 2 mm that a comparison
with all letters takes for themselves, on an A4 page scanned at 300 dpi with noise. The baseline is the same
picture as one JPEG of its own size at quality 75, in the same run.
"""

from __future__ import annotations

import io
import sys
import time
from pathlib import Path

from PIL import Image, ImageEnhance, ImageFilter

from mobile_unit.resources import resource
from mobile_unit.services.scan_flaws import flaws_of, sharpness
from mobile_unit.services.scans import LADDER, PAGE_BYTES, page_of, re_encode
from mobile_unit.services.straightening import skew_of
from tests.pictures import saved, share_read, text_page

BLURS = (0.0, 1.0, 1.5, 2.0, 3.0)
LIGHTS = (0.8, 0.6, 0.5, 0.4, 0.3)


def main(folder: Path) -> int:
    files = sorted(path for path in folder.iterdir() if path.suffix in (".jpg", ".jpeg", ".png"))
    print(f"{'page':<34}{'given':>10}{'kept':>10}{'plain JPEG':>12}{'ms':>6}  size")
    largest = max(_bytes_of(path.name, path.read_bytes()) for path in files)
    shares = []
    for every, words in ((6, "few lines"), (3, "a third of it"), (1, "full of it")):
        page = text_page(every=every)
        name = f"A4 at 300 dpi, 2 mm text, {words}"
        _bytes_of(name, saved(page.image, "JPEG", quality=92))
        seen = Image.open(io.BytesIO(page_of(page.image)))
        shares.append(share_read(page, seen))
        print(f"    read: {shares[-1]:.1%} ({page.cap * seen.width / page.image.width:.1f} pixels high)")
    print(f"the ladder is {LADDER}, the aim {PAGE_BYTES // 1000} KB")
    for path in files:
        _flaws(path)
    good = largest < PAGE_BYTES and min(shares) >= 0.99
    print(
        f"largest sample {largest / 1000:.0f} KB, fewest letters read {min(shares):.1%}; aim: < 120 KB, 99 %"
    )
    return 0 if good else 1


def _bytes_of(name: str, given: bytes) -> int:
    re_encode.cache_clear()
    began = time.perf_counter()
    kept = re_encode(given).content
    took = time.perf_counter() - began
    with Image.open(io.BytesIO(given)) as image:
        plain = saved(image.convert("RGB"), "JPEG")
    size = "x".join(map(str, Image.open(io.BytesIO(kept)).size))
    sizes = "".join(
        f"{len(each) / 1000:>{width}.0f}" for each, width in ((given, 10), (kept, 10), (plain, 12))
    )
    print(f"{name:<34}{sizes}{took * 1000:>6.0f}  {size}")
    return len(kept)


def _flaws(path: Path) -> None:
    image = Image.open(path).convert("RGB")
    print(f"{path.name}: askew by {skew_of(image):+.2f} degrees")
    for blur in BLURS:
        page = page_of(image.filter(ImageFilter.GaussianBlur(blur)) if blur else image)
        seen = sharpness(Image.open(io.BytesIO(page)).convert("L"))
        print(f"    blurred by {blur} pixels: sharpness {seen:.2f}, {flaws_of([page]) or 'nothing found'}")
    for light in LIGHTS:
        page = page_of(ImageEnhance.Brightness(image).enhance(light))
        print(f"    with {light:.0%} of the light: {flaws_of([page]) or 'nothing found'}")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else resource("samples", "scans")))
