"""A round in one call: honest, behind, forked, bent, inflating."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import replace

import pytest
import requests

from mobile_unit.domain.entries import GENESIS
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.sync import packing, wire
from mobile_unit.sync.exchange import Question, place_of_answer, place_of_entries, read_answer


def ask(guest, question: Question) -> requests.Response:
    return requests.post(f"{guest.url}/v1/rounds", data=question.write(), timeout=30)


def question(guest, *run, held=(0, GENESIS), raw=b"", cursor=0, **bad) -> Question:
    asked = Question(guest.token, guest.journal, held[0], held[1], cursor)
    if run:
        lines = [entry.raw for entry in run]
        said = {"journal": guest.journal, "from": run[0].seq, "to": run[-1].seq, "hash": run[-1].hash.hex(),
                "body": hashlib.sha256(b"\n".join(lines)).hexdigest()}  # fmt: skip
        asked = replace(
            asked,
            entries=len(run),
            signature=wire.sign(guest.key, wire.BATCH, said),
            packed=packing.pack(lines, place_of_entries(guest.journal, *held, raw)),
        )
    return replace(asked, **bad)


def answered(guest, answer, last_hash, cursor=(0, GENESIS)):
    assert answer.status_code == 200, answer.text
    place = place_of_answer(guest.journal, last_hash.hex(), *cursor)
    said, feed = read_answer(answer.content, place, packing.DICTIONARY)
    statement = {key: value for key, value in said["head"].items() if key != "signature"}
    key = wire.decode(guest.identity["head_office_key"])
    wire.check(key, wire.HEAD, statement, said["head"]["signature"])
    for entry in feed:
        told = {k: v for k, v in entry.items() if k != "signature"}
        wire.check(key, wire.FEED, told, entry["signature"])
    return said, feed


def code_of(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_entries_up_and_feed_down_in_one_call(guest):
    first, second = guest.application(1), guest.application(2)
    said, feed = answered(guest, ask(guest, question(guest, first, second)), second.hash)
    assert (said["stored"], said["quarantined"], said["more"]) == (2, [], False)
    assert (said["head"]["seq"], said["head"]["hash"]) == (2, second.hash.hex())
    assert feed == guest.feed()
    idle = question(guest, held=(2, second.hash), cursor=len(feed))
    said, feed = answered(guest, ask(guest, idle), second.hash)
    assert (said["head"]["seq"], feed) == (2, [])


def test_the_next_entries_lean_on_the_one_before(guest):
    run = [guest.application(n) for n in range(3)]
    ask(guest, question(guest, run[0]))
    following = question(guest, run[1], run[2], held=(1, run[0].hash), raw=run[0].raw)
    said, _feed = answered(guest, ask(guest, following), run[2].hash)
    assert said["stored"] == 2


def test_a_refused_entry_is_told_in_the_same_answer(guest):
    bad = guest.application(1, number="WK01A-261124-0001-X")
    said, feed = answered(guest, ask(guest, question(guest, bad)), bad.hash)
    assert [entry["seq"] for entry in said["quarantined"]] == [1]
    assert "entry.quarantined" in {entry["kind"] for entry in feed}


def test_whoever_is_behind_or_ahead_gets_the_true_head(guest):
    first, second = guest.application(1), guest.application(2)
    ask(guest, question(guest, first))
    for held in ((0, GENESIS), (1, GENESIS), (2, second.hash)):
        answer = ask(guest, question(guest, held=held))
        assert code_of(answer) == (409, "journal.moved")
        assert answer.json()["head"]["seq"] == 1


def test_whoever_heard_more_than_there_is_is_told_so(guest):
    """A reply from before a restore was taken after it; nothing would be told until the line is as long."""
    first = guest.application(1)
    _said, feed = answered(guest, ask(guest, question(guest, first)), first.hash)
    answer = ask(guest, question(guest, held=(1, first.hash), cursor=len(feed) + 1))
    assert code_of(answer) == (409, "feed.fork")


def test_who_may_ask(office, guest):
    entry = guest.application(1)
    good = question(guest, entry)
    for token in ("", "AAAA", guest.token[:-4] + "AAAA"):
        assert ask(guest, replace(good, token=token)).status_code == 401
    assert code_of(ask(guest, replace(good, journal=uuid7()))) == (400, "batch.signature")
    assert code_of(ask(guest, replace(good, dictionary="9999"))) == (415, "dictionary.unknown")
    other = wire.sign(wire.new_key(), wire.BATCH, {"journal": guest.journal})
    assert code_of(ask(guest, replace(good, signature=other))) == (400, "batch.signature")
    assert code_of(ask(guest, replace(good, entries=2))) == (400, "batch.shape")
    office.run("revoke", guest.identity["unit"]["code"])
    assert code_of(ask(guest, good)) == (403, "device.revoked")


def test_bent_and_cut_questions_change_nothing(guest):
    good = question(guest, guest.application(1)).write()
    for at in range(0, len(good), 37):
        bent = bytearray(good)
        bent[at] ^= 0x55
        for raw in (bytes(bent), good[:at]):
            answer = requests.post(f"{guest.url}/v1/rounds", data=raw, timeout=30)
            # another cursor or a flipped bit that zstd does not need may pass; nothing else does
            assert answer.status_code in (200, 400, 401, 403, 409, 413, 415, 422), (at, answer.text)
    head = guest.call("GET", f"/journals/{guest.journal}/head").json()
    assert head["seq"] in (0, 1)


def test_what_inflates_without_end_is_refused(guest):
    dictionary = packing.dictionary(packing.DICTIONARY)
    good = question(guest, guest.application(1))
    for text in (bytes(1 << 27), b"\x04" * (1 << 20)):
        bomb = packing.varint(0) + packing.compress(text, dictionary)
        assert code_of(ask(guest, replace(good, packed=bomb))) == (413, "batch.too_large")


@pytest.mark.parametrize("size", [0, 1, 2, 100, 100_000])
def test_noise_is_a_problem_not_a_bug(guest, size):
    answer = requests.post(f"{guest.url}/v1/rounds", data=os.urandom(size), timeout=30)
    assert answer.status_code in (400, 401)
    assert set(json.loads(answer.text)["message"]) == {"id", "en"}
