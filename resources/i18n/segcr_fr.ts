<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr" sourcelanguage="en">
  <context>
    <name>SegcrDock</name>
    <message>
      <source>Processor</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>NVIDIA graphics card</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Apple graphics</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Advanced</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>from the model</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Cloud mask</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A raster that says where clouds are. Without it, the network finds them.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Mask values that mean cloud</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Empty: the mask holds 0 and 1, or a probability.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Cloud threshold</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Between 0 and 1: where the cloud impact is lower, the input stays as it is.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Tile size in pixels</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Smaller tiles need less memory.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Device</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Where the network runs.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Whole optical layer</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Map canvas</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Drawn rectangle</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Draw the rectangle on the map</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Blue</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Green</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Red</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Near infrared</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Short-wave infrared, 1.6 µm</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Short-wave infrared, 2.2 µm</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>not in the layer</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Class areas</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: {percent} %, {area}, {clouded} % of it under cloud</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Demo scene, cloudy</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Demo scene, radar</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>SegCR demo (synthetic landscape, simulated clouds)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>SegCR</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The map canvas shows nothing of layer '{layer}': zoom to it first.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Preview</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Last result</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Set up the engine…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Zoom to layer</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Draw a rectangle on the map first.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Cancelling</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Choose an optical layer first.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Preview done.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Done; {share} % was clouded.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Draw a rectangle on the map.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Cancelled, nothing was written.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Outside of the optical layer.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Show log</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{size} MB</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Which engine</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Looking at this computer…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No engine is built for this computer: use an existing Python.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{size} GB</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Standard, on the processor</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>PyTorch; runs every model on any computer.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Standard, on the graphics card</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Standard, with Apple graphics</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>PyTorch; runs every model, on the graphics part where it can.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Light, on the processor</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>ONNX Runtime; small and quick to install, for models that come with an ONNX file.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Downloads about {download}, takes {disk}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{engine} (recommended)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>PyTorch for your {card}; the fastest.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Set up the SegCR engine</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Set up</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Cancel</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Use an existing Python…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Copy diagnostics</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Close</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Choose a Python with PyTorch and rasterio</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The diagnostics are on the clipboard.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Getting a Python</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Making the environment</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Downloading and installing</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Checking that it works</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The engine is ready.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>SegCR computes in a Python of its own. QGIS's Python is never touched, and no administrator rights are needed.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What will be run</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>As pip is configured</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Without network, or through a mirror</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Folder of wheels</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Package index</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This computer could not be looked at.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Set up again</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Cancelled; what was begun has been removed.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No engine is set up yet.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Go on in the background</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Goes to {folder}, on {python}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Try again</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The Python in use, {python}, lacks {libraries}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Ready: {engine}, Python {version}, in {python}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Remove old engines ({size})</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The engine is in {folder}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Correct bands and units</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Recognise again</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Units</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Layers</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Add a cloudy optical image to the project, and a radar image of the same place.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Optical layer</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Radar layer</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Land cover and cloud removal panel</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Set up engine…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Manage models…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Open the demo project</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Options…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>User guide</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Welcome…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Model card: {name}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Models that come with SegCR cannot be removed.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Model packages (*.zip)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>SegCR: verifying models</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>SegCR models</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Add from ZIP…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Add from folder…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Remove</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Show card</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Verify all</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Add a model from a ZIP file</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Add a model from a folder</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Remove model</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Not verified yet</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Added</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Comes with SegCR</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Model '{name}' was verified and added.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Model '{name}' could not be removed ({reason}): close what uses it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Remove model '{name}' from this computer?</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Model</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Version</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Network</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Bands</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Origin</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>State</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Verified</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Added models lie in {folder}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The engine that SegCR set up</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>End it with each run</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A waiting engine starts at once, but keeps its memory.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Engine</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Python to use instead</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Keep the engine waiting for</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Models</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>min</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>In use: {python}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>About {time} and {memory} of memory</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{width} × {height} pixels, {area}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>same day</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>1 day apart</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Bands recognised: {bands}. Units recognised: {units}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A large file: looked at when the run starts.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{percent} % overlap</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{days} days apart</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{size} m</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Results</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Temporary folder</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Land cover</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Restored image</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Cloud impact</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Confidence</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Report</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Save to</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Run</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Starting the engine</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Try it on the middle of the map canvas, at most {side} × {side} pixels</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>SegCR: looking at this computer</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>SegCR: setting up the engine</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Hatched: under cloud, an estimate.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Compare (hold)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Hold to flicker between the cloudy and the restored image</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Open report</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&lt;b&gt;{clouds} %&lt;/b&gt; under cloud or shadow, {area} mapped</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Ran on {device} in {time}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Model and area</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Model card</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Model</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Area</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{optical} and {radar} · {low}-{high} m pixels · {count} classes</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A small synthetic landscape with simulated clouds, ready to try.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Press Preview in the SegCR panel, then Run: the map and the cloud-free image.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Welcome to SegCR</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Land cover through clouds, in three steps</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The engine is set up.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The engine that computes lives in a Python of its own. One click, once.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Water</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Trees</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Flooded vegetation</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Crops</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Built area</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Bare ground</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Snow and ice</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Rangeland</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>SegcrMessages</name>
    <message>
      <source>The run request cannot be used: {reason}. Correct it and run again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No output was asked for: choose a class map, a restored image or both.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Layer '{layer}' was given as both the optical and the radar layer: choose a Sentinel-1 or other radar layer, or leave the radar layer empty.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Layer '{layer}' cannot be read ({reason}): check that the file is whole.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Layer '{layer}' cannot supply bands to '{first}' ({reason}): use files of the same scene in the same coordinate system.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Layer '{layer}' is not a local raster file ({kind}): save it as GeoTIFF first (Export, Save As) and use that file.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Layer '{layer}' has no coordinate reference system: assign one (Layer, Set CRS, or gdal_edit -a_srs) and save it as GeoTIFF.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Layer '{layer}' is not georeferenced: georeference it first (Raster, Georeferencer).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Layers '{layer}' and '{other}' do not overlap: choose images of the same place.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The chosen extent does not touch layer '{layer}': choose an extent inside the image.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The bands of layer '{layer}' cannot be matched ({reason}): write the band map yourself, for example B2=1,B3=2,B4=3,B8=4 (optical) or VV=1,VH=2 (radar).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The band map '{text}' of layer '{layer}' cannot be used ({reason}): write it like B2=1,B3=2.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The units of layer '{layer}' cannot be recognised ({reason}): choose its units in the advanced settings.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Layer '{layer}' has pixels of {pixel} m on the ground, but model '{model}' works from {minimum} to {maximum} m: resample the layer or choose another model.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Model '{model}' was not found: choose one of {available}, or a model folder.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The model package in '{folder}' cannot be used: {reason}. Get the package again from where you had it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>File '{file}' of model '{model}' was changed or damaged (its digest is wrong): get the package again from where you had it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Output '{path}' is one of the input files: choose another name, inputs are never overwritten.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Two outputs have the same name '{path}': give each its own name.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Folder '{folder}' cannot be written to ({reason}): choose another output folder.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Output '{path}' is open elsewhere: close that layer or choose another name.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Output '{path}' is not a GeoTIFF: choose a name that ends in .tif.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The disk that holds '{path}' is full ({reason}): make room or choose another folder.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Output '{path}' could not be written ({reason}): choose another folder and run again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Tile size {tile} with overlap {overlap} cannot be used: the tile must be a multiple of {multiple} and larger than twice the overlap.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The cloud threshold {value} must lie between 0 and 1.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The cloud mask values '{text}' cannot be used: write whole numbers like 3,8,9,10.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Cloud mask '{layer}' holds values outside 0..1 ({values}): say which of them mean cloud, for example 3,8,9,10.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Network '{name}' is not known to this version ({available} are): update the plugin.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Network '{name}' cannot be built ({reason}): get the model package again, or update the plugin.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The network cannot take this input ({reason}): use a model that was made for it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The ONNX graph of model '{model}' differs from PyTorch by {difference}: nothing was written; export with other versions of torch and onnx.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Device '{device}' is not available to the engine ({reason}): choose auto or cpu.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Memory ran out on {device} with tile size {tile}: choose a smaller tile or the CPU.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The SegCR engine is not set up ({reason}): choose Raster, SegCR, Set up engine in QGIS, or name a Python that has torch and rasterio in the variable SEGCR_ENGINE_PYTHON.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The SegCR engine in '{python}' does not fit this plugin ({reason}): set it up again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The SegCR engine stopped unexpectedly ({reason}): nothing was written; run again, with a smaller tile size if memory is short. Details are in the log tab SegCR.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The SegCR engine sent something unreadable ({reason}): set the engine up again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No engine of kind '{engine}' exists for this computer ({system}): choose another kind, or use an existing Python.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{python} (version {version}) cannot carry the engine: install Python 3.12 from python.org or your package manager, or use an existing Python.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The Python that was found makes no environments: install its missing part (on Debian and Ubuntu: sudo apt install python3-venv), then try again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The engine needs {needed} MB, but only {free} MB are free where '{folder}' lies: make room, or choose the light engine.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The disk ran full during the set-up: make room, or choose the light engine, then try again. What was begun has been removed.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The package index cannot be reached: check the connection and QGIS's proxy settings (Settings, Options, Network), or install from a folder of wheels.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The proxy refused the connection: check its address, name and password in QGIS (Settings, Options, Network), then try again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The package index's certificate is not trusted, as happens where a network inspects traffic: ask your administrator for its certificate file and name it in the variable PIP_CERT, or install from a folder of wheels.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This computer's security policy does not let the engine's Python run: ask your administrator to allow '{folder}', or use an existing Python.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Files in '{folder}' are in use: close other QGIS windows, or wait for the virus scanner, then try again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>'{folder}' cannot be written to: give yourself the right to write there, or name another folder in the variable SEGCR_HOME.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The package index (or the folder of wheels) does not carry {subject} for this Python: use another Python or index, or choose another kind of engine.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{file} arrived damaged or altered and was not used: try again, or ask who runs your package index.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A downloaded package was damaged: try again; if it stays so, empty pip's cache (pip cache purge).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The libraries were installed, but do not work on this computer: choose the light engine or the one for the processor, and copy the diagnostics if you report it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The set-up stopped ({reason}): try again; if it fails again, copy the diagnostics and report it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The engine in '{folder}' is in use and was left there: close other QGIS windows, then try again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The list of scenes '{path}' cannot be used: {reason}. Correct it and run again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The worker that had scene '{scene}' died ({reason}): nothing of the scene was written; run it again, with fewer workers if memory is short.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The Dask cluster at '{address}' cannot be used ({reason}): check the address, and that its workers can import segcr_qgis.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The run was cancelled: nothing was written.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Training stopped because {reason}: the last good checkpoint is in '{folder}'; lower the learning rate or look at the data, then run the command again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Something went wrong that should not have ({reason}): nothing was written. Please report it with the details from the log tab SegCR.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No radar was given: what clouds hide is guessed from the clear surroundings only.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The radar layer covers {percent} % of the image.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No clouds found: the restored image equals the input.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{percent} % of the image is clouded: little clear ground is left to learn the colours from, so expect a rough restoration.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Layer '{layer}' has no {bands}: the model works without, less accurately.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Bands {bands} of layer '{layer}' are unknown to the model and were left out.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Layer '{layer}': bands read as {bands} ({reason}).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Layer '{layer}': values read as {units} ({reason}).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The optical and the radar image were taken {days} days apart: changes in between show as errors.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Device {wanted} cannot be used ({reason}): {used} was used instead.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Memory ran short: the batch size was reduced to {batch}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The run needs about {needed} MB of memory and {free} MB are free: if it fails, choose a smaller area or a smaller tile size.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Layer '{layer}' has pixels of {pixel} m, the model was trained at {trained} m: expect lower accuracy.</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>SegcrPlugin</name>
    <message>
      <source>Map land cover through clouds. New here?</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Get started</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>SegcrProcessing</name>
    <message>
      <source>Assess accuracy</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Compares a class map or a restored image with reference data</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>accuracy,validation,confusion matrix,kappa,iou,f1,psnr,ssim,reference</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{count} points have no class code or no place and were left out.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Field with the class code</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Reference points</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Assessment page</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>HTML files (*.html)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Assessment as JSON</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>JSON files (*.json)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Overall accuracy, 0 to 1</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Mean IoU, 0 to 1</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Mean F1, 0 to 1</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>PSNR in dB</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>SSIM</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Spectral angle in degrees</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Choose a reference raster or reference points for the map.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Choose the class map that the reference belongs to.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Choose either a reference raster or reference points, not both.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Choose the field of the points that holds the class code.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A restored image is compared with a clear one: choose both.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Choose a class map with a reference, or a restored image.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The land-cover map to assess.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The true classes. Any grid: it is moved to the pixels of the map.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Or points where the true class is known, in any coordinate system.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A whole number: the code of the true class.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>segcr: 1 water to 8 rangeland, as in the map. The others are translated: ESA WorldCover, Esri 10 m land cover, Dynamic World.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The restored image to assess.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The same ground without clouds, taken within days of the cloudy image.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The cloudy input: it is scored too, and with a cloud mask also two simple fillings of its clouds, so that you see what the restoration is worth.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Above 0 is cloud: scores are then given under cloud and in the clear too.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Which band is which, for example B2=1,B3=2,B4=3. Empty: recognised.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What the numbers of the images mean.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A page with the scores and the confusion matrix.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The same figures for programs.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>damaged or no raster</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Class map</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Reference raster</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Codes of the reference</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Restored image</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Clear image</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Cloudy image</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Cloud mask</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Bands of the images</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Units of the images</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Check the engine</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Says whether the engine is ready, and on which devices it can run</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>engine,environment,diagnose,gpu,cuda,device,version,doctor</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Ready</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Message</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Python of the engine</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Versions</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Devices</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Models</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The engine is ready.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Model information</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Shows the card of a model and verifies its files</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Model</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>An installed model.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Model folder</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A model package of your own; it takes the place of the model.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Model page</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What the model was trained on, bands, classes, accuracy, limits.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Every file has the digest that the package names.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>model,card,weights,digest,bands,classes,accuracy</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Name</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Version</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Optical bands</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Radar bands</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Classes</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>SHA-256 of the weights</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Number of parameters</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Segment land cover and remove clouds</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Land-cover class map and cloud-free image from optical and radar layers</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>cloud,clouds,cloud removal,land cover,classification,segmentation,sentinel,sar,radar,deep learning,restoration,gap filling</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Simulate clouds</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Puts simulated clouds and shadows on a clear image, to test with</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Cover in %</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Seed</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>cloud,clouds,simulation,synthetic,shadow,mask,test data</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Clouded share in %</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>An optical image without clouds. A local file, such as a GeoTIFF.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Thick, thin or both, broken fair-weather cloud, full cover, or the shadow of clouds outside the image.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Share of the image under cloud; full cover and shade take no notice.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The same seed makes the same clouds.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A real cloud mask, above 0 where cloud is; the clouds take its outlines.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>An image with real clouds that are laid over the clear one. The cloud shapes above must then be its cloud mask.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What the numbers of the clear image mean.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The image under simulated clouds, in the units of the input.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>0 clear, 1 cloud, 2 shadow.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Optical thickness of the clouds in blue light.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Simulated cloud: {share:.1f} %.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Kind of cloud</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Cloud shapes</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Clouded image</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Bands</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Units</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Simulated cloudy image</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Simulated cloud mask</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Simulated thickness</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Land cover and clouds</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Land-cover polygons</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Land-cover change between two dates</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Flood extent</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What lies under clouds is an estimate, not an observation.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{share} % of the image was under cloud or shadow.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Land-cover classes made by model {model} {version}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Optical image restored by model {model} {version}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>How much clouds and shadows change each pixel, 0 to 1, by {model}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Class confidence and expected error of reflectance, by {model}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Clouded: {clouds:.1f} %. {tiles} tiles of {size} pixels on {device} ({precision}) in {time}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Waiting for another run to end</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Loading the model</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Reading the layers</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Mapping and removing clouds</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Writing the results</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Automatic</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Reflectance, 0 to 1</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Reflectance × 10000</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Reflectance × 10000 + 1000</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>8-bit picture</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Decibels</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Linear power</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Amplitude</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Coded decibels, 16 bits</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>reflectance 0-1</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>DN/10000</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>DN/10000, offset -1000</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>dB</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>linear power</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>amplitude</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>dB coded in 16 bits</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{h} h {n} min</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{area} ha</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{phase}, {left} left</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{n} s</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{n} min</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{area} km²</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This model has no readable card.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Pixel size</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Parameters</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Tiles</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Cloud threshold</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Network</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Folder</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Weights (SHA-256)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Model card</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>none</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{low} to {high} m, trained at {trained} m</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{count} million</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{size} pixels, overlap {overlap}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Report</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Clouded share in percent</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Valid share in percent</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Device used</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Notices</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The cloudy image. All results have its grid. A local file, such as a GeoTIFF.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Backscatter of the same place (VV, VH), taken within days of the optical image. Any grid and coordinate system. Without it, what clouds hide is only guessed.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Other files of the same scene that hold bands, such as those of 20 m. They are brought onto the grid of the optical layer.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The network that maps and restores.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A model package of your own; it takes the place of the model above.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A raster that says where clouds are. Without it, the network finds them.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Values of the cloud mask that mean cloud, for example 3,8,9,10 for a scene classification layer. Empty: the mask holds 0 and 1, or a probability.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The part to work on, widened to whole pixels. Empty: the whole optical layer.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Which band is which, for example B2=1,B3=2,B4=3,B8=4. Empty: recognised.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Which band is which, for example VV=1,VH=2. Empty: recognised.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What the numbers mean: reflectance from 0 to 1, reflectance times 10000, the same with an offset of 1000 (Sentinel-2 since 2022), or an 8-bit picture.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What the numbers mean: decibels, linear power, amplitude, decibels coded in 16 bits, or an 8-bit picture.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Empty: as the model was trained. Smaller tiles need less memory.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Neighbouring tiles are blended over this width. Empty: as the model says.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Empty: chosen for the device. Fewer need less memory.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Where the network runs: auto takes the graphics card if the engine can use one.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Number format of the network; auto takes the fastest that is safe.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Where the cloud impact is below this value, the restored image equals the input. Between 0 and 1. Empty: as the model says.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The class map, with class names and colours.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The optical layer without clouds, in the same units; clear ground is left exactly as it was.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>How much clouds and their shadows change each pixel, from 0 to 1.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Band 1: confidence of the class, from 0 to 1. Band 2: expected error of the restored reflectance.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A page with the pictures, figures and settings of the run.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Optical layer</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Radar layer</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Further optical layers</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Cloud mask values</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Area</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Bands of the optical layer</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Bands of the radar layer</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Units of the optical layer</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Units of the radar layer</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Tile size in pixels</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Overlap of tiles in pixels</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Tiles at a time</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Device</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Precision</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Land cover</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Cloud impact</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Confidence</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>SegCR: land cover and cloud removal</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Water</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Trees</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Flooded vegetation</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Crops</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Built area</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Bare ground</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Snow and ice</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Rangeland</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Compares a land-cover map with a reference raster or with reference points, and a restored image with a clear one, and writes a page with the scores.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>For a map: confusion matrix, overall accuracy, mean IoU and F1. For an image: PSNR, SSIM, spectral angle and mean absolute error of reflectance. With a cloud mask all scores are given for all pixels, under cloud and in the clear.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Give the cloudy image too: it shows what the restoration is worth beside leaving the clouds in and beside two simple fillings.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Says whether the SegCR engine is set up, which libraries and models it finds and on which devices it can run.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Where the engine is missing the algorithm still succeeds: READY is false and MESSAGE says what to do.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Shows what a model was trained on, its bands, classes, accuracy and limits, and verifies that its files are those its author packed.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The engine is not needed for it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Makes a land-cover class map and a cloud-free image from a cloudy optical layer. A radar layer of the same place, on any grid and in any coordinate system, shows what lies under the clouds.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Ground that no cloud touches stays exactly as it was in the input. What clouds hide is an estimate: look at the confidence layer before you measure in it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Bands and units are recognised from the file. Where that fails, one sentence says what to fill in, for example the band map B2=1,B3=2,B4=3,B8=4.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The cloud mask is optional: without one, the network finds the clouds. For the scene classification layer of Sentinel-2 give the values 3,8,9,10.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Puts simulated clouds and their shadows on a clear image, in the units of that image, and keeps the mask. With it you can see what a restoration is worth on your own ground: restore the clouded image and compare with the clear one.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Clouds are made of fractal noise: thick cloud is opaque in every band, thin cloud lets long waves through, tops are bright and textured, shadows are shifted. The same seed makes the same clouds.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A real cloud mask can lend its outlines. A really clouded image together with its mask can lend the clouds themselves.</source>
      <translation type="unfinished" />
    </message>
  </context>
</TS>
