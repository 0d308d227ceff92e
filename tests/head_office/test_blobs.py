"""Scans: resumable, verified, wanted; and any tus client can bring them."""

from __future__ import annotations

import base64
import hashlib
import io
import socket

import pytest
from tusclient.client import TusClient

from head_office.services.scans import begin_upload, wanted_and_held
from head_office.store.blob_folder import BlobFolder
from mobile_unit.sync import wire
from tests.head_office.inside import open_inside, unit_inside

TUS = {"Tus-Resumable": "1.0.0"}
STREAM = {**TUS, "Content-Type": "application/offset+octet-stream"}


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def create(guest, sha256: str, length: int):
    metadata = f"filename {b64(sha256)},filetype {b64('image/jpeg')}"
    return guest.post("/blobs", headers={**TUS, "Upload-Length": str(length), "Upload-Metadata": metadata})


def patch(guest, sha256: str, offset: int, chunk: bytes, **headers: str):
    return guest.call(
        "PATCH", f"/blobs/{sha256}", data=chunk, headers={**STREAM, "Upload-Offset": str(offset), **headers}
    )


@pytest.fixture
def wanted(guest):
    """An ingested application's first document: its bytes and their name."""
    entry = guest.application(0)
    assert guest.send(entry).status_code == 200
    guest.sent = entry
    document = entry.body["documents"][0]
    content, facts = guest.scan(document["kind"], 0)
    assert facts["sha256"] == document["sha256"]
    return content, document["sha256"]


def states(guest):
    return [e["body"]["status"] for e in guest.feed() if e["kind"] == "application.status"]


def test_in_pieces_and_received_when_all_are_there(office, guest, wanted):
    for document in guest.sent.body["documents"]:
        content, facts = guest.scan(document["kind"], 0)
        name = facts["sha256"]
        assert guest.post("/blobs/missing", json={"sha256": [name]}).json() == {"missing": [name], "held": []}
        assert states(guest) == []
        assert create(guest, name, len(content)).headers["Location"].endswith(name)
        for offset in range(0, len(content), 30_000):
            answer = patch(guest, name, offset, content[offset : offset + 30_000])
            assert answer.status_code == 204, answer.text
        assert answer.headers["Upload-Offset"] == str(len(content))
        assert guest.post("/blobs/missing", json={"sha256": [name]}).json() == {"missing": [], "held": [name]}
    assert states(guest) == ["received"]
    assert office.run("verify").returncode == 0


def test_an_upload_goes_on_where_it_was_cut_also_after_a_kill(office, guest, wanted):
    content, name = wanted
    create(guest, name, len(content))
    patch(guest, name, 0, content[:20_000])
    office.stop(kill=True)
    office.start()
    answer = guest.call("HEAD", f"/blobs/{name}", headers=TUS)
    assert (answer.headers["Upload-Offset"], answer.headers["Upload-Length"]) == ("20000", str(len(content)))
    assert create(guest, name, len(content)).headers["Upload-Offset"] == "20000"
    assert patch(guest, name, 20_000, content[20_000:]).status_code == 204


def test_another_offset_is_refused(guest, wanted):
    content, name = wanted
    create(guest, name, len(content))
    assert patch(guest, name, 5, content[5:]).status_code == 409
    patch(guest, name, 0, content[:100])
    assert patch(guest, name, 0, content[:100]).status_code == 409


def test_a_damaged_chunk_is_not_taken(guest, wanted):
    content, name = wanted
    create(guest, name, len(content))
    good = {"Upload-Checksum": f"sha256 {base64.b64encode(hashlib.sha256(content[:50]).digest()).decode()}"}
    assert patch(guest, name, 0, b"x" * 50, **good).status_code == 460
    assert guest.call("HEAD", f"/blobs/{name}", headers=TUS).headers["Upload-Offset"] == "0"
    assert patch(guest, name, 0, content[:50], **good).status_code == 204
    assert patch(guest, name, 50, b"x", **{"Upload-Checksum": "md5 x"}).status_code == 400


def test_other_bytes_than_promised_are_thrown_away(guest, wanted):
    content, name = wanted
    create(guest, name, len(content))
    answer = patch(guest, name, 0, b"y" * len(content))
    assert (answer.status_code, answer.json()["code"]) == (460, "blob.hash")
    assert guest.call("HEAD", f"/blobs/{name}", headers=TUS).status_code == 404
    assert guest.post("/blobs/missing", json={"sha256": [name]}).json()["missing"] == [name]


def test_unwanted_held_and_wrong_lengths(guest, wanted):
    content, name = wanted
    assert create(guest, "0" * 64, 10).json()["code"] == "blob.unwanted"
    assert create(guest, name, len(content) + 1).json()["code"] == "blob.length"
    create(guest, name, len(content))
    assert patch(guest, name, 0, content + b"x").json()["code"] == "blob.length"
    patch(guest, name, 0, content)
    assert create(guest, name, len(content)).json()["code"] == "blob.held"
    assert create(guest, name, 11 * 1024 * 1024).status_code == 422


def test_another_unit_cannot_ask_or_bring(office, guest, wanted):
    from tests.head_office.conftest import Guest

    content, name = wanted
    thief = Guest(office.url)
    thief.enrol(office.code("THIEF2"))
    thief.log_in()
    assert thief.post("/blobs/missing", json={"sha256": [name]}).json() == {"missing": [], "held": []}
    assert create(thief, name, len(content)).json()["code"] == "blob.unwanted"
    assert thief.call("DELETE", f"/blobs/{name}", headers=TUS).status_code in (403, 404)


@pytest.mark.parametrize(
    "metadata", ["", "filename", "filename !!!", f"filename {b64('../../x')},filetype {b64('a')}"]
)
def test_bad_metadata(guest, metadata):
    answer = guest.post("/blobs", headers={**TUS, "Upload-Length": "5", "Upload-Metadata": metadata})
    assert answer.status_code in (400, 422)


def test_termination_and_version(guest, wanted):
    content, name = wanted
    assert guest.post("/blobs", headers={"Upload-Length": "5"}).status_code in (412, 422)
    create(guest, name, len(content))
    assert guest.call("DELETE", f"/blobs/{name}", headers=TUS).status_code == 204
    assert guest.call("HEAD", f"/blobs/{name}", headers=TUS).status_code == 404


def test_any_tus_client_will_do(guest, wanted):
    """tuspy, which knows nothing of us, brings the scan in chunks with checksums."""
    content, name = wanted
    client = TusClient(f"{guest.url}/v1/blobs", headers={"Authorization": f"Bearer {guest.token}"})
    uploader = client.uploader(
        file_stream=io.BytesIO(content), chunk_size=25_000, upload_checksum=True,
        metadata={"filename": name, "filetype": "image/jpeg"},
    )  # fmt: skip
    uploader.upload()
    assert guest.post("/blobs/missing", json={"sha256": [name]}).json()["held"] == [name]


def cut_in_the_middle(
    guest, sha256: str, body: bytes, announced: int, call: str = "", **headers: str
) -> None:
    """A PATCH (or another call) whose link is gone before its end."""
    call = call or f"PATCH /v1/blobs/{sha256}"
    host, port = guest.url.removeprefix("http://").split(":")
    said = {"Host": host, "Authorization": f"Bearer {guest.token}", "Upload-Offset": "0", **STREAM,
            "Content-Length": str(announced), **headers}  # fmt: skip
    lines = "".join(f"{name}: {value}\r\n" for name, value in said.items())
    with socket.create_connection((host, int(port))) as link:
        link.sendall(f"{call} HTTP/1.1\r\n{lines}\r\n".encode() + body)
        for _ in range(5):  # by then the server has read what there is
            guest.post("/blobs/missing", json={"sha256": [sha256]})


def offset_of(guest, sha256: str) -> int:
    return int(guest.call("HEAD", f"/blobs/{sha256}", headers=TUS).headers["Upload-Offset"])


def test_what_came_before_a_cut_is_kept(guest, wanted):
    content, name = wanted
    create(guest, name, len(content))
    cut_in_the_middle(guest, name, content[:20_000], len(content))
    while not (offset := offset_of(guest, name)):
        continue
    assert offset == 20_000
    assert patch(guest, name, 20_000, content[20_000:]).status_code == 204
    assert guest.post("/blobs/missing", json={"sha256": [name]}).json()["held"] == [name]


def test_a_cut_piece_with_a_checksum_for_all_of_it_is_not_kept(guest, wanted):
    content, name = wanted
    create(guest, name, len(content))
    checksum = base64.b64encode(hashlib.sha256(content).digest()).decode()
    cut_in_the_middle(
        guest, name, content[:20_000], len(content), **{"Upload-Checksum": f"sha256 {checksum}"}
    )
    assert {offset_of(guest, name) for _ in range(50)} == {0}


def test_a_scan_comes_whole_with_its_creation(guest, wanted):
    content, name = wanted
    metadata = f"filename {b64(name)},filetype {b64('image/jpeg')}"
    headers = {**STREAM, "Upload-Length": str(len(content)), "Upload-Metadata": metadata}
    answer = guest.post("/blobs", headers={**headers, "Content-Type": "text/plain"}, data=content)
    assert answer.status_code == 415
    answer = guest.post("/blobs", headers=headers, data=content[:100])
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, "100")
    answer = guest.post("/blobs", headers=headers, data=content)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, "100")
    assert patch(guest, name, 100, content[100:]).status_code == 204
    assert guest.post("/blobs/missing", json={"sha256": [name]}).json()["held"] == [name]


def several(guest, *scans: tuple[str, bytes], cut: int = 0):
    body = wire.join_scans(scans)
    return guest.post("/blobs/several", data=body[: len(body) - cut])


def test_several_in_one_request_each_as_if_it_came_alone(office, guest, wanted):
    pairs = [guest.scan(document["kind"], 0) for document in guest.sent.body["documents"]]
    scans = [(facts["sha256"], content) for content, facts in pairs]
    (first, content), (second, other) = scans[:2]
    stranger = hashlib.sha256(b"nobody asked").hexdigest()
    answer = several(guest, (first, content), (stranger, b"nobody asked"), (second, other), cut=5000)
    assert answer.json() == {"held": [first]}
    assert guest.call("HEAD", f"/blobs/{second}", headers=TUS).headers["Upload-Offset"] == str(
        len(other) - 5000
    )
    answer = several(guest, (second, other), (first, content), *scans[2:])
    assert answer.json() == {"held": [second, first, *(name for name, _content in scans[2:])]}
    assert states(guest) == ["received"]
    assert several(guest, (first, b"")).json() == {"held": []}, "another length than promised"
    assert several(guest, *[(first, b"")] * 51).status_code == 413
    assert office.run("verify").returncode == 0


def test_of_several_what_came_before_a_cut_is_kept(guest, wanted):
    pairs = [guest.scan(document["kind"], 0) for document in guest.sent.body["documents"]]
    scans = [(facts["sha256"], content) for content, facts in pairs]
    (first, content), (second, _other) = scans[:2]
    body = wire.join_scans(scans)
    arrived = body[: 36 + len(content) + 36 + 5000]
    cut_in_the_middle(guest, second, arrived, len(body), "POST /v1/blobs/several")
    held = {"missing": [], "held": [first]}
    while guest.post("/blobs/missing", json={"sha256": [first]}).json() != held:
        continue
    while not (answer := guest.call("HEAD", f"/blobs/{second}", headers=TUS)).ok:
        continue
    while not int(answer.headers["Upload-Offset"]):
        answer = guest.call("HEAD", f"/blobs/{second}", headers=TUS)
    assert answer.headers["Upload-Offset"] == "5000"


def test_what_is_not_what_its_name_says_is_not_held(guest, wanted):
    content, name = wanted
    assert several(guest, (name, content[:-1] + b"?")).json() == {"held": []}
    assert several(guest, (name, content)).json() == {"held": [name]}


def test_an_upload_that_was_whole_when_the_power_went_is_finished_by_its_creation(tmp_path, clock):
    opened = open_inside(tmp_path, clock)
    unit = unit_inside(opened)
    entry = unit.application(0)
    unit.take(entry)
    content, facts = unit.scan(entry.body["documents"][0]["kind"], 0)
    name = facts["sha256"]
    assert begin_upload(opened, "WK01", name, len(content)) == 0
    opened.blobs.write("WK01", name, 0, content)  # and the power goes
    assert begin_upload(opened, "WK01", name, len(content)) == len(content)
    assert wanted_and_held(opened, "WK01", [name]) == ([], [name])
    opened.close()


def test_an_application_whose_scans_are_here_already_is_received_at_once(guest, wanted):
    for document in guest.sent.body["documents"]:
        content, facts = guest.scan(document["kind"], 0)
        several(guest, (facts["sha256"], content))
    again = guest.entry("application.submitted", guest.body(0) | {"number": guest.body(1)["number"]})
    answer = guest.send(again)
    assert (answer.status_code, answer.json()["quarantined"]) == (200, [])
    assert states(guest) == ["received", "received"]


@pytest.mark.parametrize("path", ["../../server.key", "/etc/hostname", "ab", "", "AB" * 32])
def test_a_folder_of_scans_knows_no_other_file(tmp_path, path):
    folder = BlobFolder(tmp_path)
    for asked in (folder.holds, folder.read, folder.is_whole, folder.remove):
        with pytest.raises(ValueError, match="no scan's name"):
            asked(path)
