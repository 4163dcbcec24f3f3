"""From Processing parameters to a checked request, as plain values for the worker thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Optional

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsRasterLayer,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QLocale

from ..core.alignment import (
    check_different,
    check_georeferenced,
    check_mask,
    check_outputs,
    check_overlap,
    check_resolution,
    same_file,
)
from ..core.bands import match_optical, match_sar, parse_band_map
from ..core.errors import SegcrError
from ..core.facts import LayerFacts
from ..core.language import spoken
from ..core.layers import combine
from ..core.model_package import ModelPackage, find_package
from ..core.radiometry import check_threshold, optical_units, parse_mask_values, sar_units
from ..core.request import Outputs, PredictRequest
from ..core.tiling import check_tile, default_overlap, window_of_extent
from . import parameters as ids
from .absolute import absolute, output_path, plain_value, with_texts
from .describe import describe
from .messages import tr
from .sources import local_source, refuse_layer, transformer
from .styling import InputStyle, read_style

#: A layer and the bands that are read from it, by channel.
Image = tuple[LayerFacts, Mapping[str, int]]


@dataclass(frozen=True)
class Plan:
    """A checked run: the request, and what its results will look like.

    ``scene`` names the layer group of the results: the layer, and its date where it is known.
    """

    request: PredictRequest
    package: ModelPackage
    scene: str
    style: InputStyle


def scene_name(optical: LayerFacts) -> str:
    """Return what the results of a layer are grouped under: its name and its date, said once."""
    date = (optical.date or "")[:10]
    digits = date.replace("-", "")
    said = not date or digits in optical.name.replace("-", "").replace("_", "")
    return optical.name if said else f"{optical.name} \u00b7 {date}"


class Planner:
    """Reads the parameters of one algorithm and decides through core whether a run can start."""

    def __init__(
        self,
        algorithm: QgsProcessingAlgorithm,
        values: dict[str, Any],
        context: QgsProcessingContext,
    ) -> None:
        self.algorithm = algorithm
        self.values = with_texts(values)
        self.context = context

    def plan(self) -> Plan:
        """Return the checked run; raises :class:`SegcrError` with the sentence for the user."""
        layer = self._layer(ids.INPUT)
        if layer is None:
            raise SegcrError("layer_unreadable", layer="", reason="no optical layer")
        optical = self._facts(layer)
        check_georeferenced(optical)
        model = absolute(self._text(ids.MODEL_FOLDER)) or self._text(ids.MODEL)
        package = find_package(model, verify=False)
        check_resolution(optical, package)
        request = PredictRequest(
            optical=optical.path,
            model=model,
            outputs=self.wanted_outputs(),
            extent=self._extent(optical),
            optical_name=optical.name,
            optical_units=self._text(ids.OPTICAL_UNITS_CHOICE),
            sar_units=self._text(ids.SAR_UNITS_CHOICE),
            device=self._text(ids.DEVICE),
            precision=self._text(ids.PRECISION),
            tile_size=self._integer(ids.TILE_SIZE),
            overlap=self._integer(ids.OVERLAP),
            batch_size=self._integer(ids.BATCH_SIZE),
            cloud_threshold=self._number(ids.CLOUD_THRESHOLD),
            optical_bands=parse_band_map(self._text(ids.BAND_MAP), optical.name),
            language=spoken(str(QgsApplication.locale() or "")),
        )
        further = self._further_layers()
        together = combine([optical, *further])
        request = replace(request, optical_extra=tuple(facts.path for facts in further))
        match = match_optical(together, package.optical_channels, request.optical_bands)
        optical_units(together, match.bands, request.optical_units)
        images = [(together, match.bands)]
        request = self._with_radar(request, optical, package, images)
        request = self._with_mask(request, optical, images)
        self._check_numbers(request, package)
        check_targets(request.outputs, request.inputs())
        return Plan(request, package, scene_name(optical), read_style(layer))

    def wanted_outputs(self) -> Outputs:
        """Return where the results go, without telling QGIS to load them yet."""
        return Outputs(**{field: self._wanted(name) for name, field in ids.OUTPUT_FIELDS.items()})

    def _wanted(self, name: str) -> Optional[str]:
        ending = ".html" if name == ids.REPORT else ".tif"
        return output_path(self.values.get(name), name, self.context, ending)

    def _value(self, name: str) -> Any:
        return plain_value(self.values.get(name), self.context)

    def _with_radar(
        self,
        request: PredictRequest,
        optical: LayerFacts,
        package: ModelPackage,
        images: list[Image],
    ) -> PredictRequest:
        """Return the request with the radar layer, which is added to ``images``."""
        layer = self._layer(ids.SAR)
        if layer is None:
            return request
        if same_file(local_source(layer), optical.path):
            raise SegcrError("same_layer", layer=layer.name())
        sar = self._facts(layer)
        check_different(optical, sar)
        self._check_place(optical, sar, request)
        band_map = parse_band_map(self._text(ids.SAR_BAND_MAP), sar.name)
        match = match_sar(sar, package.sar_channels, band_map)
        sar_units(sar, match.bands, request.sar_units)
        images.append((sar, match.bands))
        return replace(request, sar=sar.path, sar_name=sar.name, sar_bands=band_map)

    def _with_mask(
        self, request: PredictRequest, optical: LayerFacts, images: Sequence[Image]
    ) -> PredictRequest:
        values = parse_mask_values(self._text(ids.CLOUD_MASK_VALUES))
        layer = self._layer(ids.CLOUD_MASK)
        if layer is None:
            return replace(request, cloud_mask_values=values)
        mask = self._facts(layer)
        for image, bands in images:
            check_mask(mask, image, bands)
        self._check_place(optical, mask, request)
        return replace(request, cloud_mask=mask.path, cloud_mask_values=values)

    def _check_place(self, optical: LayerFacts, other: LayerFacts, request: PredictRequest) -> None:
        check_georeferenced(other)
        move = transformer(other.crs, optical.crs, self.context.transformContext())
        check_overlap(optical, other, move, request.extent)

    def _check_numbers(self, request: PredictRequest, package: ModelPackage) -> None:
        check_threshold(request.cloud_threshold)
        tile = package.tile_size if request.tile_size is None else request.tile_size
        default = default_overlap(package.overlap, tile)
        overlap = default if request.overlap is None else request.overlap
        if request.tile_size is not None or request.overlap is not None:
            check_tile(tile, overlap, package.stride)

    def _layer(self, name: str) -> Optional[QgsRasterLayer]:
        layer = self.algorithm.parameterAsRasterLayer(self.values, name, self.context)
        value = self._value(name)
        if layer is None and value:
            # Not even QGIS can open it: let the reader find out why and say so.
            refuse_layer(value, self.context)
        return layer

    def _further_layers(self) -> list[LayerFacts]:
        if not self.values.get(ids.OPTICAL_EXTRA):
            return []
        layers = self.algorithm.parameterAsLayerList(self.values, ids.OPTICAL_EXTRA, self.context)
        for layer in layers:
            if not isinstance(layer, QgsRasterLayer):
                refuse_layer(layer, self.context)
        return [self._facts(layer) for layer in layers]

    def _facts(self, layer: QgsRasterLayer) -> LayerFacts:
        return describe(local_source(layer), layer.name())

    def _extent(self, optical: LayerFacts) -> Optional[tuple[float, float, float, float]]:
        value = self._value(ids.EXTENT)
        if not value or (isinstance(value, QgsRectangle) and value.isNull()):
            return None
        crs = QgsCoordinateReferenceSystem.fromWkt(optical.crs)
        box = self.algorithm.parameterAsExtent(self.values, ids.EXTENT, self.context, crs)
        if box.isNull():
            # Of a layer without features, say: nowhere, which is not everywhere.
            raise SegcrError("extent_outside", layer=optical.name)
        extent = (box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum())
        window_of_extent(optical, extent)
        return extent

    def _given(self, name: str) -> bool:
        return self.values.get(name) not in (None, "")

    def _text(self, name: str) -> str:
        definition = self.algorithm.parameterDefinition(name)
        if definition.type() == "enum":
            return self.algorithm.parameterAsEnumString(self.values, name, self.context)
        return self.algorithm.parameterAsString(self.values, name, self.context).strip()

    def _integer(self, name: str) -> Optional[int]:
        if not self._given(name):
            return None
        text = self.values[name]
        if not isinstance(text, str):
            return self.algorithm.parameterAsInt(self.values, name, self.context)
        number = typed_number(text)
        if number is None or not number.is_integer():
            raise self._misread(name, tr("'{text}' is not a whole number ({parameter})"))
        return int(number)

    def _number(self, name: str) -> Optional[float]:
        if not self._given(name):
            return None
        text = self.values[name]
        if not isinstance(text, str):
            return self.algorithm.parameterAsDouble(self.values, name, self.context)
        number = typed_number(text)
        if number is None:
            raise self._misread(name, tr("'{text}' is not a number ({parameter})"))
        return number

    def _misread(self, name: str, sentence: str) -> SegcrError:
        """Return the failure of a text that is no number; ``sentence`` names it and its place."""
        label = self.algorithm.parameterDefinition(name).description()
        reason = sentence.format(text=self.values[name], parameter=label)
        return SegcrError("request_invalid", reason=reason)


def check_targets(outputs: Outputs, inputs: Sequence[str]) -> None:
    """Check the names of all outputs against each other, the inputs and the disk.

    Raises
    ------
    SegcrError
        As :func:`check_outputs`, or ``write_failed`` where the disk does not even tell.
    """
    try:
        check_outputs(outputs, inputs)
    except OSError as problem:
        # A name too long, say, or a folder inside one that may not be looked into.
        values = {"path": problem.filename, "reason": problem.strerror}
        raise SegcrError("write_failed", repr(problem), **values) from problem


def typed_number(text: str) -> Optional[float]:
    """Return a number as the user's locale or a program writes it, None for any other text.

    QGIS itself takes every text for an optional number, and reads it as 0.
    """
    for locale in (QLocale(), QLocale.c()):
        # A German would else find 125 where a program wrote 0.125.
        locale.setNumberOptions(QLocale.NumberOption.RejectGroupSeparator)
        number, sound = locale.toDouble(text.strip())
        if sound:
            return number
    return None
