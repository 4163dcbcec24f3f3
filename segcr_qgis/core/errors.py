"""Every sentence the product can say when something is wrong.

The engine sends codes and values only. The command line prints these sentences as they stand;
QGIS looks up their translation (context ``SegcrMessages``) and fills in the same values.
"""

from __future__ import annotations

from typing import Any


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802 - the name lupdate looks for
    """Mark ``text`` for translation and return it unchanged."""
    return text


#: Failures: a run cannot start or go on. Each names the layer, what is wrong and what to do.
FAILURES: dict[str, str] = {
    "request_invalid": QT_TRANSLATE_NOOP(
        "SegcrMessages", "The run request cannot be used: {reason}. Correct it and run again."
    ),
    "no_output": QT_TRANSLATE_NOOP(
        "SegcrMessages", "No output was asked for: choose a class map, a restored image or both."
    ),
    "same_layer": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "Layer '{layer}' was given as both the optical and the radar layer: choose a Sentinel-1"
        " or other radar layer, or leave the radar layer empty.",
    ),
    "mask_is_layer": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "Layer '{layer}' was given as an image and as the cloud mask: choose a raster that says"
        " where clouds are, or leave the cloud mask empty.",
    ),
    "layer_unreadable": QT_TRANSLATE_NOOP(
        "SegcrMessages", "Layer '{layer}' cannot be read ({reason}): check that the file is whole."
    ),
    "parts_differ": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "Layer '{layer}' cannot supply bands to '{first}' ({reason}): use files of the same scene"
        " in the same coordinate system.",
    ),
    "layer_not_local": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "Layer '{layer}' is not a local raster file ({kind}): save it as GeoTIFF first"
        " (Export, Save As) and use that file.",
    ),
    "no_crs": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "Layer '{layer}' has no coordinate reference system: assign one (Layer, Set CRS, or"
        " gdal_edit -a_srs) and save it as GeoTIFF.",
    ),
    "no_transform": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "Layer '{layer}' is not georeferenced: georeference it first (Raster, Georeferencer).",
    ),
    "no_place": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "Layer '{layer}' has no place on Earth in its coordinate reference system, which is a local"
        " or a wrong one: assign the right one (Layer, Set CRS, or gdal_edit -a_srs) and save it as"
        " GeoTIFF.",
    ),
    "no_overlap": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "Layers '{layer}' and '{other}' do not overlap: choose images of the same place.",
    ),
    "extent_outside": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "The chosen extent does not touch layer '{layer}': choose an extent inside the image.",
    ),
    "nothing_valid": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "Layer '{layer}' holds no valid pixel where it is to be mapped: choose another layer, or"
        " an extent in which it has some.",
    ),
    "bands_unmatched": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "The bands of layer '{layer}' cannot be matched ({reason}): write the band map"
        " yourself, for example B2=1,B3=2,B4=3,B8=4 (optical) or VV=1,VH=2 (radar).",
    ),
    "band_map_invalid": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "The band map '{text}' of layer '{layer}' cannot be used ({reason}): write it like"
        " B2=1,B3=2.",
    ),
    "units_unknown": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "The units of layer '{layer}' cannot be recognised ({reason}): choose its units in the"
        " advanced settings.",
    ),
    "resolution_unsuitable": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "Layer '{layer}' has pixels of {pixel} m on the ground, but model '{model}' works from"
        " {minimum} to {maximum} m: resample the layer or choose another model.",
    ),
    "model_missing": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "Model '{model}' was not found: choose one of {available}, or a model folder.",
    ),
    "model_invalid": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "The model package in '{folder}' cannot be used: {reason}. Get the package again from"
        " where you had it.",
    ),
    "model_digest": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "File '{file}' of model '{model}' was changed or damaged (its digest is wrong): get the"
        " package again from where you had it.",
    ),
    "model_exists": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "A model called '{model}' is there already: remove it first, or add one of another name.",
    ),
    "model_not_added": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "The model could not be added to '{folder}' ({reason}): make room there, or see to it that"
        " you may write to it.",
    ),
    "output_is_input": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "Output '{path}' is one of the input files: choose another name, inputs are never"
        " overwritten.",
    ),
    "outputs_collide": QT_TRANSLATE_NOOP(
        "SegcrMessages", "Two outputs have the same name '{path}': give each its own name."
    ),
    "output_folder": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "Folder '{folder}' cannot be written to ({reason}): choose another output folder.",
    ),
    "output_busy": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "Another run is writing '{path}': wait until it has ended, or choose another name.",
    ),
    "input_changed": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "File '{path}' changed while it was being read: nothing was written; run again once it is"
        " whole.",
    ),
    "rerun_unknown": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "File '{path}' does not tell how it was made ({reason}): choose a raster that this version"
        " of SegCR wrote.",
    ),
    "rerun_model": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "Model '{model}' is not the one that made '{path}': its weights differ. Add the model it"
        " was made with.",
    ),
    "output_in_use": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "Output '{path}' is open elsewhere: close that layer or choose another name.",
    ),
    "output_type": QT_TRANSLATE_NOOP(
        "SegcrMessages", "Output '{path}' is not a GeoTIFF: choose a name that ends in .tif."
    ),
    "disk_full": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "The disk that holds '{path}' is full ({reason}): make room or choose another folder.",
    ),
    "write_failed": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "Output '{path}' could not be written ({reason}): choose another folder and run again.",
    ),
    "tile_invalid": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "Tile size {tile} with overlap {overlap} cannot be used: the tile must be a multiple of"
        " {multiple} and larger than twice the overlap.",
    ),
    "threshold_invalid": QT_TRANSLATE_NOOP(
        "SegcrMessages", "The cloud threshold {value} must lie between 0 and 1."
    ),
    "mask_values_invalid": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "The cloud mask values '{text}' cannot be used: write whole numbers like 3,8,9,10.",
    ),
    "mask_invalid": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "Cloud mask '{layer}' holds values outside 0..1 ({values}): say which of them mean cloud,"
        " for example 3,8,9,10.",
    ),
    "network_unknown": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "Network '{name}' is not known to this version ({available} are): update the plugin.",
    ),
    "network_config": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "Network '{name}' cannot be built ({reason}): get the model package again, or update the"
        " plugin.",
    ),
    "network_input": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "The network cannot take this input ({reason}): use a model that was made for it.",
    ),
    "export_differs": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "The ONNX graph of model '{model}' differs from PyTorch by {difference}: nothing was"
        " written; export with other versions of torch and onnx.",
    ),
    "device_missing": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "Device '{device}' is not available to the engine ({reason}): choose auto or cpu.",
    ),
    "out_of_memory": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "Memory ran out on {device} with tile size {tile}: choose a smaller tile size and one tile"
        " at a time (batch size 1), close other programs, or compute on the CPU.",
    ),
    "memory_exhausted": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "This computer ran out of memory, nothing was written: close other programs, choose a"
        " smaller tile size and one tile at a time (batch size 1), then run again.",
    ),
    "engine_missing": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "The SegCR engine is not set up ({reason}): choose Raster, SegCR, Set up engine in QGIS, or"
        " name a Python that has torch and rasterio in the variable SEGCR_ENGINE_PYTHON.",
    ),
    "engine_outdated": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "The SegCR engine in '{python}' does not fit this plugin ({reason}): choose Raster, SegCR,"
        " Set up engine in QGIS, and Set up again.",
    ),
    "engine_crashed": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "The SegCR engine stopped unexpectedly ({reason}): nothing was written; run again. If"
        " memory is short, close other programs, choose a smaller tile size and one tile at a time"
        " (batch size 1). Details are in the log tab SegCR.",
    ),
    "engine_protocol": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "The SegCR engine sent something unreadable ({reason}): set the engine up again.",
    ),
    "plugin_protocol": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "The SegCR engine could not read what it was asked ({reason}): run again; if it happens"
        " again, set the engine up again.",
    ),
    "setup_unsupported": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "No engine of kind '{engine}' exists for this computer ({system}): choose another kind, or"
        " use an existing Python.",
    ),
    "setup_python": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "{python} (version {version}) cannot carry the engine: install Python 3.12 from python.org"
        " or your package manager, or use an existing Python.",
    ),
    "setup_no_pip": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "The Python that was found makes no environments: install its missing part (on Debian and"
        " Ubuntu: sudo apt install python3-venv), then try again.",
    ),
    "setup_disk": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "The engine needs {needed} MB, but only {free} MB are free where '{folder}' lies: make"
        " room, or choose the light engine.",
    ),
    "setup_disk_full": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "The disk ran full during the set-up: make room, or choose the light engine, then try"
        " again. What was begun has been removed.",
    ),
    "setup_network": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "The package index cannot be reached: check the connection and QGIS's proxy settings"
        " (Settings, Options, Network), or install from a folder of wheels.",
    ),
    "setup_proxy": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "The proxy refused the connection: check its address, name and password in QGIS (Settings,"
        " Options, Network), then try again.",
    ),
    "setup_tls": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "The package index's certificate is not trusted, as happens where a network inspects"
        " traffic: ask your administrator for its certificate file and name it in the variable"
        " PIP_CERT, or install from a folder of wheels.",
    ),
    "setup_blocked": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "This computer's security policy does not let the engine's Python run: ask your"
        " administrator to allow '{folder}', or use an existing Python.",
    ),
    "setup_locked": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "Files in '{folder}' are in use: close other QGIS windows, or wait for the virus scanner,"
        " then try again.",
    ),
    "setup_permission": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "'{folder}' cannot be written to: give yourself the right to write there, or name another"
        " folder in the variable SEGCR_HOME.",
    ),
    "setup_not_carried": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "The package index (or the folder of wheels) does not carry {subject} for this Python: use"
        " another Python or index, or choose another kind of engine.",
    ),
    "setup_damaged": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "{file} arrived damaged or altered and was not used: try again, or ask who runs your"
        " package index.",
    ),
    "setup_damaged_download": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "A downloaded package was damaged: try again; if it stays so, empty pip's cache (pip cache"
        " purge).",
    ),
    "setup_check": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "The libraries were installed, but do not work on this computer: choose the light engine or"
        " the one for the processor, and copy the diagnostics if you report it.",
    ),
    "setup_failed": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "The set-up stopped ({reason}): try again; if it fails again, copy the diagnostics and"
        " report it.",
    ),
    "setup_in_use": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "The engine in '{folder}' is in use and was left there: close other QGIS windows, then try"
        " again.",
    ),
    "manifest_invalid": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "The list of scenes '{path}' cannot be used: {reason}. Correct it and run again.",
    ),
    "worker_died": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "The worker that had scene '{scene}' died ({reason}): nothing of the scene was written;"
        " run it again, with fewer workers if memory is short.",
    ),
    "cluster_unreachable": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "The Dask cluster at '{address}' cannot be used ({reason}): check the address, and that its"
        " workers can import segcr_qgis.",
    ),
    "cancelled": QT_TRANSLATE_NOOP("SegcrMessages", "The run was cancelled: nothing was written."),
    "training_diverged": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "Training stopped because {reason}: the last good checkpoint is in '{folder}'; lower the"
        " learning rate or look at the data, then run the command again.",
    ),
    "config_invalid": QT_TRANSLATE_NOOP(
        "SegcrMessages", "The settings in '{path}' cannot be used: {reason}. Correct them."
    ),
    "dataset_unknown": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "'{name}' is no dataset that is known ({available}): check the folder, or describe it in"
        " a YAML file.",
    ),
    "dataset_empty": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "No complete sample for {split} was found in '{folder}' ({reason}): see what segcr data"
        " check says of it.",
    ),
    "split_impossible": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "All samples are of one place ({place}), which must not be split: get data of more places"
        " or choose the random split, whose scores flatter.",
    ),
    "checkpoint_invalid": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "The checkpoint '{path}' cannot be used ({reason}): choose another run folder, or the"
        " settings it was made with.",
    ),
    "unexpected": QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "Something went wrong that should not have ({reason}): nothing was written. Please report"
        " it with the details from the log tab SegCR.",
    ),
}


class SegcrError(Exception):
    """A failure with a sentence for the user.

    Parameters
    ----------
    code : str
        Key of :data:`FAILURES`.
    detail : str
        Technical detail for the log; never shown in the sentence.
    **values
        What the sentence's placeholders stand for.
    """

    def __init__(self, code: str, detail: str = "", **values: Any) -> None:
        if code not in FAILURES:
            raise KeyError(f"no sentence for failure code {code!r}")
        self.code = code
        # One sentence is one line, whatever a library or the name of a file says.
        self.values = {key: " ".join(str(v).splitlines()) for key, v in values.items()}
        self.detail = detail
        super().__init__(sentence(FAILURES[code], self.values))


class Cancelled(SegcrError):  # noqa: N818 - the user's wish, not an error
    """The user cancelled the run."""

    def __init__(self) -> None:
        super().__init__("cancelled")


def last_line(text: str) -> str:
    """Return the last line of a library's account of itself: numpy's runs over a page."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:300] if lines else "it says nothing"


class _Missing(dict[str, str]):
    """Keeps a placeholder that has no value readable instead of failing on it."""

    def __missing__(self, key: str) -> str:
        return "?"


def sentence(template: str, values: dict[str, str]) -> str:
    """Fill ``template`` with ``values``; a missing value becomes '?'."""
    return template.format_map(_Missing(values))
