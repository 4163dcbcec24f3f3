"""What runs a network; each library is imported by the file named after it, and no other."""

import sys

# OpenVINO reports its own import to its makers where its telemetry package is installed. Nothing
# of ours calls home: without that package OpenVINO takes a stand-in of its own that does nothing.
sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
