<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
  <context>
    <name>SegcrDock</name>
    <message>
      <source>Processor</source>
      <translation>处理器</translation>
    </message>
    <message>
      <source>NVIDIA graphics card</source>
      <translation>NVIDIA 显卡</translation>
    </message>
    <message>
      <source>Apple graphics</source>
      <translation>Apple 图形处理器</translation>
    </message>
    <message>
      <source>Advanced</source>
      <translation>高级</translation>
    </message>
    <message>
      <source>from the model</source>
      <translation>由模型决定</translation>
    </message>
    <message>
      <source>Cloud mask</source>
      <translation>云掩膜</translation>
    </message>
    <message>
      <source>A raster that says where clouds are. Without it, the network finds them.</source>
      <translation>指明云位置的栅格。不给出时由网络自动找云。</translation>
    </message>
    <message>
      <source>Mask values that mean cloud</source>
      <translation>掩膜中表示云的值</translation>
    </message>
    <message>
      <source>Empty: the mask holds 0 and 1, or a probability.</source>
      <translation>留空：掩膜为 0 和 1，或为概率。</translation>
    </message>
    <message>
      <source>Cloud threshold</source>
      <translation>云阈值</translation>
    </message>
    <message>
      <source>Between 0 and 1: where the cloud impact is lower, the input stays as it is.</source>
      <translation>0 到 1 之间：云影响低于此值处，输入保持不变。</translation>
    </message>
    <message>
      <source>Tile size in pixels</source>
      <translation>瓦片大小（像素）</translation>
    </message>
    <message>
      <source>Smaller tiles need less memory.</source>
      <translation>瓦片越小，占用内存越少。</translation>
    </message>
    <message>
      <source>Device</source>
      <translation>设备</translation>
    </message>
    <message>
      <source>Where the network runs.</source>
      <translation>网络在哪里运行。</translation>
    </message>
    <message>
      <source>Whole optical layer</source>
      <translation>整个光学图层</translation>
    </message>
    <message>
      <source>Map canvas</source>
      <translation>地图画布</translation>
    </message>
    <message>
      <source>Drawn rectangle</source>
      <translation>绘制的矩形</translation>
    </message>
    <message>
      <source>Draw the rectangle on the map</source>
      <translation>在地图上绘制矩形</translation>
    </message>
    <message>
      <source>Blue</source>
      <translation>蓝</translation>
    </message>
    <message>
      <source>Green</source>
      <translation>绿</translation>
    </message>
    <message>
      <source>Red</source>
      <translation>红</translation>
    </message>
    <message>
      <source>Near infrared</source>
      <translation>近红外</translation>
    </message>
    <message>
      <source>Short-wave infrared, 1.6 µm</source>
      <translation>短波红外，1.6 µm</translation>
    </message>
    <message>
      <source>Short-wave infrared, 2.2 µm</source>
      <translation>短波红外，2.2 µm</translation>
    </message>
    <message>
      <source>not in the layer</source>
      <translation>图层中没有</translation>
    </message>
    <message>
      <source>Class areas</source>
      <translation>类别面积</translation>
    </message>
    <message>
      <source>{name}: {percent} %, {area}, {clouded} % of it under cloud</source>
      <translation>{name}：{percent} %，{area}，其中 {clouded} % 在云下</translation>
    </message>
    <message>
      <source>Demo scene, cloudy</source>
      <translation>演示场景（有云）</translation>
    </message>
    <message>
      <source>Demo scene, radar</source>
      <translation>演示场景（雷达）</translation>
    </message>
    <message>
      <source>SegCR demo (synthetic landscape, simulated clouds)</source>
      <translation>SegCR 演示（合成地貌，模拟云）</translation>
    </message>
    <message>
      <source>The demo scene could not be copied to {folder} ({reason}).</source>
      <translation>无法将演示场景复制到 {folder}（{reason}）。</translation>
    </message>
    <message>
      <source>Done, but the project was closed meanwhile: nothing was added to this one. The results are in {folder}.</source>
      <translation>已完成，但项目在此期间被关闭：未向当前项目添加任何内容。结果位于 {folder}。</translation>
    </message>
    <message>
      <source>SegCR</source>
      <translation>SegCR</translation>
    </message>
    <message>
      <source>Layer '{layer}' is still being looked at: try again in a moment.</source>
      <translation>仍在查看图层“{layer}”：请稍后再试。</translation>
    </message>
    <message>
      <source>The map canvas shows nothing of layer '{layer}': zoom to it first.</source>
      <translation>地图画布中没有图层“{layer}”的内容：请先缩放到该图层。</translation>
    </message>
    <message>
      <source>Nothing in that area holds values: the results are empty. Choose another area, or a layer that has data there.</source>
      <translation>该区域没有任何数值：结果为空。请选择其他区域，或在该处有数据的图层。</translation>
    </message>
    <message>
      <source>Preview done.</source>
      <translation>预览完成。</translation>
    </message>
    <message>
      <source>Done; {share} % was clouded.</source>
      <translation>完成；{share} % 被云覆盖。</translation>
    </message>
    <message>
      <source>Preview</source>
      <translation>预览</translation>
    </message>
    <message>
      <source>Last result</source>
      <translation>最近结果</translation>
    </message>
    <message>
      <source>Set up the engine…</source>
      <translation>安装引擎…</translation>
    </message>
    <message>
      <source>Zoom to layer</source>
      <translation>缩放到图层</translation>
    </message>
    <message>
      <source>Draw a rectangle on the map first.</source>
      <translation>请先在地图上绘制一个矩形。</translation>
    </message>
    <message>
      <source>Cancelling</source>
      <translation>正在取消</translation>
    </message>
    <message>
      <source>Choose an optical layer first.</source>
      <translation>请先选择光学图层。</translation>
    </message>
    <message>
      <source>QGIS deletes them when it is closed: copy what you want to keep.</source>
      <translation>QGIS 关闭时会将其删除：请复制要保留的内容。</translation>
    </message>
    <message>
      <source>Manage models…</source>
      <translation>管理模型…</translation>
    </message>
    <message>
      <source>Show the tile size</source>
      <translation>显示瓦片大小</translation>
    </message>
    <message>
      <source>Draw a rectangle on the map.</source>
      <translation>请在地图上绘制一个矩形。</translation>
    </message>
    <message>
      <source>The engine that computes is not set up yet.</source>
      <translation>计算引擎尚未安装。</translation>
    </message>
    <message>
      <source>Outside of the optical layer.</source>
      <translation>在光学图层之外。</translation>
    </message>
    <message>
      <source>Cancelled, nothing was written.</source>
      <translation>已取消，未写入任何内容。</translation>
    </message>
    <message>
      <source>Show log</source>
      <translation>显示日志</translation>
    </message>
    <message>
      <source>{size} MB</source>
      <translation>{size} MB</translation>
    </message>
    <message>
      <source>Which engine</source>
      <translation>选择引擎</translation>
    </message>
    <message>
      <source>Looking at this computer…</source>
      <translation>正在检查这台计算机…</translation>
    </message>
    <message>
      <source>No engine is built for this computer: use an existing Python.</source>
      <translation>没有适用于这台计算机的引擎：请使用已有的 Python。</translation>
    </message>
    <message>
      <source>{size} GB</source>
      <translation>{size} GB</translation>
    </message>
    <message>
      <source>Standard, on the processor</source>
      <translation>标准版，使用处理器</translation>
    </message>
    <message>
      <source>PyTorch; runs every model on any computer.</source>
      <translation>PyTorch；在任何计算机上运行所有模型。</translation>
    </message>
    <message>
      <source>Standard, on the graphics card</source>
      <translation>标准版，使用显卡</translation>
    </message>
    <message>
      <source>Standard, with Apple graphics</source>
      <translation>标准版，使用 Apple 图形处理器</translation>
    </message>
    <message>
      <source>PyTorch; runs every model, on the graphics part where it can.</source>
      <translation>PyTorch；运行所有模型，能用图形处理器时就用。</translation>
    </message>
    <message>
      <source>Light, on the processor</source>
      <translation>轻量版，使用处理器</translation>
    </message>
    <message>
      <source>OpenVINO or ONNX Runtime; small, for models that come with an ONNX file.</source>
      <translation>OpenVINO 或 ONNX Runtime；体积小，适用于附带 ONNX 文件的模型。</translation>
    </message>
    <message>
      <source>Downloads about {download}, takes {disk}.</source>
      <translation>下载约 {download}，占用 {disk}。</translation>
    </message>
    <message>
      <source>None of the installed models comes with one yet.</source>
      <translation>目前已安装的模型都没有附带该文件。</translation>
    </message>
    <message>
      <source>{engine} (recommended)</source>
      <translation>{engine}（推荐）</translation>
    </message>
    <message>
      <source>PyTorch for your {card}; the fastest.</source>
      <translation>适用于您的 {card} 的 PyTorch；速度最快。</translation>
    </message>
    <message>
      <source>Set up the SegCR engine</source>
      <translation>安装 SegCR 引擎</translation>
    </message>
    <message>
      <source>Set up</source>
      <translation>安装</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Use an existing Python…</source>
      <translation>使用已有的 Python…</translation>
    </message>
    <message>
      <source>Copy diagnostics</source>
      <translation>复制诊断信息</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>关闭</translation>
    </message>
    <message>
      <source>Choose a Python with PyTorch and rasterio</source>
      <translation>选择带有 PyTorch 和 rasterio 的 Python</translation>
    </message>
    <message>
      <source>The diagnostics are on the clipboard.</source>
      <translation>诊断信息已复制到剪贴板。</translation>
    </message>
    <message>
      <source>Getting a Python</source>
      <translation>正在获取 Python</translation>
    </message>
    <message>
      <source>Making the environment</source>
      <translation>正在创建环境</translation>
    </message>
    <message>
      <source>Downloading and installing</source>
      <translation>正在下载和安装</translation>
    </message>
    <message>
      <source>Checking that it works</source>
      <translation>正在检查能否工作</translation>
    </message>
    <message>
      <source>The engine is ready.</source>
      <translation>引擎已就绪。</translation>
    </message>
    <message>
      <source>SegCR computes in a Python of its own. QGIS's Python is never touched, and no administrator rights are needed.</source>
      <translation>SegCR 在自己的 Python 中计算。从不改动 QGIS 的 Python，也不需要管理员权限。</translation>
    </message>
    <message>
      <source>What will be run</source>
      <translation>将要运行的命令</translation>
    </message>
    <message>
      <source>As pip is configured</source>
      <translation>按 pip 的配置</translation>
    </message>
    <message>
      <source>Without network, or through a mirror</source>
      <translation>没有网络，或使用镜像</translation>
    </message>
    <message>
      <source>Folder of wheels</source>
      <translation>wheel 文件夹</translation>
    </message>
    <message>
      <source>Package index</source>
      <translation>软件包索引</translation>
    </message>
    <message>
      <source>This computer could not be looked at.</source>
      <translation>无法检查这台计算机。</translation>
    </message>
    <message>
      <source>Set up again</source>
      <translation>重新安装</translation>
    </message>
    <message>
      <source>Cancelled; what was begun has been removed.</source>
      <translation>已取消；已开始的部分已删除。</translation>
    </message>
    <message>
      <source>No engine is set up yet.</source>
      <translation>尚未安装引擎。</translation>
    </message>
    <message>
      <source>Go on in the background</source>
      <translation>在后台继续</translation>
    </message>
    <message>
      <source>Goes to {folder}, on {python}.</source>
      <translation>位置：{folder}，基于 {python}。</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>重试</translation>
    </message>
    <message>
      <source>The Python in use, {python}, lacks {libraries}.</source>
      <translation>正在使用的 Python {python} 缺少 {libraries}。</translation>
    </message>
    <message>
      <source>Ready: {engine}, Python {version}, in {python}</source>
      <translation>就绪：{engine}，Python {version}，位于 {python}</translation>
    </message>
    <message>
      <source>Remove old engines ({size})</source>
      <translation>删除旧引擎（{size}）</translation>
    </message>
    <message>
      <source>The engine is in {folder}.</source>
      <translation>引擎位于 {folder}。</translation>
    </message>
    <message>
      <source>Correct bands and units</source>
      <translation>更正波段和单位</translation>
    </message>
    <message>
      <source>Units</source>
      <translation>单位</translation>
    </message>
    <message>
      <source>Recognise again</source>
      <translation>重新识别</translation>
    </message>
    <message>
      <source>none</source>
      <translation>无</translation>
    </message>
    <message>
      <source>Other files of the same scene that hold bands, such as those of 20 m. They are brought onto the grid of the optical layer.</source>
      <translation>同一景中含有其他波段的文件，例如 20 m 波段。它们会被变换到光学图层的网格上。</translation>
    </message>
    <message>
      <source>Further bands from</source>
      <translation>其他波段来自</translation>
    </message>
    <message>
      <source>Layers</source>
      <translation>图层</translation>
    </message>
    <message>
      <source>Add a cloudy optical image to the project, and a radar image of the same place.</source>
      <translation>请把一幅有云的光学影像和同一地点的雷达影像加入工程。</translation>
    </message>
    <message>
      <source>&amp;Optical layer</source>
      <translation>光学图层(&amp;O)</translation>
    </message>
    <message>
      <source>&amp;Radar layer</source>
      <translation>雷达图层(&amp;R)</translation>
    </message>
    <message>
      <source>Looking at layer '{layer}'</source>
      <translation>正在查看图层“{layer}”</translation>
    </message>
    <message>
      <source>Land cover and cloud removal panel</source>
      <translation>土地覆盖与去云面板</translation>
    </message>
    <message>
      <source>Set up engine…</source>
      <translation>安装引擎…</translation>
    </message>
    <message>
      <source>Open the demo project</source>
      <translation>打开演示工程</translation>
    </message>
    <message>
      <source>Options…</source>
      <translation>选项…</translation>
    </message>
    <message>
      <source>User guide</source>
      <translation>用户指南</translation>
    </message>
    <message>
      <source>Welcome…</source>
      <translation>欢迎…</translation>
    </message>
    <message>
      <source>Model card: {name}</source>
      <translation>模型卡：{name}</translation>
    </message>
    <message>
      <source>Models that come with SegCR cannot be removed.</source>
      <translation>SegCR 自带的模型不能删除。</translation>
    </message>
    <message>
      <source>Model packages (*.zip)</source>
      <translation>模型包 (*.zip)</translation>
    </message>
    <message>
      <source>SegCR: verifying models</source>
      <translation>SegCR：正在校验模型</translation>
    </message>
    <message>
      <source>SegCR models</source>
      <translation>SegCR 模型</translation>
    </message>
    <message>
      <source>Add from ZIP…</source>
      <translation>从 ZIP 添加…</translation>
    </message>
    <message>
      <source>Add from folder…</source>
      <translation>从文件夹添加…</translation>
    </message>
    <message>
      <source>Remove</source>
      <translation>删除</translation>
    </message>
    <message>
      <source>Show card</source>
      <translation>显示模型卡</translation>
    </message>
    <message>
      <source>Verify all</source>
      <translation>全部校验</translation>
    </message>
    <message>
      <source>Add a model from a ZIP file</source>
      <translation>从 ZIP 文件添加模型</translation>
    </message>
    <message>
      <source>Add a model from a folder</source>
      <translation>从文件夹添加模型</translation>
    </message>
    <message>
      <source>Remove model</source>
      <translation>删除模型</translation>
    </message>
    <message>
      <source>Not verified yet</source>
      <translation>尚未校验</translation>
    </message>
    <message>
      <source>Added</source>
      <translation>已添加</translation>
    </message>
    <message>
      <source>Comes with SegCR</source>
      <translation>SegCR 自带</translation>
    </message>
    <message>
      <source>Model '{name}' was verified and added.</source>
      <translation>模型“{name}”已通过校验并添加。</translation>
    </message>
    <message>
      <source>Model '{name}' could not be removed ({reason}): close what uses it.</source>
      <translation>无法删除模型“{name}”（{reason}）：请关闭正在使用它的程序。</translation>
    </message>
    <message>
      <source>Remove model '{name}' from this computer?</source>
      <translation>要从这台计算机删除模型“{name}”吗？</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>模型</translation>
    </message>
    <message>
      <source>Version</source>
      <translation>版本</translation>
    </message>
    <message>
      <source>Network</source>
      <translation>网络</translation>
    </message>
    <message>
      <source>Origin</source>
      <translation>来源</translation>
    </message>
    <message>
      <source>State</source>
      <translation>状态</translation>
    </message>
    <message>
      <source>Verified</source>
      <translation>已校验</translation>
    </message>
    <message>
      <source>Added models lie in {folder}</source>
      <translation>添加的模型位于 {folder}</translation>
    </message>
    <message>
      <source>The engine that SegCR set up</source>
      <translation>SegCR 安装的引擎</translation>
    </message>
    <message>
      <source>End it with each run</source>
      <translation>每次运行后结束</translation>
    </message>
    <message>
      <source>A waiting engine starts at once, but keeps its memory.</source>
      <translation>等待中的引擎可立即启动，但会占用内存。</translation>
    </message>
    <message>
      <source>Engine</source>
      <translation>引擎</translation>
    </message>
    <message>
      <source>Python to use instead</source>
      <translation>改用的 Python</translation>
    </message>
    <message>
      <source>Keep the engine waiting for</source>
      <translation>引擎保持等待</translation>
    </message>
    <message>
      <source>Models</source>
      <translation>模型</translation>
    </message>
    <message>
      <source>min</source>
      <translation>分钟</translation>
    </message>
    <message>
      <source>In use: {python}</source>
      <translation>正在使用：{python}</translation>
    </message>
    <message>
      <source>{width} × {height} pixels, {area}</source>
      <translation>{width} × {height} 像素，{area}</translation>
    </message>
    <message>
      <source>About {time} and {memory} of memory</source>
      <translation>约需 {time} 和 {memory} 内存</translation>
    </message>
    <message>
      <source>{width} × {height} pixels</source>
      <translation>{width} × {height} 像素</translation>
    </message>
    <message>
      <source>same day</source>
      <translation>同一天</translation>
    </message>
    <message>
      <source>1 day apart</source>
      <translation>相隔 1 天</translation>
    </message>
    <message>
      <source>Bands recognised: {bands}. Units recognised: {units}.</source>
      <translation>识别的波段：{bands}。识别的单位：{units}。</translation>
    </message>
    <message>
      <source>A large file, being looked at…</source>
      <translation>文件较大，正在查看…</translation>
    </message>
    <message>
      <source>{percent} % overlap</source>
      <translation>重叠 {percent} %</translation>
    </message>
    <message>
      <source>{days} days apart</source>
      <translation>相隔 {days} 天</translation>
    </message>
    <message>
      <source>{size} m</source>
      <translation>{size} m</translation>
    </message>
    <message>
      <source>Results</source>
      <translation>结果</translation>
    </message>
    <message>
      <source>Temporary folder</source>
      <translation>临时文件夹</translation>
    </message>
    <message>
      <source>Land cover</source>
      <translation>土地覆盖</translation>
    </message>
    <message>
      <source>Restored image</source>
      <translation>恢复的影像</translation>
    </message>
    <message>
      <source>Cloud impact</source>
      <translation>云影响</translation>
    </message>
    <message>
      <source>Confidence</source>
      <translation>置信度</translation>
    </message>
    <message>
      <source>Report</source>
      <translation>报告</translation>
    </message>
    <message>
      <source>&amp;Save to</source>
      <translation>保存到(&amp;S)</translation>
    </message>
    <message>
      <source>Run</source>
      <translation>运行</translation>
    </message>
    <message>
      <source>Starting…</source>
      <translation>正在启动…</translation>
    </message>
    <message>
      <source>Try it on the middle of the map canvas, at most {side} × {side} pixels</source>
      <translation>在地图画布中央试算，最多 {side} × {side} 像素</translation>
    </message>
    <message>
      <source>SegCR: looking at this computer</source>
      <translation>SegCR：正在检查这台计算机</translation>
    </message>
    <message>
      <source>SegCR: checking a Python</source>
      <translation>SegCR：正在检查 Python</translation>
    </message>
    <message>
      <source>SegCR: setting up the engine</source>
      <translation>SegCR：正在安装引擎</translation>
    </message>
    <message>
      <source>SegCR: removing old engines</source>
      <translation>SegCR：正在删除旧引擎</translation>
    </message>
    <message>
      <source>SegCR: looking for old engines</source>
      <translation>SegCR：正在查找旧引擎</translation>
    </message>
    <message>
      <source>Hatched: under cloud, an estimate.</source>
      <translation>斜线部分：位于云下，为估计值。</translation>
    </message>
    <message>
      <source>Compare (hold)</source>
      <translation>对比（按住）</translation>
    </message>
    <message>
      <source>Hold to flicker between the cloudy and the restored image</source>
      <translation>按住可在有云影像与恢复影像之间切换</translation>
    </message>
    <message>
      <source>Open report</source>
      <translation>打开报告</translation>
    </message>
    <message>
      <source>&lt;b&gt;{clouds} %&lt;/b&gt; under cloud or shadow, {area} mapped</source>
      <translation>&lt;b&gt;{clouds} %&lt;/b&gt; 位于云或阴影下，已制图 {area}</translation>
    </message>
    <message>
      <source>Ran on {device} in {time}</source>
      <translation>在 {device} 上运行，用时 {time}</translation>
    </message>
    <message>
      <source>Model and area</source>
      <translation>模型与区域</translation>
    </message>
    <message>
      <source>Model card</source>
      <translation>模型卡</translation>
    </message>
    <message>
      <source>&amp;Model</source>
      <translation>模型(&amp;M)</translation>
    </message>
    <message>
      <source>&amp;Area</source>
      <translation>区域(&amp;A)</translation>
    </message>
    <message>
      <source>{optical} and {radar} · {low}-{high} m pixels · {count} classes</source>
      <translation>{optical} 和 {radar} · 像素 {low}-{high} m · {count} 类</translation>
    </message>
    <message>
      <source>A small synthetic landscape with simulated clouds, ready to try.</source>
      <translation>一个带模拟云的小型合成地貌，可立即试用。</translation>
    </message>
    <message>
      <source>Press Preview in the SegCR panel, then Run: the map and the cloud-free image.</source>
      <translation>在 SegCR 面板中按“预览”，再按“运行”：得到地图和无云影像。</translation>
    </message>
    <message>
      <source>Welcome to SegCR</source>
      <translation>欢迎使用 SegCR</translation>
    </message>
    <message>
      <source>Land cover through clouds, in three steps</source>
      <translation>三步看透云层下的土地覆盖</translation>
    </message>
    <message>
      <source>The engine is set up.</source>
      <translation>引擎已安装。</translation>
    </message>
    <message>
      <source>The engine that computes lives in a Python of its own. One click, once.</source>
      <translation>负责计算的引擎在自己的 Python 中运行。只需点击一次。</translation>
    </message>
    <message>
      <source>Water</source>
      <translation>水体</translation>
    </message>
    <message>
      <source>Trees</source>
      <translation>树木</translation>
    </message>
    <message>
      <source>Flooded vegetation</source>
      <translation>淹没植被</translation>
    </message>
    <message>
      <source>Crops</source>
      <translation>农作物</translation>
    </message>
    <message>
      <source>Built area</source>
      <translation>建成区</translation>
    </message>
    <message>
      <source>Bare ground</source>
      <translation>裸地</translation>
    </message>
    <message>
      <source>Snow and ice</source>
      <translation>冰雪</translation>
    </message>
    <message>
      <source>Rangeland</source>
      <translation>草灌地</translation>
    </message>
  </context>
  <context>
    <name>SegcrMessages</name>
    <message>
      <source>The run request cannot be used: {reason}. Correct it and run again.</source>
      <translation>运行请求无法使用：{reason}。请更正后重新运行。</translation>
    </message>
    <message>
      <source>No output was asked for: choose a class map, a restored image or both.</source>
      <translation>没有要求任何输出：请选择分类图、恢复影像或两者。</translation>
    </message>
    <message>
      <source>Layer '{layer}' was given as both the optical and the radar layer: choose a Sentinel-1 or other radar layer, or leave the radar layer empty.</source>
      <translation>图层“{layer}”同时被指定为光学图层和雷达图层：请选择 Sentinel-1 或其他雷达图层，或将雷达图层留空。</translation>
    </message>
    <message>
      <source>Layer '{layer}' was given as an image and as the cloud mask: choose a raster that says where clouds are, or leave the cloud mask empty.</source>
      <translation>图层“{layer}”同时被指定为影像和云掩膜：请选择标明云所在位置的栅格，或将云掩膜留空。</translation>
    </message>
    <message>
      <source>Layer '{layer}' cannot be read ({reason}): check that the file is whole.</source>
      <translation>无法读取图层“{layer}”（{reason}）：请检查文件是否完整。</translation>
    </message>
    <message>
      <source>Layer '{layer}' cannot supply bands to '{first}' ({reason}): use files of the same scene in the same coordinate system.</source>
      <translation>图层“{layer}”无法为“{first}”提供波段（{reason}）：请使用同一场景、同一坐标系的文件。</translation>
    </message>
    <message>
      <source>Layer '{layer}' is not a local raster file ({kind}): save it as GeoTIFF first (Export, Save As) and use that file.</source>
      <translation>图层“{layer}”不是本地栅格文件（{kind}）：请先另存为 GeoTIFF（导出、另存为），再使用该文件。</translation>
    </message>
    <message>
      <source>Layer '{layer}' has no coordinate reference system: assign one (Layer, Set CRS, or gdal_edit -a_srs) and save it as GeoTIFF.</source>
      <translation>图层“{layer}”没有坐标参考系：请指定一个（图层、设置 CRS，或 gdal_edit -a_srs），并保存为 GeoTIFF。</translation>
    </message>
    <message>
      <source>Layer '{layer}' is not georeferenced: georeference it first (Raster, Georeferencer).</source>
      <translation>图层“{layer}”没有地理配准：请先配准（栅格、地理配准工具）。</translation>
    </message>
    <message>
      <source>Layer '{layer}' has no place on Earth in its coordinate reference system, which is a local or a wrong one: assign the right one (Layer, Set CRS, or gdal_edit -a_srs) and save it as GeoTIFF.</source>
      <translation>图层“{layer}”按其坐标参考系在地球上没有位置，该坐标系是局部的或有误：请指定正确的坐标参考系（图层、设置 CRS，或 gdal_edit -a_srs），并保存为 GeoTIFF。</translation>
    </message>
    <message>
      <source>Layers '{layer}' and '{other}' do not overlap: choose images of the same place.</source>
      <translation>图层“{layer}”与“{other}”不重叠：请选择同一地点的影像。</translation>
    </message>
    <message>
      <source>The chosen extent does not touch layer '{layer}': choose an extent inside the image.</source>
      <translation>所选范围未触及图层“{layer}”：请选择影像内的范围。</translation>
    </message>
    <message>
      <source>Layer '{layer}' holds no valid pixel where it is to be mapped: choose another layer, or an extent in which it has some.</source>
      <translation>图层“{layer}”在待制图处不含有效像素：请选择其他图层，或其含有效像素的范围。</translation>
    </message>
    <message>
      <source>The bands of layer '{layer}' cannot be matched ({reason}): write the band map yourself, for example B2=1,B3=2,B4=3,B8=4 (optical) or VV=1,VH=2 (radar).</source>
      <translation>无法匹配图层“{layer}”的波段（{reason}）：请自行填写波段表，例如 B2=1,B3=2,B4=3,B8=4（光学）或 VV=1,VH=2（雷达）。</translation>
    </message>
    <message>
      <source>The band map '{text}' of layer '{layer}' cannot be used ({reason}): write it like B2=1,B3=2.</source>
      <translation>图层“{layer}”的波段表“{text}”无法使用（{reason}）：请写成 B2=1,B3=2 的形式。</translation>
    </message>
    <message>
      <source>The units of layer '{layer}' cannot be recognised ({reason}): choose its units in the advanced settings.</source>
      <translation>无法识别图层“{layer}”的单位（{reason}）：请在高级设置中选择单位。</translation>
    </message>
    <message>
      <source>Layer '{layer}' has pixels of {pixel} m on the ground, but model '{model}' works from {minimum} to {maximum} m: resample the layer or choose another model.</source>
      <translation>图层“{layer}”的地面像素为 {pixel} m，而模型“{model}”适用于 {minimum} 到 {maximum} m：请重采样图层或选择其他模型。</translation>
    </message>
    <message>
      <source>Model '{model}' was not found: choose one of {available}, or a model folder.</source>
      <translation>找不到模型“{model}”：请从 {available} 中选择，或选择模型文件夹。</translation>
    </message>
    <message>
      <source>The model package in '{folder}' cannot be used: {reason}. Get the package again from where you had it.</source>
      <translation>“{folder}”中的模型包无法使用：{reason}。请从原来的来源重新获取。</translation>
    </message>
    <message>
      <source>File '{file}' of model '{model}' was changed or damaged (its digest is wrong): get the package again from where you had it.</source>
      <translation>模型“{model}”的文件“{file}”已被更改或损坏（摘要不符）：请从原来的来源重新获取模型包。</translation>
    </message>
    <message>
      <source>A model called '{model}' is there already: remove it first, or add one of another name.</source>
      <translation>已有名为“{model}”的模型：请先删除它，或添加另一名称的模型。</translation>
    </message>
    <message>
      <source>The model could not be added to '{folder}' ({reason}): make room there, or see to it that you may write to it.</source>
      <translation>无法将模型添加到“{folder}”（{reason}）：请在该处腾出空间，或确保有写入权限。</translation>
    </message>
    <message>
      <source>Output '{path}' is one of the input files: choose another name, inputs are never overwritten.</source>
      <translation>输出“{path}”是输入文件之一：请换一个名称，输入永远不会被覆盖。</translation>
    </message>
    <message>
      <source>Two outputs have the same name '{path}': give each its own name.</source>
      <translation>两个输出使用了同一名称“{path}”：请分别命名。</translation>
    </message>
    <message>
      <source>Folder '{folder}' cannot be written to ({reason}): choose another output folder.</source>
      <translation>无法写入文件夹“{folder}”（{reason}）：请选择其他输出文件夹。</translation>
    </message>
    <message>
      <source>Another run is writing '{path}': wait until it has ended, or choose another name.</source>
      <translation>另一个任务正在写入“{path}”：请等待其结束，或换一个名称。</translation>
    </message>
    <message>
      <source>File '{path}' changed while it was being read: nothing was written; run again once it is whole.</source>
      <translation>文件“{path}”在读取过程中发生了变化：未写入任何内容；请待其完整后重新运行。</translation>
    </message>
    <message>
      <source>File '{path}' does not tell how it was made ({reason}): choose a raster that this version of SegCR wrote.</source>
      <translation>文件“{path}”没有说明其生成方式（{reason}）：请选择由此版本 SegCR 写出的栅格。</translation>
    </message>
    <message>
      <source>Model '{model}' is not the one that made '{path}': its weights differ. Add the model it was made with.</source>
      <translation>模型“{model}”不是生成“{path}”的模型：权重不同。请添加生成时所用的模型。</translation>
    </message>
    <message>
      <source>Output '{path}' is open elsewhere: close that layer or choose another name.</source>
      <translation>输出“{path}”已在别处打开：请关闭该图层或换一个名称。</translation>
    </message>
    <message>
      <source>Output '{path}' is not a GeoTIFF: choose a name that ends in .tif.</source>
      <translation>输出“{path}”不是 GeoTIFF：请选择以 .tif 结尾的名称。</translation>
    </message>
    <message>
      <source>The disk that holds '{path}' is full ({reason}): make room or choose another folder.</source>
      <translation>“{path}”所在的磁盘已满（{reason}）：请腾出空间或选择其他文件夹。</translation>
    </message>
    <message>
      <source>Output '{path}' could not be written ({reason}): choose another folder and run again.</source>
      <translation>无法写入输出“{path}”（{reason}）：请选择其他文件夹后重新运行。</translation>
    </message>
    <message>
      <source>Tile size {tile} with overlap {overlap} cannot be used: the tile must be a multiple of {multiple} and larger than twice the overlap.</source>
      <translation>瓦片大小 {tile} 与重叠 {overlap} 无法使用：瓦片必须是 {multiple} 的倍数，且大于重叠的两倍。</translation>
    </message>
    <message>
      <source>The cloud threshold {value} must lie between 0 and 1.</source>
      <translation>云阈值 {value} 必须在 0 到 1 之间。</translation>
    </message>
    <message>
      <source>The cloud mask values '{text}' cannot be used: write whole numbers like 3,8,9,10.</source>
      <translation>云掩膜值“{text}”无法使用：请填写整数，如 3,8,9,10。</translation>
    </message>
    <message>
      <source>Cloud mask '{layer}' holds values outside 0..1 ({values}): say which of them mean cloud, for example 3,8,9,10.</source>
      <translation>云掩膜“{layer}”含有 0..1 以外的值（{values}）：请指明哪些值表示云，例如 3,8,9,10。</translation>
    </message>
    <message>
      <source>Network '{name}' is not known to this version ({available} are): update the plugin.</source>
      <translation>此版本不认识网络“{name}”（认识 {available}）：请更新插件。</translation>
    </message>
    <message>
      <source>Network '{name}' cannot be built ({reason}): get the model package again, or update the plugin.</source>
      <translation>无法构建网络“{name}”（{reason}）：请重新获取模型包，或更新插件。</translation>
    </message>
    <message>
      <source>The network cannot take this input ({reason}): use a model that was made for it.</source>
      <translation>网络无法接受此输入（{reason}）：请使用为其制作的模型。</translation>
    </message>
    <message>
      <source>The ONNX graph of model '{model}' differs from PyTorch by {difference}: nothing was written; export with other versions of torch and onnx.</source>
      <translation>模型“{model}”的 ONNX 图与 PyTorch 相差 {difference}：未写入任何内容；请用其他版本的 torch 和 onnx 导出。</translation>
    </message>
    <message>
      <source>Device '{device}' is not available to the engine ({reason}): choose auto or cpu.</source>
      <translation>引擎无法使用设备“{device}”（{reason}）：请选择 auto 或 cpu。</translation>
    </message>
    <message>
      <source>Memory ran out on {device} with tile size {tile}: choose a smaller tile size and one tile at a time (batch size 1), close other programs, or compute on the CPU.</source>
      <translation>瓦片大小 {tile} 时 {device} 上内存耗尽：请选择更小的瓦片并一次只处理一个瓦片（批大小 1），关闭其他程序，或使用处理器计算。</translation>
    </message>
    <message>
      <source>This computer ran out of memory, nothing was written: close other programs, choose a smaller tile size and one tile at a time (batch size 1), then run again.</source>
      <translation>本计算机内存耗尽，未写入任何内容：请关闭其他程序，选择更小的瓦片并一次只处理一个瓦片（批大小 1），然后重新运行。</translation>
    </message>
    <message>
      <source>The SegCR engine is not set up ({reason}): choose Raster, SegCR, Set up engine in QGIS, or name a Python that has torch and rasterio in the variable SEGCR_ENGINE_PYTHON.</source>
      <translation>尚未安装 SegCR 引擎（{reason}）：请在 QGIS 中选择“栅格”、“SegCR”、“安装引擎”，或在变量 SEGCR_ENGINE_PYTHON 中指定带有 torch 和 rasterio 的 Python。</translation>
    </message>
    <message>
      <source>The SegCR engine in '{python}' does not fit this plugin ({reason}): choose Raster, SegCR, Set up engine in QGIS, and Set up again.</source>
      <translation>“{python}”中的 SegCR 引擎与此插件不匹配（{reason}）：请在 QGIS 中选择“栅格”、“SegCR”、“安装引擎”，然后选择“重新安装”。</translation>
    </message>
    <message>
      <source>The SegCR engine stopped unexpectedly ({reason}): nothing was written; run again. If memory is short, close other programs, choose a smaller tile size and one tile at a time (batch size 1). Details are in the log tab SegCR.</source>
      <translation>SegCR 引擎意外停止（{reason}）：未写入任何内容，请重新运行。如果内存不足，请关闭其他程序，选择更小的瓦片并一次只处理一个瓦片（批大小 1）。详情见日志的 SegCR 选项卡。</translation>
    </message>
    <message>
      <source>The SegCR engine sent something unreadable ({reason}): set the engine up again.</source>
      <translation>SegCR 引擎发来无法读取的内容（{reason}）：请重新安装引擎。</translation>
    </message>
    <message>
      <source>The SegCR engine could not read what it was asked ({reason}): run again; if it happens again, set the engine up again.</source>
      <translation>SegCR 引擎无法读取请求（{reason}）：请重新运行；如果再次出现，请重新安装引擎。</translation>
    </message>
    <message>
      <source>No engine of kind '{engine}' exists for this computer ({system}): choose another kind, or use an existing Python.</source>
      <translation>这台计算机（{system}）没有“{engine}”类型的引擎：请选择其他类型，或使用已有的 Python。</translation>
    </message>
    <message>
      <source>{python} (version {version}) cannot carry the engine: install Python 3.12 from python.org or your package manager, or use an existing Python.</source>
      <translation>{python}（版本 {version}）不能承载引擎：请从 python.org 或软件包管理器安装 Python 3.12，或使用已有的 Python。</translation>
    </message>
    <message>
      <source>The Python that was found makes no environments: install its missing part (on Debian and Ubuntu: sudo apt install python3-venv), then try again.</source>
      <translation>找到的 Python 不能创建环境：请安装缺少的部分（Debian 和 Ubuntu：sudo apt install python3-venv），然后重试。</translation>
    </message>
    <message>
      <source>The engine needs {needed} MB, but only {free} MB are free where '{folder}' lies: make room, or choose the light engine.</source>
      <translation>引擎需要 {needed} MB，但“{folder}”所在处只有 {free} MB 可用：请腾出空间，或选择轻量版引擎。</translation>
    </message>
    <message>
      <source>The disk ran full during the set-up: make room, or choose the light engine, then try again. What was begun has been removed.</source>
      <translation>安装过程中磁盘已满：请腾出空间或选择轻量版引擎，然后重试。已开始的部分已删除。</translation>
    </message>
    <message>
      <source>The package index cannot be reached: check the connection and QGIS's proxy settings (Settings, Options, Network), or install from a folder of wheels.</source>
      <translation>无法访问软件包索引：请检查网络连接和 QGIS 的代理设置（设置、选项、网络），或从 wheel 文件夹安装。</translation>
    </message>
    <message>
      <source>The proxy refused the connection: check its address, name and password in QGIS (Settings, Options, Network), then try again.</source>
      <translation>代理拒绝了连接：请在 QGIS 中检查其地址、用户名和密码（设置、选项、网络），然后重试。</translation>
    </message>
    <message>
      <source>The package index's certificate is not trusted, as happens where a network inspects traffic: ask your administrator for its certificate file and name it in the variable PIP_CERT, or install from a folder of wheels.</source>
      <translation>软件包索引的证书不受信任，常见于检查流量的网络：请向管理员索取证书文件并写入变量 PIP_CERT，或从 wheel 文件夹安装。</translation>
    </message>
    <message>
      <source>This computer's security policy does not let the engine's Python run: ask your administrator to allow '{folder}', or use an existing Python.</source>
      <translation>这台计算机的安全策略不允许引擎的 Python 运行：请管理员允许“{folder}”，或使用已有的 Python。</translation>
    </message>
    <message>
      <source>Files in '{folder}' are in use: close other QGIS windows, or wait for the virus scanner, then try again.</source>
      <translation>“{folder}”中的文件正在使用：请关闭其他 QGIS 窗口，或等待杀毒软件完成，然后重试。</translation>
    </message>
    <message>
      <source>'{folder}' cannot be written to: give yourself the right to write there, or name another folder in the variable SEGCR_HOME.</source>
      <translation>无法写入“{folder}”：请取得该处的写入权限，或在变量 SEGCR_HOME 中指定其他文件夹。</translation>
    </message>
    <message>
      <source>The package index (or the folder of wheels) does not carry {subject} for this Python: use another Python or index, or choose another kind of engine.</source>
      <translation>软件包索引（或 wheel 文件夹）没有适用于此 Python 的 {subject}：请使用其他 Python 或索引，或选择其他类型的引擎。</translation>
    </message>
    <message>
      <source>{file} arrived damaged or altered and was not used: try again, or ask who runs your package index.</source>
      <translation>{file} 下载后已损坏或被改动，未予使用：请重试，或询问软件包索引的管理者。</translation>
    </message>
    <message>
      <source>A downloaded package was damaged: try again; if it stays so, empty pip's cache (pip cache purge).</source>
      <translation>下载的软件包已损坏：请重试；若仍如此，请清空 pip 缓存（pip cache purge）。</translation>
    </message>
    <message>
      <source>The libraries were installed, but do not work on this computer: choose the light engine or the one for the processor, and copy the diagnostics if you report it.</source>
      <translation>库已安装，但在这台计算机上无法工作：请选择轻量版引擎或处理器版引擎；若要报告，请复制诊断信息。</translation>
    </message>
    <message>
      <source>The set-up stopped ({reason}): try again; if it fails again, copy the diagnostics and report it.</source>
      <translation>安装已停止（{reason}）：请重试；若再次失败，请复制诊断信息并报告。</translation>
    </message>
    <message>
      <source>The engine in '{folder}' is in use and was left there: close other QGIS windows, then try again.</source>
      <translation>“{folder}”中的引擎正在使用，已保留：请关闭其他 QGIS 窗口，然后重试。</translation>
    </message>
    <message>
      <source>The list of scenes '{path}' cannot be used: {reason}. Correct it and run again.</source>
      <translation>场景列表“{path}”无法使用：{reason}。请更正后重新运行。</translation>
    </message>
    <message>
      <source>The worker that had scene '{scene}' died ({reason}): nothing of the scene was written; run it again, with fewer workers if memory is short.</source>
      <translation>处理场景“{scene}”的进程已终止（{reason}）：该场景未写入任何内容；请重新运行，内存不足时请减少进程数。</translation>
    </message>
    <message>
      <source>The Dask cluster at '{address}' cannot be used ({reason}): check the address, and that its workers can import segcr_qgis.</source>
      <translation>无法使用“{address}”处的 Dask 集群（{reason}）：请检查地址，以及其工作进程能否导入 segcr_qgis。</translation>
    </message>
    <message>
      <source>The run was cancelled: nothing was written.</source>
      <translation>运行已取消：未写入任何内容。</translation>
    </message>
    <message>
      <source>Training stopped because {reason}: the last good checkpoint is in '{folder}'; lower the learning rate or look at the data, then run the command again.</source>
      <translation>训练因 {reason} 而停止：最后一个正常的检查点在“{folder}”中；请降低学习率或检查数据，然后重新运行命令。</translation>
    </message>
    <message>
      <source>The settings in '{path}' cannot be used: {reason}. Correct them.</source>
      <translation>“{path}”中的设置无法使用：{reason}。请更正。</translation>
    </message>
    <message>
      <source>'{name}' is no dataset that is known ({available}): check the folder, or describe it in a YAML file.</source>
      <translation>“{name}”不是已知的数据集（{available}）：请检查文件夹，或在 YAML 文件中描述它。</translation>
    </message>
    <message>
      <source>No complete sample for {split} was found in '{folder}' ({reason}): see what segcr data check says of it.</source>
      <translation>在“{folder}”中没有找到用于 {split} 的完整样本（{reason}）：请查看 segcr data check 的结果。</translation>
    </message>
    <message>
      <source>All samples are of one place ({place}), which must not be split: get data of more places or choose the random split, whose scores flatter.</source>
      <translation>所有样本来自同一地点（{place}），不应拆分：请取得更多地点的数据，或选择随机划分（其分数偏高）。</translation>
    </message>
    <message>
      <source>The checkpoint '{path}' cannot be used ({reason}): choose another run folder, or the settings it was made with.</source>
      <translation>检查点“{path}”无法使用（{reason}）：请选择其他运行文件夹，或使用制作它时的设置。</translation>
    </message>
    <message>
      <source>Something went wrong that should not have ({reason}): nothing was written. Please report it with the details from the log tab SegCR.</source>
      <translation>发生了不应发生的错误（{reason}）：未写入任何内容。请连同日志标签页 SegCR 中的详情一起报告。</translation>
    </message>
    <message>
      <source>No radar was given: what clouds hide is guessed from the clear surroundings only.</source>
      <translation>没有给出雷达：云下的内容只能根据周围无云处推测。</translation>
    </message>
    <message>
      <source>The radar layer covers {percent} % of the image.</source>
      <translation>雷达图层覆盖影像的 {percent} %。</translation>
    </message>
    <message>
      <source>The cloud mask covers {percent} % of the image: elsewhere the model finds the clouds.</source>
      <translation>云掩膜覆盖影像的 {percent} %：其余部分由模型寻找云。</translation>
    </message>
    <message>
      <source>{percent} % of the values of layer '{layer}' lie outside the model's experience: what it says there is a guess.</source>
      <translation>图层“{layer}”有 {percent} % 的值超出模型的经验范围：模型在那里给出的只是猜测。</translation>
    </message>
    <message>
      <source>No clouds found: the restored image equals the input.</source>
      <translation>没有发现云：恢复的影像与输入相同。</translation>
    </message>
    <message>
      <source>{percent} % of the image is clouded: little clear ground is left to learn the colours from, so expect a rough restoration.</source>
      <translation>影像的 {percent} % 被云覆盖：可供学习颜色的无云地面很少，恢复结果会较粗略。</translation>
    </message>
    <message>
      <source>Layer '{layer}' has no {bands}: the model works without, less accurately.</source>
      <translation>图层“{layer}”没有 {bands}：模型仍可工作，但精度较低。</translation>
    </message>
    <message>
      <source>Bands {bands} of layer '{layer}' are unknown to the model and were left out.</source>
      <translation>模型不认识图层“{layer}”的波段 {bands}，已略去。</translation>
    </message>
    <message>
      <source>Layer '{layer}': bands read as {bands} ({reason}).</source>
      <translation>图层“{layer}”：波段读作 {bands}（{reason}）。</translation>
    </message>
    <message>
      <source>Layer '{layer}': values read as {units} ({reason}).</source>
      <translation>图层“{layer}”：数值读作 {units}（{reason}）。</translation>
    </message>
    <message>
      <source>Layer '{layer}' holds values such as {value}, far below anything that can be measured: they were taken as missing.</source>
      <translation>图层“{layer}”含有 {value} 之类的数值，远低于任何可测量的值：已将其视为缺失。</translation>
    </message>
    <message>
      <source>The optical and the radar image were taken {days} days apart: changes in between show as errors.</source>
      <translation>光学与雷达影像拍摄相隔 {days} 天：其间的变化会表现为误差。</translation>
    </message>
    <message>
      <source>The radar image seems to lie {pixels} pixels beside the optical one ({columns} right, {rows} down): check their georeference, edges may come out double.</source>
      <translation>雷达影像似乎偏离光学影像 {pixels} 个像素（向右 {columns}，向下 {rows}）：请检查两者的地理参考，边缘可能出现重影。</translation>
    </message>
    <message>
      <source>Device {wanted} cannot be used ({reason}): {used} was used instead.</source>
      <translation>无法使用设备 {wanted}（{reason}）：已改用 {used}。</translation>
    </message>
    <message>
      <source>Precision {wanted} does not work on {device}, or only slowly: {used} was used instead.</source>
      <translation>精度 {wanted} 在 {device} 上无法使用或速度很慢：已改用 {used}。</translation>
    </message>
    <message>
      <source>{wanted} could not be used ({reason}): PyTorch computed in its place, which takes longer.</source>
      <translation>无法使用 {wanted}（{reason}）：已改用 PyTorch 计算，耗时更长。</translation>
    </message>
    <message>
      <source>Memory ran short: the batch size was reduced to {batch}.</source>
      <translation>内存不足：批大小已减至 {batch}。</translation>
    </message>
    <message>
      <source>The run needs about {needed} MB of memory and {free} MB are free: if it fails, choose a smaller area or a smaller tile size.</source>
      <translation>此次运行约需 {needed} MB 内存，可用 {free} MB：若失败，请选择更小的区域或瓦片。</translation>
    </message>
    <message>
      <source>Layer '{layer}' has pixels of {pixel} m, the model works at {trained} m: the layer was resampled for it, and the results back onto the layer's own pixels.</source>
      <translation>图层“{layer}”的像素为 {pixel} m，模型按 {trained} m 工作：已为模型重采样该图层，结果又重采样回图层自身的像素。</translation>
    </message>
    <message>
      <source>as chosen</source>
      <translation>按所选</translation>
    </message>
    <message>
      <source>as {product}</source>
      <translation>按 {product}</translation>
    </message>
    <message>
      <source>by its scale and offset tags</source>
      <translation>根据其比例和偏移标签</translation>
    </message>
    <message>
      <source>by its metadata</source>
      <translation>根据其元数据</translation>
    </message>
    <message>
      <source>by their names</source>
      <translation>根据名称</translation>
    </message>
    <message>
      <source>by their wavelengths</source>
      <translation>根据波长</translation>
    </message>
    <message>
      <source>by the file name</source>
      <translation>根据文件名</translation>
    </message>
    <message>
      <source>a single 8-bit band</source>
      <translation>单个 8 位波段</translation>
    </message>
    <message>
      <source>two bands without names</source>
      <translation>两个无名波段</translation>
    </message>
    <message>
      <source>three 8-bit bands are red, green, blue</source>
      <translation>三个 8 位波段为红、绿、蓝</translation>
    </message>
    <message>
      <source>decimal values of at most 3</source>
      <translation>小数值不超过 3</translation>
    </message>
    <message>
      <source>decimal values from {low} to {high}</source>
      <translation>小数值从 {low} 到 {high}</translation>
    </message>
    <message>
      <source>decimal values without negatives, median {median}</source>
      <translation>无负值的小数，中位数 {median}</translation>
    </message>
    <message>
      <source>amplitude by the names of its bands</source>
      <translation>根据波段名称为振幅</translation>
    </message>
    <message>
      <source>8-bit picture; 255 is reflectance {white}</source>
      <translation>8 位图像；255 对应反射率 {white}</translation>
    </message>
    <message>
      <source>8-bit picture of the amplitude; 255 is {peaks}</source>
      <translation>8 位振幅图像；255 对应 {peaks}</translation>
    </message>
    <message>
      <source>the darkest values of B10 are {dark}: an offset of 1000</source>
      <translation>B10 的最暗值为 {dark}：偏移 1000</translation>
    </message>
    <message>
      <source>the darkest values of B10 are {dark}: no offset</source>
      <translation>B10 的最暗值为 {dark}：无偏移</translation>
    </message>
    <message>
      <source>the darkest values are {dark}: no offset</source>
      <translation>最暗值为 {dark}：无偏移</translation>
    </message>
    <message>
      <source>no band is darker than {dark}: an offset of 1000</source>
      <translation>没有波段暗于 {dark}：偏移 1000</translation>
    </message>
    <message>
      <source>no dark ground to tell an offset by (darkest {dark}): none assumed</source>
      <translation>没有可判断偏移的暗地物（最暗 {dark}）：假定无偏移</translation>
    </message>
    <message>
      <source>most values are negative, as in a radar image</source>
      <translation>大多数值为负，如同雷达影像</translation>
    </message>
    <message>
      <source>its values end at {end}, too dark for reflectance x 10000</source>
      <translation>其值止于 {end}，对反射率 x 10000 来说太暗</translation>
    </message>
    <message>
      <source>its values reach {end}, too bright for reflectance x 10000</source>
      <translation>其值达到 {end}，对反射率 x 10000 来说太亮</translation>
    </message>
    <message>
      <source>it holds no valid pixel</source>
      <translation>不含有效像素</translation>
    </message>
    <message>
      <source>nothing says whether its one band is VV or VH</source>
      <translation>无法判断其唯一波段是 VV 还是 VH</translation>
    </message>
    <message>
      <source>bands {first} and {second} both look like {channel}</source>
      <translation>波段 {first} 和 {second} 都像 {channel}</translation>
    </message>
    <message>
      <source>it has {found}, the model needs {needed}</source>
      <translation>它有 {found}，模型需要 {needed}</translation>
    </message>
    <message>
      <source>names B1 to B{count} can be positions or Sentinel-2 bands</source>
      <translation>名称 B1 到 B{count} 可能是序号，也可能是 Sentinel-2 波段</translation>
    </message>
    <message>
      <source>the names {names} are not known</source>
      <translation>名称 {names} 未知</translation>
    </message>
    <message>
      <source>the names {names} are those of an optical image</source>
      <translation>名称 {names} 属于光学影像</translation>
    </message>
    <message>
      <source>there is no band {number}, only 1 to {count}</source>
      <translation>没有波段 {number}，只有 1 到 {count}</translation>
    </message>
    <message>
      <source>it covers another area</source>
      <translation>它覆盖另一区域</translation>
    </message>
    <message>
      <source>it is mirrored</source>
      <translation>它是镜像的</translation>
    </message>
    <message>
      <source>it lies in another coordinate system</source>
      <translation>它位于另一坐标系</translation>
    </message>
    <message>
      <source>turned grids cannot be put together</source>
      <translation>旋转的格网无法拼合</translation>
    </message>
    <message>
      <source>damaged or no raster</source>
      <translation>已损坏或不是栅格</translation>
    </message>
    <message>
      <source>its pixels cannot be read</source>
      <translation>无法读取其像素</translation>
    </message>
    <message>
      <source>its pixels cannot be read at row {row}</source>
      <translation>无法读取第 {row} 行的像素</translation>
    </message>
    <message>
      <source>no such file</source>
      <translation>文件不存在</translation>
    </message>
    <message>
      <source>no optical layer</source>
      <translation>没有光学图层</translation>
    </message>
    <message>
      <source>it does not exist</source>
      <translation>它不存在</translation>
    </message>
    <message>
      <source>it is a folder, not a file name</source>
      <translation>这是文件夹，不是文件名</translation>
    </message>
    <message>
      <source>it is a file, not a folder</source>
      <translation>这是文件，不是文件夹</translation>
    </message>
    <message>
      <source>the archive holds no raster</source>
      <translation>压缩包中没有栅格</translation>
    </message>
    <message>
      <source>the archive holds {count} rasters: unpack it and choose one of them</source>
      <translation>压缩包中有 {count} 个栅格：请解压并选择其中一个</translation>
    </message>
    <message>
      <source>no permission</source>
      <translation>没有权限</translation>
    </message>
    <message>
      <source>no Python was named for it</source>
      <translation>未为其指定 Python</translation>
    </message>
    <message>
      <source>'{python}', named by {origin}, does not exist</source>
      <translation>由 {origin} 指定的“{python}”不存在</translation>
    </message>
    <message>
      <source>'{python}' lacks {libraries}</source>
      <translation>“{python}”缺少 {libraries}</translation>
    </message>
    <message>
      <source>'{python}' cannot be started</source>
      <translation>无法启动“{python}”</translation>
    </message>
    <message>
      <source>its Python lacks {library}</source>
      <translation>其 Python 缺少 {library}</translation>
    </message>
    <message>
      <source>{count} bands without names in {order} order</source>
      <translation>{count} 个无名波段，按 {order} 顺序</translation>
    </message>
    <message>
      <source>{count} bands without names can be anything</source>
      <translation>{count} 个无名波段可能是任何内容</translation>
    </message>
  </context>
  <context>
    <name>SegcrPlugin</name>
    <message>
      <source>Map land cover through clouds. New here?</source>
      <translation>看透云层，绘制土地覆盖。第一次使用？</translation>
    </message>
    <message>
      <source>Get started</source>
      <translation>开始使用</translation>
    </message>
  </context>
  <context>
    <name>SegcrProcessing</name>
    <message>
      <source>Assess accuracy</source>
      <translation>精度评估</translation>
    </message>
    <message>
      <source>Compares a class map or a restored image with reference data</source>
      <translation>将分类图或恢复影像与参考数据比较</translation>
    </message>
    <message>
      <source>accuracy,validation,confusion matrix,kappa,iou,f1,psnr,ssim,reference</source>
      <translation>精度,验证,混淆矩阵,kappa,iou,f1,psnr,ssim,参考</translation>
    </message>
    <message>
      <source>The points have no field '{field}': choose one that holds the class code.</source>
      <translation>点图层没有字段“{field}”：请选择存放类别代码的字段。</translation>
    </message>
    <message>
      <source>{count} points have no class code or no place and were left out.</source>
      <translation>{count} 个点没有类别代码或位置，已略去。</translation>
    </message>
    <message>
      <source>Field with the class code</source>
      <translation>类别代码字段</translation>
    </message>
    <message>
      <source>Reference points</source>
      <translation>参考点</translation>
    </message>
    <message>
      <source>Assessment page</source>
      <translation>评估页面</translation>
    </message>
    <message>
      <source>HTML files (*.html)</source>
      <translation>HTML 文件 (*.html)</translation>
    </message>
    <message>
      <source>Assessment as JSON</source>
      <translation>JSON 格式的评估</translation>
    </message>
    <message>
      <source>JSON files (*.json)</source>
      <translation>JSON 文件 (*.json)</translation>
    </message>
    <message>
      <source>Overall accuracy, 0 to 1</source>
      <translation>总体精度，0 到 1</translation>
    </message>
    <message>
      <source>Mean IoU, 0 to 1</source>
      <translation>平均 IoU，0 到 1</translation>
    </message>
    <message>
      <source>Mean F1, 0 to 1</source>
      <translation>平均 F1，0 到 1</translation>
    </message>
    <message>
      <source>PSNR in dB</source>
      <translation>PSNR（dB）</translation>
    </message>
    <message>
      <source>SSIM</source>
      <translation>SSIM</translation>
    </message>
    <message>
      <source>Spectral angle in degrees</source>
      <translation>光谱角（度）</translation>
    </message>
    <message>
      <source>Choose a reference raster or reference points for the map.</source>
      <translation>请为地图选择参考栅格或参考点。</translation>
    </message>
    <message>
      <source>Choose the class map that the reference belongs to.</source>
      <translation>请选择参考数据所对应的分类图。</translation>
    </message>
    <message>
      <source>Choose either a reference raster or reference points, not both.</source>
      <translation>参考栅格与参考点只能选其一。</translation>
    </message>
    <message>
      <source>Choose the field of the points that holds the class code.</source>
      <translation>请选择存放类别代码的点字段。</translation>
    </message>
    <message>
      <source>A restored image is compared with a clear one: choose both.</source>
      <translation>恢复影像要与无云影像比较：请两者都选。</translation>
    </message>
    <message>
      <source>Choose a class map with a reference, or a restored image.</source>
      <translation>请选择分类图及其参考，或选择恢复影像。</translation>
    </message>
    <message>
      <source>The land-cover map to assess.</source>
      <translation>要评估的土地覆盖图。</translation>
    </message>
    <message>
      <source>The true classes. Any grid: it is moved to the pixels of the map.</source>
      <translation>真实类别。网格不限：会对齐到地图的像素。</translation>
    </message>
    <message>
      <source>Or points where the true class is known, in any coordinate system.</source>
      <translation>或已知真实类别的点，坐标系不限。</translation>
    </message>
    <message>
      <source>A whole number: the code of the true class.</source>
      <translation>整数：真实类别的代码。</translation>
    </message>
    <message>
      <source>segcr: 1 water to 8 rangeland, as in the map. The others are translated: ESA WorldCover, Esri 10 m land cover, Dynamic World.</source>
      <translation>segcr：1 水体至 8 草灌地，与地图相同。其他体系会转换：ESA WorldCover、Esri 10 m 土地覆盖、Dynamic World。</translation>
    </message>
    <message>
      <source>The restored image to assess.</source>
      <translation>要评估的恢复影像。</translation>
    </message>
    <message>
      <source>The same ground without clouds, taken within days of the cloudy image.</source>
      <translation>同一地面的无云影像，与有云影像相隔数日之内拍摄。</translation>
    </message>
    <message>
      <source>The cloudy input: it is scored too, and with a cloud mask also two simple fillings of its clouds, so that you see what the restoration is worth.</source>
      <translation>有云的输入：也会打分；若有云掩膜，还会对云区的两种简单填补打分，便于了解恢复的价值。</translation>
    </message>
    <message>
      <source>Above 0 is cloud: scores are then given under cloud and in the clear too.</source>
      <translation>大于 0 为云：此时还会分别给出云下和无云处的分数。</translation>
    </message>
    <message>
      <source>Which band is which, for example B2=1,B3=2,B4=3. Empty: recognised.</source>
      <translation>各波段的对应关系，例如 B2=1,B3=2,B4=3。留空：自动识别。</translation>
    </message>
    <message>
      <source>What the numbers of the images mean.</source>
      <translation>影像数值的含义。</translation>
    </message>
    <message>
      <source>A page with the scores and the confusion matrix.</source>
      <translation>包含分数和混淆矩阵的页面。</translation>
    </message>
    <message>
      <source>The same figures for programs.</source>
      <translation>供程序使用的相同数字。</translation>
    </message>
    <message>
      <source>Class map</source>
      <translation>分类图</translation>
    </message>
    <message>
      <source>Reference raster</source>
      <translation>参考栅格</translation>
    </message>
    <message>
      <source>Codes of the reference</source>
      <translation>参考数据的代码体系</translation>
    </message>
    <message>
      <source>Restored image</source>
      <translation>恢复的影像</translation>
    </message>
    <message>
      <source>Clear image</source>
      <translation>无云影像</translation>
    </message>
    <message>
      <source>Cloudy image</source>
      <translation>有云影像</translation>
    </message>
    <message>
      <source>Cloud mask</source>
      <translation>云掩膜</translation>
    </message>
    <message>
      <source>Bands of the images</source>
      <translation>影像的波段</translation>
    </message>
    <message>
      <source>Units of the images</source>
      <translation>影像的单位</translation>
    </message>
    <message>
      <source>Check the engine</source>
      <translation>检查引擎</translation>
    </message>
    <message>
      <source>Says whether the engine is ready, and on which devices it can run</source>
      <translation>说明引擎是否就绪，以及可在哪些设备上运行</translation>
    </message>
    <message>
      <source>engine,environment,diagnose,gpu,cuda,device,version,doctor</source>
      <translation>引擎,环境,诊断,gpu,cuda,设备,版本,doctor</translation>
    </message>
    <message>
      <source>Ready</source>
      <translation>就绪</translation>
    </message>
    <message>
      <source>Message</source>
      <translation>消息</translation>
    </message>
    <message>
      <source>Python of the engine</source>
      <translation>引擎的 Python</translation>
    </message>
    <message>
      <source>Versions</source>
      <translation>版本</translation>
    </message>
    <message>
      <source>Devices</source>
      <translation>设备</translation>
    </message>
    <message>
      <source>Models</source>
      <translation>模型</translation>
    </message>
    <message>
      <source>The engine is ready.</source>
      <translation>引擎已就绪。</translation>
    </message>
    <message>
      <source>Model information</source>
      <translation>模型信息</translation>
    </message>
    <message>
      <source>Shows the card of a model and verifies its files</source>
      <translation>显示模型卡并校验其文件</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>模型</translation>
    </message>
    <message>
      <source>An installed model.</source>
      <translation>已安装的模型。</translation>
    </message>
    <message>
      <source>Model folder</source>
      <translation>模型文件夹</translation>
    </message>
    <message>
      <source>A model package of your own; it takes the place of the model.</source>
      <translation>您自己的模型包；取代上述模型。</translation>
    </message>
    <message>
      <source>Model page</source>
      <translation>模型页面</translation>
    </message>
    <message>
      <source>What the model was trained on, bands, classes, accuracy, limits.</source>
      <translation>模型的训练数据、波段、类别、精度和局限。</translation>
    </message>
    <message>
      <source>Every file has the digest that the package names.</source>
      <translation>每个文件的摘要都与模型包所列相符。</translation>
    </message>
    <message>
      <source>model,card,weights,digest,bands,classes,accuracy</source>
      <translation>模型,模型卡,权重,摘要,波段,类别,精度</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>名称</translation>
    </message>
    <message>
      <source>Version</source>
      <translation>版本</translation>
    </message>
    <message>
      <source>Optical bands</source>
      <translation>光学波段</translation>
    </message>
    <message>
      <source>Radar bands</source>
      <translation>雷达波段</translation>
    </message>
    <message>
      <source>Classes</source>
      <translation>类别</translation>
    </message>
    <message>
      <source>SHA-256 of the weights</source>
      <translation>权重的 SHA-256</translation>
    </message>
    <message>
      <source>Number of parameters</source>
      <translation>参数数量</translation>
    </message>
    <message>
      <source>Segment land cover and remove clouds</source>
      <translation>分割土地覆盖并去除云</translation>
    </message>
    <message>
      <source>Land-cover class map and cloud-free image from optical and radar layers</source>
      <translation>由光学和雷达图层得到土地覆盖分类图和无云影像</translation>
    </message>
    <message>
      <source>cloud,clouds,cloud removal,land cover,classification,segmentation,sentinel,sar,radar,deep learning,restoration,gap filling</source>
      <translation>云,去云,土地覆盖,分类,分割,哨兵,sentinel,sar,雷达,深度学习,恢复,填补</translation>
    </message>
    <message>
      <source>Simulate clouds</source>
      <translation>模拟云</translation>
    </message>
    <message>
      <source>Puts simulated clouds and shadows on a clear image, to test with</source>
      <translation>在无云影像上加入模拟的云和阴影，用于测试</translation>
    </message>
    <message>
      <source>Cover in %</source>
      <translation>云量（%）</translation>
    </message>
    <message>
      <source>Seed</source>
      <translation>随机种子</translation>
    </message>
    <message>
      <source>cloud,clouds,simulation,synthetic,shadow,mask,test data</source>
      <translation>云,模拟,合成,阴影,掩膜,测试数据</translation>
    </message>
    <message>
      <source>Clouded share in %</source>
      <translation>云覆盖比例（%）</translation>
    </message>
    <message>
      <source>An optical image without clouds. A local file, such as a GeoTIFF.</source>
      <translation>无云的光学影像。本地文件，如 GeoTIFF。</translation>
    </message>
    <message>
      <source>Thick, thin or both, broken fair-weather cloud, full cover, or the shadow of clouds outside the image.</source>
      <translation>厚云、薄云或两者，晴天碎云，满云，或影像外云的阴影。</translation>
    </message>
    <message>
      <source>Share of the image under cloud; full cover and shade take no notice.</source>
      <translation>云覆盖影像的比例；对满云和阴影不起作用。</translation>
    </message>
    <message>
      <source>The same seed makes the same clouds.</source>
      <translation>相同的种子产生相同的云。</translation>
    </message>
    <message>
      <source>A real cloud mask, above 0 where cloud is; the clouds take its outlines.</source>
      <translation>真实的云掩膜，大于 0 处为云；模拟云采用其轮廓。</translation>
    </message>
    <message>
      <source>An image with real clouds that are laid over the clear one. The cloud shapes above must then be its cloud mask.</source>
      <translation>带有真实云的影像，其云将叠加到无云影像上。此时上面的云形状必须是它的云掩膜。</translation>
    </message>
    <message>
      <source>What the numbers of the clear image mean.</source>
      <translation>无云影像数值的含义。</translation>
    </message>
    <message>
      <source>The image under simulated clouds, in the units of the input.</source>
      <translation>带有模拟云的影像，单位与输入相同。</translation>
    </message>
    <message>
      <source>0 clear, 1 cloud, 2 shadow.</source>
      <translation>0 无云，1 云，2 阴影。</translation>
    </message>
    <message>
      <source>Optical thickness of the clouds in blue light.</source>
      <translation>云在蓝光中的光学厚度。</translation>
    </message>
    <message>
      <source>Simulated cloud: {share:.1f} %.</source>
      <translation>模拟云：{share:.1f} %。</translation>
    </message>
    <message>
      <source>Kind of cloud</source>
      <translation>云的类型</translation>
    </message>
    <message>
      <source>Cloud shapes</source>
      <translation>云的形状</translation>
    </message>
    <message>
      <source>Clouded image</source>
      <translation>加云后的影像</translation>
    </message>
    <message>
      <source>Bands</source>
      <translation>波段</translation>
    </message>
    <message>
      <source>Units</source>
      <translation>单位</translation>
    </message>
    <message>
      <source>Simulated cloudy image</source>
      <translation>模拟的有云影像</translation>
    </message>
    <message>
      <source>Simulated cloud mask</source>
      <translation>模拟的云掩膜</translation>
    </message>
    <message>
      <source>Simulated thickness</source>
      <translation>模拟的厚度</translation>
    </message>
    <message>
      <source>Land cover and clouds</source>
      <translation>土地覆盖与云</translation>
    </message>
    <message>
      <source>Land-cover polygons</source>
      <translation>土地覆盖多边形</translation>
    </message>
    <message>
      <source>Land-cover change between two dates</source>
      <translation>两个日期间的土地覆盖变化</translation>
    </message>
    <message>
      <source>Flood extent</source>
      <translation>洪水范围</translation>
    </message>
    <message>
      <source>What lies under clouds is an estimate, not an observation.</source>
      <translation>云下的内容是估计，不是观测。</translation>
    </message>
    <message>
      <source>{share} % of the image was under cloud or shadow.</source>
      <translation>影像的 {share} % 位于云或阴影下。</translation>
    </message>
    <message>
      <source>Land-cover classes made by model {model} {version}.</source>
      <translation>由模型 {model} {version} 生成的土地覆盖类别。</translation>
    </message>
    <message>
      <source>Optical image restored by model {model} {version}.</source>
      <translation>由模型 {model} {version} 恢复的光学影像。</translation>
    </message>
    <message>
      <source>How much clouds and shadows change each pixel, 0 to 1, by {model}.</source>
      <translation>云和阴影对每个像素的改变程度，0 到 1，由 {model} 得出。</translation>
    </message>
    <message>
      <source>Class confidence and expected error of reflectance, by {model}.</source>
      <translation>类别置信度和反射率的预期误差，由 {model} 得出。</translation>
    </message>
    <message>
      <source>Clouded: {clouds:.1f} %. {tiles} tiles of {size} pixels on {device} ({precision}) in {time}.</source>
      <translation>云量：{clouds:.1f} %。{tiles} 个 {size} 像素的瓦片，在 {device}（{precision}）上用时 {time}。</translation>
    </message>
    <message>
      <source>Waiting for another run to end</source>
      <translation>正在等待另一次运行结束</translation>
    </message>
    <message>
      <source>Loading the model</source>
      <translation>正在加载模型</translation>
    </message>
    <message>
      <source>Reading the layers</source>
      <translation>正在读取图层</translation>
    </message>
    <message>
      <source>Mapping and removing clouds</source>
      <translation>正在制图并去云</translation>
    </message>
    <message>
      <source>Writing the results</source>
      <translation>正在写入结果</translation>
    </message>
    <message>
      <source>Automatic</source>
      <translation>自动</translation>
    </message>
    <message>
      <source>Reflectance, 0 to 1</source>
      <translation>反射率，0 到 1</translation>
    </message>
    <message>
      <source>Reflectance × 10000</source>
      <translation>反射率 × 10000</translation>
    </message>
    <message>
      <source>Reflectance × 10000 + 1000</source>
      <translation>反射率 × 10000 + 1000</translation>
    </message>
    <message>
      <source>8-bit picture</source>
      <translation>8 位图像</translation>
    </message>
    <message>
      <source>Decibels</source>
      <translation>分贝</translation>
    </message>
    <message>
      <source>Linear power</source>
      <translation>线性功率</translation>
    </message>
    <message>
      <source>Amplitude</source>
      <translation>振幅</translation>
    </message>
    <message>
      <source>Coded decibels, 16 bits</source>
      <translation>编码分贝，16 位</translation>
    </message>
    <message>
      <source>reflectance 0-1</source>
      <translation>反射率 0-1</translation>
    </message>
    <message>
      <source>DN/10000</source>
      <translation>DN/10000</translation>
    </message>
    <message>
      <source>DN/10000, offset -1000</source>
      <translation>DN/10000，偏移 -1000</translation>
    </message>
    <message>
      <source>dB</source>
      <translation>dB</translation>
    </message>
    <message>
      <source>linear power</source>
      <translation>线性功率</translation>
    </message>
    <message>
      <source>amplitude</source>
      <translation>振幅</translation>
    </message>
    <message>
      <source>dB coded in 16 bits</source>
      <translation>16 位编码 dB</translation>
    </message>
    <message>
      <source>{h} h {n} min</source>
      <translation>{h} 小时 {n} 分</translation>
    </message>
    <message>
      <source>{area} ha</source>
      <translation>{area} ha</translation>
    </message>
    <message>
      <source>{phase}, {left} left</source>
      <translation>{phase}，还需 {left}</translation>
    </message>
    <message>
      <source>{n} s</source>
      <translation>{n} 秒</translation>
    </message>
    <message>
      <source>{n} min</source>
      <translation>{n} 分钟</translation>
    </message>
    <message>
      <source>{area} km²</source>
      <translation>{area} km²</translation>
    </message>
    <message>
      <source>This model has no readable card.</source>
      <translation>此模型没有可读的模型卡。</translation>
    </message>
    <message>
      <source>Pixel size</source>
      <translation>像素大小</translation>
    </message>
    <message>
      <source>Parameters</source>
      <translation>参数</translation>
    </message>
    <message>
      <source>Tiles</source>
      <translation>瓦片</translation>
    </message>
    <message>
      <source>Cloud threshold</source>
      <translation>云阈值</translation>
    </message>
    <message>
      <source>The same, without infrared</source>
      <translation>同上，无红外波段时</translation>
    </message>
    <message>
      <source>Network</source>
      <translation>网络</translation>
    </message>
    <message>
      <source>Folder</source>
      <translation>文件夹</translation>
    </message>
    <message>
      <source>Weights (SHA-256)</source>
      <translation>权重 (SHA-256)</translation>
    </message>
    <message>
      <source>Model card</source>
      <translation>模型卡</translation>
    </message>
    <message>
      <source>none</source>
      <translation>无</translation>
    </message>
    <message>
      <source>{low} to {high} m, trained at {trained} m</source>
      <translation>{low} 到 {high} m，训练时为 {trained} m</translation>
    </message>
    <message>
      <source>{count} million</source>
      <translation>{count} 百万</translation>
    </message>
    <message>
      <source>{size} pixels, overlap {overlap}</source>
      <translation>{size} 像素，重叠 {overlap}</translation>
    </message>
    <message>
      <source>Report</source>
      <translation>报告</translation>
    </message>
    <message>
      <source>Clouded share in percent</source>
      <translation>云覆盖百分比</translation>
    </message>
    <message>
      <source>Valid share in percent</source>
      <translation>有效百分比</translation>
    </message>
    <message>
      <source>Device used</source>
      <translation>使用的设备</translation>
    </message>
    <message>
      <source>Notices</source>
      <translation>提示</translation>
    </message>
    <message>
      <source>The cloudy image. All results have its grid. A local file, such as a GeoTIFF.</source>
      <translation>有云的影像。所有结果都采用其网格。本地文件，如 GeoTIFF。</translation>
    </message>
    <message>
      <source>Backscatter of the same place (VV, VH), taken within days of the optical image. Any grid and coordinate system. Without it, what clouds hide is only guessed.</source>
      <translation>同一地点的后向散射（VV、VH），与光学影像相隔数日之内拍摄。网格和坐标系不限。没有它，云下的内容只能推测。</translation>
    </message>
    <message>
      <source>Other files of the same scene that hold bands, such as those of 20 m. They are brought onto the grid of the optical layer.</source>
      <translation>同一场景中含有其他波段的文件，例如 20 m 的波段。会对齐到光学图层的网格。</translation>
    </message>
    <message>
      <source>The network that maps and restores.</source>
      <translation>用于制图和恢复的网络。</translation>
    </message>
    <message>
      <source>A model package of your own; it takes the place of the model above.</source>
      <translation>您自己的模型包；取代上面的模型。</translation>
    </message>
    <message>
      <source>A raster that says where clouds are. Without it, the network finds them.</source>
      <translation>指明云位置的栅格。不给出时由网络自动找云。</translation>
    </message>
    <message>
      <source>Values of the cloud mask that mean cloud, for example 3,8,9,10 for a scene classification layer. Empty: the mask holds 0 and 1, or a probability.</source>
      <translation>云掩膜中表示云的值，例如场景分类图层的 3,8,9,10。留空：掩膜为 0 和 1，或为概率。</translation>
    </message>
    <message>
      <source>The part to work on, widened to whole pixels. Empty: the whole optical layer.</source>
      <translation>要处理的部分，扩展到整像素。留空：整个光学图层。</translation>
    </message>
    <message>
      <source>Which band is which, for example B2=1,B3=2,B4=3,B8=4. Empty: recognised.</source>
      <translation>各波段的对应关系，例如 B2=1,B3=2,B4=3,B8=4。留空：自动识别。</translation>
    </message>
    <message>
      <source>Which band is which, for example VV=1,VH=2. Empty: recognised.</source>
      <translation>各波段的对应关系，例如 VV=1,VH=2。留空：自动识别。</translation>
    </message>
    <message>
      <source>What the numbers mean: reflectance from 0 to 1, reflectance times 10000, the same with an offset of 1000 (Sentinel-2 since 2022), or an 8-bit picture.</source>
      <translation>数值的含义：0 到 1 的反射率，反射率乘 10000，同前但偏移 1000（2022 年起的 Sentinel-2），或 8 位图像。</translation>
    </message>
    <message>
      <source>What the numbers mean: decibels, linear power, amplitude, decibels coded in 16 bits, or an 8-bit picture.</source>
      <translation>数值的含义：分贝、线性功率、振幅、16 位编码分贝，或 8 位图像。</translation>
    </message>
    <message>
      <source>Empty: as the model was trained. Smaller tiles need less memory.</source>
      <translation>留空：与模型训练时相同。瓦片越小，占用内存越少。</translation>
    </message>
    <message>
      <source>Neighbouring tiles are blended over this width. Empty: as the model says.</source>
      <translation>相邻瓦片在此宽度内融合。留空：由模型决定。</translation>
    </message>
    <message>
      <source>Empty: chosen for the device. Fewer need less memory.</source>
      <translation>留空：按设备选择。越少，占用内存越少。</translation>
    </message>
    <message>
      <source>Where the network runs: auto takes the graphics card if the engine can use one.</source>
      <translation>网络在哪里运行：auto 在引擎可用显卡时使用显卡。</translation>
    </message>
    <message>
      <source>Number format of the network; auto takes the fastest that is safe.</source>
      <translation>网络的数字格式；auto 选用安全且最快的格式。</translation>
    </message>
    <message>
      <source>Where the cloud impact is below this value, the restored image equals the input. Between 0 and 1. Empty: as the model says.</source>
      <translation>云影响低于此值处，恢复影像与输入相同。0 到 1 之间。留空：由模型决定。</translation>
    </message>
    <message>
      <source>The class map, with class names and colours.</source>
      <translation>带有类别名称和颜色的分类图。</translation>
    </message>
    <message>
      <source>The optical layer without clouds, in the same units; clear ground is left exactly as it was.</source>
      <translation>无云的光学图层，单位相同；无云地面完全保持不变。</translation>
    </message>
    <message>
      <source>How much clouds and their shadows change each pixel, from 0 to 1.</source>
      <translation>云及其阴影对每个像素的改变程度，0 到 1。</translation>
    </message>
    <message>
      <source>Band 1: confidence of the class, from 0 to 1. Band 2: expected error of the restored reflectance.</source>
      <translation>波段 1：类别置信度，0 到 1。波段 2：恢复反射率的预期误差。</translation>
    </message>
    <message>
      <source>A page with the pictures, figures and settings of the run.</source>
      <translation>包含此次运行的图片、数字和设置的页面。</translation>
    </message>
    <message>
      <source>Optical layer</source>
      <translation>光学图层</translation>
    </message>
    <message>
      <source>Radar layer</source>
      <translation>雷达图层</translation>
    </message>
    <message>
      <source>Further optical layers</source>
      <translation>其他光学图层</translation>
    </message>
    <message>
      <source>Cloud mask values</source>
      <translation>云掩膜值</translation>
    </message>
    <message>
      <source>Area</source>
      <translation>区域</translation>
    </message>
    <message>
      <source>Bands of the optical layer</source>
      <translation>光学图层的波段</translation>
    </message>
    <message>
      <source>Bands of the radar layer</source>
      <translation>雷达图层的波段</translation>
    </message>
    <message>
      <source>Units of the optical layer</source>
      <translation>光学图层的单位</translation>
    </message>
    <message>
      <source>Units of the radar layer</source>
      <translation>雷达图层的单位</translation>
    </message>
    <message>
      <source>Tile size in pixels</source>
      <translation>瓦片大小（像素）</translation>
    </message>
    <message>
      <source>Overlap of tiles in pixels</source>
      <translation>瓦片重叠（像素）</translation>
    </message>
    <message>
      <source>Tiles at a time</source>
      <translation>每次处理的瓦片数</translation>
    </message>
    <message>
      <source>Device</source>
      <translation>设备</translation>
    </message>
    <message>
      <source>Precision</source>
      <translation>精度格式</translation>
    </message>
    <message>
      <source>Land cover</source>
      <translation>土地覆盖</translation>
    </message>
    <message>
      <source>Cloud impact</source>
      <translation>云影响</translation>
    </message>
    <message>
      <source>Confidence</source>
      <translation>置信度</translation>
    </message>
    <message>
      <source>'{text}' is not a whole number ({parameter})</source>
      <translation>“{text}”不是整数（{parameter}）</translation>
    </message>
    <message>
      <source>'{text}' is not a number ({parameter})</source>
      <translation>“{text}”不是数字（{parameter}）</translation>
    </message>
    <message>
      <source>SegCR: land cover and cloud removal</source>
      <translation>SegCR：土地覆盖与去云</translation>
    </message>
    <message>
      <source>Water</source>
      <translation>水体</translation>
    </message>
    <message>
      <source>Trees</source>
      <translation>树木</translation>
    </message>
    <message>
      <source>Flooded vegetation</source>
      <translation>淹没植被</translation>
    </message>
    <message>
      <source>Crops</source>
      <translation>农作物</translation>
    </message>
    <message>
      <source>Built area</source>
      <translation>建成区</translation>
    </message>
    <message>
      <source>Bare ground</source>
      <translation>裸地</translation>
    </message>
    <message>
      <source>Snow and ice</source>
      <translation>冰雪</translation>
    </message>
    <message>
      <source>Rangeland</source>
      <translation>草灌地</translation>
    </message>
    <message>
      <source>Compares a land-cover map with a reference raster or with reference points, and a restored image with a clear one, and writes a page with the scores.</source>
      <translation>将土地覆盖图与参考栅格或参考点比较，将恢复影像与无云影像比较，并写出带分数的页面。</translation>
    </message>
    <message>
      <source>For a map: confusion matrix, overall accuracy, mean IoU and F1. For an image: PSNR, SSIM, spectral angle and mean absolute error of reflectance. With a cloud mask all scores are given for all pixels, under cloud and in the clear.</source>
      <translation>对地图：混淆矩阵、总体精度、平均 IoU 和 F1。对影像：PSNR、SSIM、光谱角和反射率的平均绝对误差。给出云掩膜时，所有分数都分别针对全部像素、云下像素和无云像素给出。</translation>
    </message>
    <message>
      <source>Give the cloudy image too: it shows what the restoration is worth beside leaving the clouds in and beside two simple fillings.</source>
      <translation>请同时给出有云影像：与保留云以及两种简单填补相比，可看出恢复的价值。</translation>
    </message>
    <message>
      <source>Says whether the SegCR engine is set up, which libraries and models it finds and on which devices it can run.</source>
      <translation>说明 SegCR 引擎是否已安装、找到哪些库和模型，以及可在哪些设备上运行。</translation>
    </message>
    <message>
      <source>Where the engine is missing the algorithm still succeeds: READY is false and MESSAGE says what to do.</source>
      <translation>引擎缺失时算法仍会成功：READY 为假，MESSAGE 说明该怎么做。</translation>
    </message>
    <message>
      <source>Shows what a model was trained on, its bands, classes, accuracy and limits, and verifies that its files are those its author packed.</source>
      <translation>显示模型的训练数据、波段、类别、精度和局限，并校验其文件是否与作者打包时一致。</translation>
    </message>
    <message>
      <source>The engine is not needed for it.</source>
      <translation>此操作不需要引擎。</translation>
    </message>
    <message>
      <source>Makes a land-cover class map and a cloud-free image from a cloudy optical layer. A radar layer of the same place, on any grid and in any coordinate system, shows what lies under the clouds.</source>
      <translation>由有云的光学图层生成土地覆盖分类图和无云影像。同一地点的雷达图层（网格和坐标系不限）显示云下的情况。</translation>
    </message>
    <message>
      <source>Ground that the network takes for clear stays exactly as it was in the input. What clouds hide is an estimate: look at the confidence layer before you measure in it.</source>
      <translation>网络判定为无云的地面与输入完全一致。云下的内容是估计：在其中量测之前请先查看置信度图层。</translation>
    </message>
    <message>
      <source>Bands and units are recognised from the file. Where that fails, one sentence says what to fill in, for example the band map B2=1,B3=2,B4=3,B8=4.</source>
      <translation>波段和单位从文件中识别。识别失败时，会有一句话说明该填写什么，例如波段表 B2=1,B3=2,B4=3,B8=4。</translation>
    </message>
    <message>
      <source>The cloud mask is optional: without one, the network finds the clouds. For the scene classification layer of Sentinel-2 give the values 3,8,9,10.</source>
      <translation>云掩膜可选：没有时由网络找云。对 Sentinel-2 的场景分类图层，请填写值 3,8,9,10。</translation>
    </message>
    <message>
      <source>Puts simulated clouds and their shadows on a clear image, in the units of that image, and keeps the mask. With it you can see what a restoration is worth on your own ground: restore the clouded image and compare with the clear one.</source>
      <translation>在无云影像上加入模拟的云及其阴影，单位与该影像相同，并保留掩膜。由此可在您自己的区域了解恢复的价值：恢复加云后的影像，再与无云影像比较。</translation>
    </message>
    <message>
      <source>Clouds are made of fractal noise: thick cloud is opaque in every band, thin cloud lets long waves through, tops are bright and textured, shadows are shifted. The same seed makes the same clouds.</source>
      <translation>云由分形噪声构成：厚云在所有波段不透明，薄云可透过长波，云顶明亮而有纹理，阴影有偏移。相同的种子产生相同的云。</translation>
    </message>
    <message>
      <source>A real cloud mask can lend its outlines. A really clouded image together with its mask can lend the clouds themselves.</source>
      <translation>真实的云掩膜可提供轮廓。真实的有云影像连同其掩膜可直接提供云本身。</translation>
    </message>
  </context>
  <context>
    <name>SegcrReport</name>
    <message>
      <source>All pixels</source>
      <translation>全部像素</translation>
    </message>
    <message>
      <source>Under cloud</source>
      <translation>云下</translation>
    </message>
    <message>
      <source>Clear</source>
      <translation>无云</translation>
    </message>
    <message>
      <source>Restored image</source>
      <translation>恢复的影像</translation>
    </message>
    <message>
      <source>Cloudy input</source>
      <translation>有云的输入</translation>
    </message>
    <message>
      <source>Filled with the mean clear colour</source>
      <translation>用无云平均颜色填充</translation>
    </message>
    <message>
      <source>Filled with the nearest clear pixel</source>
      <translation>用最近的无云像素填充</translation>
    </message>
    <message>
      <source>Class map</source>
      <translation>分类图</translation>
    </message>
    <message>
      <source>Reference</source>
      <translation>参考</translation>
    </message>
    <message>
      <source>Reference points</source>
      <translation>参考点</translation>
    </message>
    <message>
      <source>Clear image</source>
      <translation>无云影像</translation>
    </message>
    <message>
      <source>Cloudy image</source>
      <translation>有云影像</translation>
    </message>
    <message>
      <source>Cloud mask</source>
      <translation>云掩膜</translation>
    </message>
    <message>
      <source>Rows: reference. Columns: the map. Each cell counts pixels or points.</source>
      <translation>行：参考。列：分类图。每个单元格为像素数或点数。</translation>
    </message>
    <message>
      <source>PSNR in dB of reflectance (higher is better), SSIM up to 1, spectral angle in degrees and mean absolute error of reflectance (lower is better).</source>
      <translation>反射率的 PSNR（dB，越高越好）、SSIM（最大为 1）、光谱角（度）和反射率的平均绝对误差（越低越好）。</translation>
    </message>
    <message>
      <source>Accuracy assessment</source>
      <translation>精度评价</translation>
    </message>
    <message>
      <source>Against reference data</source>
      <translation>与参考数据对比</translation>
    </message>
    <message>
      <source>Made by SegCR for QGIS. Scores hold for these references only.</source>
      <translation>由 SegCR for QGIS 生成。评分仅对这些参考数据有效。</translation>
    </message>
    <message>
      <source>Overall accuracy</source>
      <translation>总体精度</translation>
    </message>
    <message>
      <source>Mean IoU</source>
      <translation>平均 IoU</translation>
    </message>
    <message>
      <source>Mean F1</source>
      <translation>平均 F1</translation>
    </message>
    <message>
      <source>Image</source>
      <translation>影像</translation>
    </message>
    <message>
      <source>Spectral angle</source>
      <translation>光谱角</translation>
    </message>
    <message>
      <source>Compared</source>
      <translation>对比的数据</translation>
    </message>
    <message>
      <source>Pixels</source>
      <translation>像素</translation>
    </message>
    <message>
      <source>Not mapped</source>
      <translation>未制图</translation>
    </message>
    <message>
      <source>Confusion matrix: {region}</source>
      <translation>混淆矩阵：{region}</translation>
    </message>
    <message>
      <source>reflectance, 0 to 1</source>
      <translation>反射率，0 到 1</translation>
    </message>
    <message>
      <source>reflectance times 10000</source>
      <translation>反射率乘以 10000</translation>
    </message>
    <message>
      <source>reflectance times 10000, offset 1000</source>
      <translation>反射率乘以 10000，偏移 1000</translation>
    </message>
    <message>
      <source>8-bit picture</source>
      <translation>8 位图像</translation>
    </message>
    <message>
      <source>decibels</source>
      <translation>分贝</translation>
    </message>
    <message>
      <source>linear power</source>
      <translation>线性功率</translation>
    </message>
    <message>
      <source>amplitude</source>
      <translation>振幅</translation>
    </message>
    <message>
      <source>decibels coded in 16 bits</source>
      <translation>16 位编码的分贝</translation>
    </message>
    <message>
      <source>Land cover</source>
      <translation>土地覆盖</translation>
    </message>
    <message>
      <source>Cloud impact</source>
      <translation>云影响</translation>
    </message>
    <message>
      <source>Confidence</source>
      <translation>置信度</translation>
    </message>
    <message>
      <source>This report</source>
      <translation>本报告</translation>
    </message>
    <message>
      <source>Made by SegCR for QGIS. Land cover and colours under clouds are estimates, not observations.</source>
      <translation>由 SegCR for QGIS 生成。云下的土地覆盖和颜色是估计值，不是观测值。</translation>
    </message>
    <message>
      <source>The card goes on with detailed scores: they come with the model.</source>
      <translation>模型卡后面还有详细评分：随模型一同提供。</translation>
    </message>
    <message>
      <source>of the image is under cloud or its shadow</source>
      <translation>的影像位于云或云影之下</translation>
    </message>
    <message>
      <source>The hatched part of a bar lies under cloud: it is estimated from radar and from the clear ground around it.</source>
      <translation>条形中带斜线的部分位于云下：根据雷达和周围的晴空地面估计得出。</translation>
    </message>
    <message>
      <source>none: the network found the clouds itself</source>
      <translation>无：由网络自行找出云</translation>
    </message>
    <message>
      <source>{bands}; values read as {units}</source>
      <translation>{bands}；数值按{units}读取</translation>
    </message>
    <message>
      <source>{value}: below it the input is left untouched</source>
      <translation>{value}：低于此值时输入保持不变</translation>
    </message>
    <message>
      <source>{count} of {size} pixels, overlap {overlap}</source>
      <translation>{count} 块，每块 {size} 像素，重叠 {overlap}</translation>
    </message>
    <message>
      <source>{device} ({precision}), batch size {batch}</source>
      <translation>{device}（{precision}），批大小 {batch}</translation>
    </message>
    <message>
      <source>Land cover and restored image</source>
      <translation>土地覆盖与恢复影像</translation>
    </message>
    <message>
      <source>mean confidence of the class</source>
      <translation>类别平均置信度</translation>
    </message>
    <message>
      <source>Share</source>
      <translation>占比</translation>
    </message>
    <message>
      <source>Area</source>
      <translation>面积</translation>
    </message>
    <message>
      <source>unknown</source>
      <translation>未知</translation>
    </message>
    <message>
      <source>Sources</source>
      <translation>数据来源</translation>
    </message>
    <message>
      <source>How it was made</source>
      <translation>生成方式</translation>
    </message>
    <message>
      <source>Results</source>
      <translation>结果</translation>
    </message>
    <message>
      <source>of the area holds data</source>
      <translation>的区域有数据</translation>
    </message>
    <message>
      <source>mapped</source>
      <translation>已制图</translation>
    </message>
    <message>
      <source>Optical layer</source>
      <translation>光学图层</translation>
    </message>
    <message>
      <source>Optical date</source>
      <translation>光学日期</translation>
    </message>
    <message>
      <source>Bands</source>
      <translation>波段</translation>
    </message>
    <message>
      <source>Radar layer</source>
      <translation>雷达图层</translation>
    </message>
    <message>
      <source>Radar date</source>
      <translation>雷达日期</translation>
    </message>
    <message>
      <source>Polarisations</source>
      <translation>极化</translation>
    </message>
    <message>
      <source>Part of the layer</source>
      <translation>图层的范围</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>模型</translation>
    </message>
    <message>
      <source>Weights (SHA-256)</source>
      <translation>权重 (SHA-256)</translation>
    </message>
    <message>
      <source>Cloud threshold</source>
      <translation>云阈值</translation>
    </message>
    <message>
      <source>Tiles</source>
      <translation>瓦片</translation>
    </message>
    <message>
      <source>Device</source>
      <translation>设备</translation>
    </message>
    <message>
      <source>Time</source>
      <translation>用时</translation>
    </message>
    <message>
      <source>Memory</source>
      <translation>内存</translation>
    </message>
    <message>
      <source>Model card</source>
      <translation>模型卡</translation>
    </message>
    <message>
      <source>Class</source>
      <translation>类别</translation>
    </message>
    <message>
      <source>none</source>
      <translation>无</translation>
    </message>
    <message>
      <source>optical {date}</source>
      <translation>光学 {date}</translation>
    </message>
    <message>
      <source>radar {date}</source>
      <translation>雷达 {date}</translation>
    </message>
    <message>
      <source>model {model}</source>
      <translation>模型 {model}</translation>
    </message>
    <message>
      <source>No pixel was mapped.</source>
      <translation>没有像素被制图。</translation>
    </message>
    <message>
      <source>{total} s, of which {loading} s to load the model</source>
      <translation>共 {total} 秒，其中加载模型 {loading} 秒</translation>
    </message>
    <message>
      <source>{size} MB at most</source>
      <translation>最多 {size} MB</translation>
    </message>
    <message>
      <source>Before: the cloudy input</source>
      <translation>之前：有云的输入</translation>
    </message>
    <message>
      <source>After: restored, drawn with the same contrast</source>
      <translation>之后：恢复影像，以相同对比度显示</translation>
    </message>
  </context>
</TS>
