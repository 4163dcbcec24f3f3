"""Every sentence that tells of a run what is worth knowing; those of failures are in errors."""

from __future__ import annotations

from .errors import QT_TRANSLATE_NOOP

#: Notices: the run goes on, but the user should know.
NOTICES: dict[str, str] = {
    "no_sar": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "No radar was given: what clouds hide is guessed from the clear surroundings only.",
    ),
    "sar_partial": QT_TRANSLATE_NOOP(
        "SegcrMessages", "The radar layer covers {percent} % of the image."
    ),
    "mask_partial": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "The cloud mask covers {percent} % of the image: elsewhere the model finds the clouds.",
    ),
    "outside_experience": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "{percent} % of the values of layer '{layer}' lie outside the model's experience: what it"
        " says there is a guess.",
    ),
    "no_clouds": QT_TRANSLATE_NOOP(
        "SegcrMessages", "No clouds found: the restored image equals the input."
    ),
    "overcast": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "{percent} % of the image is clouded: little clear ground is left to learn the colours"
        " from, so expect a rough restoration.",
    ),
    "bands_missing": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "Layer '{layer}' has no {bands}: the model works without, less accurately.",
    ),
    "bands_left_out": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "Bands {bands} of layer '{layer}' are unknown to the model and were left out.",
    ),
    "bands_assumed": QT_TRANSLATE_NOOP(
        "SegcrMessages", "Layer '{layer}': bands read as {bands} ({reason})."
    ),
    "units_assumed": QT_TRANSLATE_NOOP(
        "SegcrMessages", "Layer '{layer}': values read as {units} ({reason})."
    ),
    "values_missing": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "Layer '{layer}' holds values such as {value}, far below anything that can be measured:"
        " they were taken as missing.",
    ),
    "dates_apart": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "The optical and the radar image were taken {days} days apart: changes in between show"
        " as errors.",
    ),
    "shifted": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "The radar image seems to lie {pixels} pixels beside the optical one ({columns} right,"
        " {rows} down): check their georeference, edges may come out double.",
    ),
    "device_fallback": QT_TRANSLATE_NOOP(
        "SegcrMessages", "Device {wanted} cannot be used ({reason}): {used} was used instead."
    ),
    "precision_fallback": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "Precision {wanted} does not work on {device}, or only slowly: {used} was used instead.",
    ),
    "runtime_fallback": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "{wanted} could not be used ({reason}): PyTorch computed in its place, which takes longer.",
    ),
    "batch_reduced": QT_TRANSLATE_NOOP(
        "SegcrMessages", "Memory ran short: the batch size was reduced to {batch}."
    ),
    "memory_short": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "The run needs about {needed} MB of memory and {free} MB are free: if it fails, choose a"
        " smaller area or a smaller tile size.",
    ),
    "resolution_differs": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "Layer '{layer}' has pixels of {pixel} m, the model works at {trained} m: the layer was"
        " resampled for it, and the results back onto the layer's own pixels.",
    ),
}


#: Notices that tell how a layer was read: worth a line in the log, not a warning.
READINGS = frozenset({"bands_assumed", "bands_left_out", "units_assumed"})
