"""The provider: always registers; a missing engine is told by the algorithms, not hidden."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsApplication, QgsProcessingModelAlgorithm, QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from ..core.places import resources
from .algorithms.assess_accuracy import AssessAccuracy
from .algorithms.check_engine import CheckEngine
from .algorithms.model_info import ModelInfo
from .algorithms.segment_and_remove_clouds import SegmentAndRemoveClouds
from .algorithms.simulate_clouds import SimulateClouds
from .bundled_model import BundledModel
from .messages import tr

MODELS = Path(__file__).resolve().parent / "models"
ALGORITHMS = (SegmentAndRemoveClouds, SimulateClouds, AssessAccuracy, ModelInfo, CheckEngine)


class SegcrProvider(QgsProcessingProvider):
    """Our algorithms and the example models built on the main one."""

    def __init__(self) -> None:
        super().__init__()
        self._models: list[QgsProcessingModelAlgorithm] = []

    def id(self) -> str:
        """Return the frozen id."""
        return "segcr"

    def name(self) -> str:
        """Return the name as shown."""
        return "SegCR"

    def longName(self) -> str:  # noqa: N802 - QGIS's name
        """Return the name as shown where there is room."""
        return tr("SegCR: land cover and cloud removal")

    def icon(self) -> QIcon:
        """Return the icon."""
        return QIcon(self.svgIconPath())

    def svgIconPath(self) -> str:  # noqa: N802 - QGIS's name
        """Return the icon's file."""
        return str(resources() / "icons" / "segcr.svg")

    def supportedOutputRasterLayerExtensions(self) -> list[str]:  # noqa: N802 - QGIS's name
        """Return the endings the engine writes."""
        return ["tif", "tiff"]

    def defaultRasterFileExtension(self, hasRasters: bool = True) -> str:  # noqa: N802, N803
        """Return the ending of files whose name the user leaves to us."""
        return "tif"

    def load(self) -> bool:
        """Load the algorithms, and the models again whenever a provider they use arrives."""
        QgsApplication.processingRegistry().providerAdded.connect(self._provider_added)
        return super().load()

    def unload(self) -> None:
        """Undo what ``load`` did besides the algorithms."""
        QgsApplication.processingRegistry().providerAdded.disconnect(self._provider_added)
        super().unload()

    def loadAlgorithms(self) -> None:  # noqa: N802 - QGIS's name
        """Add the algorithms and the bundled models."""
        for algorithm in ALGORITHMS:
            self.addAlgorithm(algorithm())
        self._models = []
        registry = QgsApplication.processingRegistry()
        # A model read before its parts are registered has no outputs: it waits for them.
        ready = registry.providerById(self.id()) and registry.providerById("gdal")
        for path in sorted(MODELS.glob("*.model3")) if ready else ():
            model = BundledModel()
            if model.fromFile(str(path)):
                self._models.append(model)
                self.addAlgorithm(model)

    def _provider_added(self, provider_id: str) -> None:
        if provider_id in (self.id(), "gdal"):
            self.refreshAlgorithms()
