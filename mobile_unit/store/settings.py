"""The ``settings`` table: one JSON value a key."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects.sqlite import insert

from mobile_unit.store.tables import settings

UNIT = "unit"
DEVICE = "device"
DEVICE_KEY = "device_key"
SERVER = "server"
HEAD_OFFICE_KEY = "head_office_key"
DEVICE_CERTIFICATE = "device_certificate"
BUNDLE_KEY = "bundle_key"
RECOVERY_KEY = "recovery_key"
CERTIFICATE_AUTHORITY = "certificate_authority"
LAST_ROUND = "last_round"
ALARMS = "alarms"
WRONG_SIGNATURES = "wrong_signatures"
PRINTERS = "printers"
WRONG_TRIES = "wrong_tries"
BACKUPS = "backups"
SCHEDULE = "schedule"
LIFE_IS_MARKED = "life_is_marked"
OFFICE_GENERATION = "office_generation"
LEASE = "lease"
LEASE_DAYS = "lease_days"
WIPE = "wipe"
HANDED_OVER = "handed_over"
RECOVERED = "recovered"
FEED_GIVEN_BACK = "feed_given_back"
REPLY_CAME_LATER = "reply_came_later"
FEED_IS_OTHER = "feed_is_other"
RETENTION = "retention"
LET_GO = "let_go"
"""Something was let go since the copies of before updates were last removed."""
SURVEY_TODAY = "survey_today"
SURVEY_FOLLOW_UP = "survey_follow_up"
INDICATOR_CLOCK = "indicator_clock"
DIRECTORY = "directory"
TRAININGS = "trainings"
QUIZZES = "quizzes"
QUIZ_SCORES = "quiz_scores"
ENROLLING_AGAIN = "enrolling_again"
QUEUE = "queue"


_GET = select(settings.c.value).where(settings.c.key == bindparam("key_"))
_PUT = insert(settings)
_PUT = _PUT.on_conflict_do_update(index_elements=["key"], set_={"value": _PUT.excluded.value})


def get(connection: Connection, key: str, default: Any = None) -> Any:
    value = connection.execute(_GET, {"key_": key}).scalar()
    return default if value is None else json.loads(value)


def put(connection: Connection, key: str, value: Any) -> None:
    connection.execute(_PUT, {"key": key, "value": json.dumps(value, ensure_ascii=False)})
