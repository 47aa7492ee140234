"""The half of a driver that all Python clients share: commands in, answers and events out, one JSON object a line."""

import asyncio
import json
import os
import sys
import traceback

# Standard output belongs to the protocol; whatever a library prints goes to standard error.
_out = os.fdopen(os.dup(1), "w", buffering=1)
sys.stdout = sys.stderr


def _write(line):
    _out.write(json.dumps(line) + "\n")


def emit(event, **data):
    """Tell the test that something happened."""
    _write({"event": event, **data})


async def _answer(commands, line):
    request = json.loads(line)
    for field in ("to", "from"):
        # Groups and channels are named by number, and both libraries take a text of digits for a phone.
        if str(request.get(field, "")).startswith("-"):
            request[field] = int(request[field])
    number, name = request.pop("call"), request.pop("cmd")
    try:
        _write({"call": number, "result": await getattr(commands, name)(**request) or {}})
    except Exception as error:  # whatever a library raises is an answer to the test
        traceback.print_exc()
        symbol = getattr(commands, "symbol", lambda _: "")(error)
        _write({"call": number, "error": " ".join(filter(None, [type(error).__name__ + ":", symbol, str(error)]))})


async def serve(commands):
    """Answer each line on standard input with the method of that name, until the input ends."""
    reader = asyncio.StreamReader(limit=1 << 20)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    running = set()
    while line := await reader.readline():
        task = asyncio.ensure_future(_answer(commands, line))
        running.add(task)
        task.add_done_callback(running.discard)
    os._exit(0)  # the libraries' own threads and tasks are not worth waiting for
