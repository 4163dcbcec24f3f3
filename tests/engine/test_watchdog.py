"""An engine that nobody wants any more ends, whatever it hangs in."""

import subprocess
import sys
import time

HANGING = """
import time
from segcr_qgis.engine.server import serve_process

def hang(request, emit, cancelled):
    while True:
        time.sleep(60)

serve_process(hang, patience=0.5)
"""
REQUEST = (
    '{{"type": "predict", "request": {{"optical": "o.tif", "model": "m",'
    ' "outputs": {{"classes": "{0}"}}}}}}\n'
)


def test_a_run_that_hangs_ends_with_its_plugin(tmp_path):
    engine = subprocess.Popen(
        [sys.executable, "-c", HANGING], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert b'"hello"' in engine.stdout.readline()
        engine.stdin.write(REQUEST.format(tmp_path / "c.tif").encode())
        engine.stdin.flush()
        time.sleep(0.3)
        assert engine.poll() is None
        engine.stdin.close()
        assert engine.wait(20) == 1
        # No refusal came: the run had begun, and hung.
        assert engine.stdout.read() == b""
    finally:
        engine.kill()
        engine.stdout.close()
