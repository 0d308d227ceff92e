"""Scans in a bucket: what a folder on disk has no word for; the rest of its life is ``test_blobs.py``."""

from __future__ import annotations

import hashlib
import os
import secrets

import pytest

from head_office.store.blob_store import WrongHash
from head_office.store.bucket import Bucket
from mobile_unit.errors import TryAgain, UserFacingError
from tests.object_storage import running_object_storage

CONTENT = os.urandom(100_000)
NAME = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def bucket(monkeypatch):
    name = f"scans-{secrets.token_hex(4)}"
    with running_object_storage(name) as reach:
        for variable, value in reach.items():
            monkeypatch.setenv(variable, value)
        yield Bucket(f"s3://{name}/office")


def test_two_workers_that_were_sent_the_same_in_other_pieces(bucket):
    assert (bucket.offset("WK01", NAME), bucket.begin("WK01", NAME), bucket.offset("WK01", NAME)) == (
        None,
        0,
        0,
    )
    bucket.write("WK01", NAME, 0, CONTENT[:40_000])
    bucket.write("WK01", NAME, 0, CONTENT[:30_000])
    assert bucket.offset("WK01", NAME) == 40_000
    bucket.write("WK01", NAME, 30_000, CONTENT[30_000:60_000])
    bucket.write("WK01", NAME, 90_000, CONTENT[90_000:])
    assert bucket.offset("WK01", NAME) == 60_000
    bucket.write("WK01", NAME, 60_000, CONTENT[60_000:90_000])
    assert bucket.offset("WK01", NAME) == len(CONTENT)
    assert not bucket.holds(NAME)
    bucket.finish("WK01", NAME)
    assert bucket.holds(NAME)
    assert bucket.is_whole(NAME)
    assert bucket.read(NAME) == CONTENT
    assert list(bucket.names()) == [NAME]
    assert bucket.offset("WK01", NAME) is None
    assert not bucket.discard("WK01", NAME)


def test_bytes_of_another_name_are_thrown_away(bucket):
    bucket.begin("WK01", NAME)
    bucket.write("WK01", NAME, 0, CONTENT[:-1] + bytes([CONTENT[-1] ^ 1]))
    with pytest.raises(WrongHash):
        bucket.finish("WK01", NAME)
    with pytest.raises(WrongHash):
        bucket.put(NAME, b"?")
    assert (bucket.offset("WK01", NAME), bucket.holds(NAME), bucket.read(NAME)) == (None, False, None)
    assert not bucket.is_whole(NAME)


def test_what_was_uploaded_stays_where_the_storage_fails_at_its_end(bucket, monkeypatch):
    bucket.write("WK01", NAME, 0, CONTENT)
    endpoint = os.environ["AWS_ENDPOINT_URL"]
    real = bucket.put

    def put(sha256, content):
        monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        Bucket("s3://scans/office").put(sha256, content)

    monkeypatch.setattr(bucket, "put", put)
    with pytest.raises(TryAgain):
        bucket.finish("WK01", NAME)
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    monkeypatch.setattr(bucket, "put", real)
    assert bucket.offset("WK01", NAME) == len(CONTENT)
    bucket.finish("WK01", NAME)
    assert bucket.read(NAME) == CONTENT


def test_a_storage_that_does_not_answer_or_does_not_know_us(bucket, monkeypatch):
    with pytest.raises(TryAgain):
        Bucket("s3://no-such-bucket").put(NAME, CONTENT)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    silent = Bucket("s3://scans/office")
    for ask in (silent.holds, silent.read, silent.is_whole, lambda name: silent.offset("WK01", name)):
        with pytest.raises(TryAgain):
            ask(NAME)
    with pytest.raises(UserFacingError):
        Bucket("s3://")
