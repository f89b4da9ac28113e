"""What the log says of a cache that is away: a line a minute, not a traceback for each call."""

import logging
import time

# In seconds.
QUIET = 60


class OncePerMinute(logging.Filter):
    """Let one record a minute through, and make it a line that names the cause."""

    quiet_until = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        now = time.monotonic()
        if now < self.quiet_until:
            return False
        self.quiet_until = now + QUIET
        error = record.exc_info[1] if record.exc_info else None
        record.msg = "The cache is not responding, so pages are slower: %s"
        record.args, record.exc_info = (error,), None
        return True
