"""Files that numeric, plotting, image and model libraries read and save."""

from __future__ import annotations

from riskscan.knowledge.python.brief import Brief, rows
from riskscan.knowledge.python.call import Call, Gives
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Trait, Undo

# fmt: off
_W, _R, _FILE, _WORK, _YES, _ONE, _ANY = Operation.WRITE, Operation.READ, AssetKind.FILE, Undo.WITH_WORK, Undo.YES, Scope.ONE, Scope.UNKNOWN
_LOADS = "It loads {target}, which can run any program as it is read."

GIVES: tuple[Gives, ...] = (
    Gives(call="matplotlib.pyplot.figure", type="matplotlib.Figure"),
    Gives(call="matplotlib.pyplot.gcf", type="matplotlib.Figure"),
    Gives(call="PIL.Image.open", type="PIL.Image.Image", carries=(("name", 0),)),
    Gives(call="PIL.Image.new", type="PIL.Image.Image"),
    *(Gives(call=f"PIL.Image.Image.{name}", type="PIL.Image.Image") for name in ("resize", "crop", "convert", "rotate")),
    *(Gives(call=call, type="plotly.Figure") for call in ("plotly.graph_objects.Figure", "plotly.express.line", "plotly.express.bar", "plotly.express.scatter", "plotly.express.pie", "plotly.express.histogram")),
)

CALLS: tuple[Call, ...] = (
    *rows("matplotlib", "import matplotlib.pyplot as plt\n\nplt.plot([1, 2])\n", "plt.show()", "https://matplotlib.org/stable/api/_as_gen/matplotlib.pyplot.savefig.html", (
        Brief("matplotlib.pyplot.savefig", _W, "save", _FILE, _ONE, _WORK, (0, "fname"), 'plt.savefig("sales.png")', "sales.png"),
        Brief("matplotlib.Figure.savefig", _W, "save", _FILE, _ONE, _WORK, (0, "fname"), 'plt.figure().savefig("sales.png")', "sales.png", suffix="figure"),
    ), within=()),
    *rows("plotly", "import plotly.express as px\n\nfig = px.line(x=[1], y=[2])\n", "fig.show()", "https://plotly.com/python-api-reference/", (
        *(Brief(f"plotly.Figure.{name}", _W, "save", _FILE, _ONE, _WORK, (0, "file"), f'fig.{name}("sales.html")', "sales.html") for name in ("write_html", "write_image")),
    ), within=()),
    *rows("numpy", "import numpy as np\n\na = np.zeros(3)\n", "print(a)", "https://numpy.org/doc/stable/reference/routines.io.html", (
        *(Brief(f"numpy.{name}", _W, "save", _FILE, _ONE, _WORK, (0, "file", "fname"), f'np.{name}("a.dat", a)', "a.dat") for name in ("save", "savez", "savez_compressed", "savetxt")),
        *(Brief(f"numpy.{name}", _R, "read", _FILE, _ANY, _YES, (0, "file", "fname"), f'b = np.{name}("a.dat")', "a.dat") for name in ("load", "loadtxt", "genfromtxt")),
    ), within=()),
    *rows("joblib", "import joblib\n\n", "print(joblib.cpu_count())", "https://joblib.readthedocs.io/en/stable/persistence.html", (
        Brief("joblib.dump", _W, "save", _FILE, _ONE, _WORK, (1, "filename"), 'joblib.dump({}, "model.joblib")', "model.joblib"),
        Brief("joblib.load", _R, "load_code", _FILE, _ANY, _YES, (0, "filename"), 'model = joblib.load("model.joblib")', "model.joblib", (Trait.DYNAMIC,), _LOADS),
    ), within=()),
    *rows("torch", "import torch\n\n", "print(torch.cuda.is_available())", "https://pytorch.org/docs/stable/generated/torch.load.html", (
        Brief("torch.save", _W, "save", _FILE, _ONE, _WORK, (1, "f"), 'torch.save({}, "model.pt")', "model.pt"),
        Brief("torch.load", _R, "read", _FILE, _ANY, _YES, (0, "f"), 'model = torch.load("model.pt")', "model.pt"),
        Brief("torch.load", _R, "load_code", _FILE, _ANY, _YES, (0, "f"), 'model = torch.load("model.pt", weights_only=False)', "model.pt", (Trait.DYNAMIC,), _LOADS, (("weights_only", ("False",)),), suffix="code"),
    ), within=()),
    *rows("images", "import cv2\nfrom PIL import Image\n\nimage = Image.open(\"a.png\")\n", "print(image.size)", "https://pillow.readthedocs.io/en/stable/reference/Image.html", (
        Brief("PIL.Image.Image.save", _W, "save", _FILE, _ONE, _WORK, (0, "fp"), 'image.save("b.png")', "b.png"),
        Brief("cv2.imwrite", _W, "save", _FILE, _ONE, _WORK, (0, "filename"), 'cv2.imwrite("b.png", None)', "b.png"),
    ), within=()),
)
