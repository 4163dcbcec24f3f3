"""Runs exported networks with ONNX Runtime, for small engines without PyTorch."""

from __future__ import annotations

from typing import Optional

import onnxruntime

from ...core.model_package import ONNX, ModelPackage
from .graph import OUTPUTS, Graph, GraphLoader


class OnnxLoader(GraphLoader):
    """Loads exported networks into ONNX Runtime and keeps the last one warm."""

    runtime = f"ONNX Runtime {onnxruntime.__version__}"

    def _compile(
        self, package: ModelPackage, threads: Optional[int], precision: str
    ) -> tuple[Graph, set[str]]:
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = threads or 0
        # Threads that spin while they wait would take the time of those that read and write.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        session = onnxruntime.InferenceSession(
            str(package.folder / ONNX), options, providers=["CPUExecutionProvider"]
        )
        inputs = {entry.name for entry in session.get_inputs()}
        graph = Graph(inputs, lambda feed: session.run(list(OUTPUTS), dict(feed)))
        return graph, {entry.name for entry in session.get_outputs()}
