"""Programs and code that a script starts: the shell, other machines over SSH, and code that is put together as it runs."""

from __future__ import annotations

from riskscan.knowledge.python.call import Call, Gives
from riskscan.model.artifact import Language
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Trait, Undo

# fmt: off
_SUBPROCESS = "https://docs.python.org/3/library/subprocess.html"
_OS = "https://docs.python.org/3/library/os.html"
_REMOVES = ("delete file:/srv/share/exports all",)

GIVES: tuple[Gives, ...] = (
    Gives(call="fabric.Connection", type="fabric.Connection", within=(0, "host")),
    *(Gives(call=f"paramiko.{name}", type="paramiko.SSHClient") for name in ("SSHClient", "client.SSHClient")),
    Gives(call="paramiko.SSHClient.connect", type="self", within=(0, "hostname")),
    Gives(call="invoke.Context", type="fabric.Connection"),
    Gives(call="pexpect.spawn", type="pexpect.spawn"),
    *(Gives(call=call, type="IPython.Shell") for call in ("get_ipython", "IPython.get_ipython")),
    *(Gives(call=f"asyncio.{name}", type="asyncio.Loop") for name in ("get_event_loop", "get_running_loop", "new_event_loop")),
    Gives(call="shlex.split", type="text"),
    Gives(call="shlex.quote", type="text"),
)

CALLS: tuple[Call, ...] = (
    *(Call(
        id=f"python/subprocess.{name}", call=f"subprocess.{name}", operation=Operation.EXECUTE, verb="run", kind=AssetKind.PROGRAM, named_by=(0, "args"), code=Language.SHELL, source=_SUBPROCESS,
        example=f'import subprocess\n\nsubprocess.{name}(["rm", "-rf", "/srv/share/exports"])\n', expect=_REMOVES,
        near_misses=('command = ["rm", "-rf", "/srv/share/exports"]\nprint(command)\n',),
    ) for name in ("run", "call", "check_call", "check_output", "Popen")),
    *(Call(
        id=f"python/subprocess.{name}", call=f"subprocess.{name}", operation=Operation.EXECUTE, verb="run", kind=AssetKind.PROGRAM, named_by=(0, "cmd"), code=Language.SHELL, source=_SUBPROCESS,
        example=f'import subprocess\n\nprint(subprocess.{name}("rm -rf /srv/share/exports"))\n', expect=_REMOVES,
    ) for name in ("getoutput", "getstatusoutput")),
    *(Call(
        id=f"python/os.{name}", call=f"os.{name}", operation=Operation.EXECUTE, verb="run", kind=AssetKind.PROGRAM, named_by=(0, "command", "cmd"), code=Language.SHELL, source=_OS,
        example=f'import os\n\nos.{name}("rm -rf /srv/share/exports")\n', expect=_REMOVES,
        near_misses=('import os\n\nprint(os.name, "rm -rf /srv/share/exports")\n',),
    ) for name in ("system", "popen", "popen2", "popen3", "popen4")),
    Call(
        id="python/os.startfile", call="os.startfile", operation=Operation.EXECUTE, verb="run", kind=AssetKind.PROGRAM, undo=Undo.UNKNOWN, named_by=(0, "path"), source=_OS,
        example='import os\n\nos.startfile("/opt/app/rotate")\n', expect=("execute program:/opt/app/rotate unknown",),
    ),
    *(Call(
        id=f"python/os.{name}", call=f"os.{name}", operation=Operation.EXECUTE, verb="run", kind=AssetKind.PROGRAM, undo=Undo.UNKNOWN, named_by=(f"argv@{at}",), code=Language.SHELL, source=_OS,
        example=f'import os\n\nos.{name}({args})\n', expect=_REMOVES,
        near_misses=(f'import os\n\nos.{name}({args.replace("rm", "df").replace("-rf", "-h")})\n',),
    ) for name, at, args in (
        ("execv", 0, '"/bin/rm", ["rm", "-rf", "/srv/share/exports"]'), ("execvp", 0, '"rm", ["rm", "-rf", "/srv/share/exports"]'), ("execve", 0, '"/bin/rm", ["rm", "-rf", "/srv/share/exports"], {}'),
        ("execvpe", 0, '"rm", ["rm", "-rf", "/srv/share/exports"], {}'), ("execl", 0, '"/bin/rm", "rm", "-rf", "/srv/share/exports"'), ("execlp", 0, '"rm", "rm", "-rf", "/srv/share/exports"'),
        ("execle", 0, '"/bin/rm", "rm", "-rf", "/srv/share/exports", {}'), ("spawnl", 1, 'os.P_WAIT, "/bin/rm", "rm", "-rf", "/srv/share/exports"'), ("spawnle", 1, 'os.P_WAIT, "/bin/rm", "rm", "-rf", "/srv/share/exports", {}'),
        ("spawnlp", 1, 'os.P_WAIT, "rm", "rm", "-rf", "/srv/share/exports"'), ("spawnlpe", 1, 'os.P_WAIT, "rm", "rm", "-rf", "/srv/share/exports", {}'), ("spawnv", 1, 'os.P_WAIT, "/bin/rm", ["rm", "-rf", "/srv/share/exports"]'),
        ("spawnve", 1, 'os.P_WAIT, "/bin/rm", ["rm", "-rf", "/srv/share/exports"], {}'), ("spawnvp", 1, 'os.P_WAIT, "rm", ["rm", "-rf", "/srv/share/exports"]'), ("spawnvpe", 1, 'os.P_WAIT, "rm", ["rm", "-rf", "/srv/share/exports"], {}'),
        ("posix_spawn", 0, '"/bin/rm", ["rm", "-rf", "/srv/share/exports"], os.environ'), ("posix_spawnp", 0, '"rm", ["rm", "-rf", "/srv/share/exports"], os.environ'))),
    Call(
        id="python/pty.spawn", call="pty.spawn", operation=Operation.EXECUTE, verb="run", kind=AssetKind.PROGRAM, named_by=(0, "argv"), code=Language.SHELL,
        source="https://docs.python.org/3/library/pty.html",
        example='import pty\n\npty.spawn(["rm", "-rf", "/srv/share/exports"])\n', expect=_REMOVES,
        near_misses=('import pty\n\nmaster, other = pty.openpty()\n',),
    ),
    Call(
        id="python/asyncio.loop.subprocess_shell", call="asyncio.Loop.subprocess_shell", operation=Operation.EXECUTE, verb="run", kind=AssetKind.PROGRAM, named_by=(1, "cmd"), code=Language.SHELL,
        source="https://docs.python.org/3/library/asyncio-eventloop.html",
        example='import asyncio\n\nloop = asyncio.get_event_loop()\nloop.run_until_complete(loop.subprocess_shell(asyncio.SubprocessProtocol, "rm -rf /srv/share/exports"))\n', expect=_REMOVES,
        near_misses=('import asyncio\n\nloop = asyncio.get_event_loop()\nloop.run_until_complete(asyncio.sleep(1))\n',),
    ),
    Call(
        id="python/asyncio.loop.subprocess_exec", call="asyncio.Loop.subprocess_exec", operation=Operation.EXECUTE, verb="run", kind=AssetKind.PROGRAM, undo=Undo.UNKNOWN, named_by=(1,),
        source="https://docs.python.org/3/library/asyncio-eventloop.html",
        example='import asyncio\n\nloop = asyncio.get_event_loop()\nloop.run_until_complete(loop.subprocess_exec(asyncio.SubprocessProtocol, "/opt/app/rotate", "--all"))\n',
        expect=("execute program:/opt/app/rotate unknown",),
    ),
    *(Call(
        id=f"python/asyncio.subprocess.{name}", call=f"asyncio.subprocess.{name}", operation=Operation.EXECUTE, verb="run", kind=AssetKind.PROGRAM, named_by=named, code=Language.SHELL,
        source="https://docs.python.org/3/library/asyncio-subprocess.html",
        example=f'import asyncio\n\n\nasync def main():\n    await asyncio.subprocess.{name}({args})\n\n\nasyncio.run(main())\n', expect=_REMOVES,
    ) for name, named, args in (
        ("create_subprocess_shell", (0, "cmd"), '"rm -rf /srv/share/exports"'), ("create_subprocess_exec", ("*",), '"rm", "-rf", "/srv/share/exports"'))),
    Call(
        id="python/asyncio.create_subprocess_shell", call="asyncio.create_subprocess_shell", operation=Operation.EXECUTE, verb="run", kind=AssetKind.PROGRAM, named_by=(0, "cmd"), code=Language.SHELL,
        source="https://docs.python.org/3/library/asyncio-subprocess.html",
        example='import asyncio\n\n\nasync def main():\n    await asyncio.create_subprocess_shell("rm -rf /srv/share/exports")\n\n\nasyncio.run(main())\n', expect=_REMOVES,
    ),
    Call(
        id="python/asyncio.create_subprocess_exec", call="asyncio.create_subprocess_exec", operation=Operation.EXECUTE, verb="run", kind=AssetKind.PROGRAM, named_by=("*",), code=Language.SHELL,
        source="https://docs.python.org/3/library/asyncio-subprocess.html",
        example='import asyncio\n\n\nasync def main():\n    await asyncio.create_subprocess_exec("rm", "-rf", "/srv/share/exports")\n\n\nasyncio.run(main())\n', expect=_REMOVES,
    ),
    *(Call(
        id=f"python/pexpect.{name}", call=f"pexpect.{name}", operation=Operation.EXECUTE, verb="run", kind=AssetKind.PROGRAM, named_by=(0, "command"), code=Language.SHELL,
        source="https://pexpect.readthedocs.io/en/stable/api/pexpect.html",
        example=f'import pexpect\n\npexpect.{name}("rm -rf /srv/share/exports")\n', expect=_REMOVES,
    ) for name in ("run", "spawn")),
    Call(
        id="python/pexpect.sendline", call="pexpect.spawn.sendline", operation=Operation.EXECUTE, verb="run", kind=AssetKind.PROGRAM, named_by=(0, "s"), code=Language.SHELL,
        source="https://pexpect.readthedocs.io/en/stable/api/pexpect.html",
        example='import pexpect\n\nchild = pexpect.spawn("true")\nchild.sendline("rm -rf /srv/share/exports")\n', expect=_REMOVES,
    ),
    *(Call(
        id=f"python/ipython.{name}", call=f"IPython.Shell.{name}", operation=Operation.EXECUTE, verb="run", kind=AssetKind.PROGRAM, named_by=(0,), code=Language.SHELL,
        source="https://ipython.readthedocs.io/en/stable/interactive/reference.html",
        example=f'get_ipython().{name}("rm -rf /srv/share/exports")\n', expect=_REMOVES,
        near_misses=('get_ipython().run_line_magic("matplotlib", "inline")\n',),
    ) for name in ("system", "getoutput")),
    Call(
        id="python/paramiko.exec_command", call="paramiko.SSHClient.exec_command", operation=Operation.EXECUTE, verb="run", kind=AssetKind.PROGRAM, named_by=(0, "command"), within=("self",), code=Language.SHELL,
        source="https://docs.paramiko.org/en/stable/api/client.html",
        example='import paramiko\n\nssh = paramiko.SSHClient()\nssh.connect("app1.example.com", username="deploy")\nssh.exec_command("rm -rf /srv/share/exports")\n', expect=_REMOVES,
        near_misses=('import paramiko\n\nssh = paramiko.SSHClient()\nssh.connect("app1.example.com", username="deploy")\nssh.close()\n',),
    ),
    *(Call(
        id=f"python/fabric.{name}", call=f"fabric.Connection.{name}", operation=Operation.EXECUTE, verb="run", kind=AssetKind.PROGRAM, named_by=(0, "command"), within=("self",), code=Language.SHELL,
        source="https://docs.fabfile.org/en/stable/api/connection.html",
        example=f'from fabric import Connection\n\nConnection("app1.example.com").{name}("rm -rf /srv/share/exports")\n', expect=_REMOVES,
    ) for name in ("run", "sudo", "local")),
    *(Call(
        id=f"python/{module}.{name}", call=f"{module}.{name}", operation=Operation.EXECUTE, verb="run", kind=AssetKind.PROGRAM, named_by=(0, "command"), code=Language.SHELL,
        source="https://docs.fabfile.org/en/1.14/api/core/operations.html",
        example=f'from {module} import {name}\n\n\ndef clean():\n    {name}("rm -rf /srv/share/exports")\n', expect=_REMOVES,
        near_misses=(f'from {module} import {name}\n\n\ndef size():\n    {name}("du -sh /srv/share/exports")\n',),
    ) for module in ("fabric.api", "fabric.operations") for name in ("run", "sudo", "local")),
    *(Call(
        id=f"python/{name}", call=name, operation=Operation.EXECUTE, verb=name, kind=AssetKind.PROGRAM, scope=Scope.UNKNOWN, undo=Undo.UNKNOWN, traits=(Trait.DYNAMIC,), named_by=(0,), code=Language.PYTHON,
        source="https://docs.python.org/3/library/functions.html",
        example=f'{name}("print(open(\'/srv/share/prices.csv\', \'w\'))")\n', expect=("write file:/srv/share/prices.csv one",),
        near_misses=('import pandas as pd\n\ndf = pd.DataFrame({"a": [1]})\nprint(df.eval("a + 1"))\n', 'import ast\n\nprint(ast.literal_eval("[1, 2]"))\n'),
    ) for name in ("eval", "exec")),
    *(Call(
        id=f"python/{call}", call=call, operation=Operation.READ, verb="load_code", kind=AssetKind.FILE, undo=Undo.UNKNOWN, traits=(Trait.DYNAMIC,), named_by=(0, "file", "stream", "filename"), source=source,
        plain="It loads {target}, which can run any program as it is read.",
        example=f'import {call.rpartition(".")[0]}\n\nwith open("/srv/share/model.bin", "rb") as f:\n    model = {call}(f)\n', expect=("read file:/srv/share/model.bin unknown",),
        near_misses=('import json\nimport sys\n\nwith open(sys.argv[1], "rb") as f:\n    model = json.load(f)\n', 'import sys\n\nimport yaml\n\nwith open(sys.argv[1]) as f:\n    model = yaml.safe_load(f)\n'),
    ) for call, source in (
        ("pickle.load", "https://docs.python.org/3/library/pickle.html"), ("dill.load", "https://dill.readthedocs.io/en/latest/"),
        ("cPickle.load", "https://docs.python.org/2/library/pickle.html"), ("cloudpickle.load", "https://github.com/cloudpipe/cloudpickle"), ("yaml.unsafe_load", "https://pyyaml.org/wiki/PyYAMLDocumentation"))),
    *(Call(
        id=f"python/{call}-from-web", call=call, operation=Operation.EXECUTE, verb="run_downloaded", kind=AssetKind.PROGRAM, scope=Scope.UNKNOWN, undo=Undo.UNKNOWN, traits=(Trait.DYNAMIC,), named_by=(0,), when=(("0", ("from:web",)),), source=source,
        plain="It loads what a web address sends, which can run any program as it is read.",
        example=f'import requests\nimport {call.rpartition(".")[0]}\n\nanswer = requests.get("https://models.example.org/latest.bin")\nmodel = {call}(answer.content)\n', expect=("execute program:{content} unknown",),
        near_misses=(f'import {call.rpartition(".")[0]}\n\nwith open("cache.bin", "rb") as f:\n    model = {call}(f.read())\n', 'import requests\n\nprint(requests.get("https://api.example.org/rates").json())\n'),
    ) for call, source in (
        ("pickle.loads", "https://docs.python.org/3/library/pickle.html"), ("dill.loads", "https://dill.readthedocs.io/en/latest/"), ("cloudpickle.loads", "https://github.com/cloudpipe/cloudpickle"),
        ("jsonpickle.decode", "https://jsonpickle.readthedocs.io/en/latest/"), ("marshal.loads", "https://docs.python.org/3/library/marshal.html"))),
    Call(
        id="python/yaml.load", call="yaml.load", operation=Operation.READ, verb="load_code", kind=AssetKind.FILE, undo=Undo.UNKNOWN, traits=(Trait.DYNAMIC,), named_by=(0, "stream"),
        when=(("1|Loader", ("", "type:yaml.Loader", "type:yaml.UnsafeLoader", "type:yaml.CLoader")),), source="https://pyyaml.org/wiki/PyYAMLDocumentation",
        plain="It loads {target}, which can run any program as it is read.",
        example='import yaml\n\nwith open("config.yml") as f:\n    config = yaml.load(f, Loader=yaml.UnsafeLoader)\n', expect=("read file:config.yml unknown",),
        near_misses=('import yaml\n\nwith open("config.yml") as f:\n    config = yaml.load(f, Loader=yaml.SafeLoader)\n',),
    ),
    *(Call(
        id=f"python/{call}", call=call, operation=Operation.EXECUTE, verb="import", kind=AssetKind.PROGRAM, undo=Undo.UNKNOWN, traits=(Trait.DYNAMIC,), named_by=(0, "name", "mod_name", "path_name"), when=(("0|name|mod_name|path_name", ("?",)),), source=source,
        plain="It loads and runs {target}, which is not in this file.",
        example=f'import {call.rpartition(".")[0]}\nimport os\n\n{call}(os.environ["PLUGIN"])\n', expect=("execute program:{PLUGIN} unknown",),
        near_misses=('import importlib\nimport runpy\n\nimportlib.import_module("pandas")\n', 'import importlib.metadata\n\nprint(importlib.metadata.version("pandas"))\n',),
    ) for call, source in (("importlib.import_module", "https://docs.python.org/3/library/importlib.html"), ("runpy.run_module", "https://docs.python.org/3/library/runpy.html"), ("runpy.run_path", "https://docs.python.org/3/library/runpy.html"))),
    *(Call(
        id=f"python/{call}", call=call, operation=Operation.ALTER, verb="stop", kind=AssetKind.PROGRAM, undo=Undo.WITH_WORK, by_key=True, named_by=(0, "pid", "pgid"), source=_OS,
        plain="It stops another program on this computer.",
        example=f'import os\nimport signal\n\n{call}(4242, signal.SIGTERM)\n', expect=("alter program:4242 one",),
        near_misses=('import os\n\nprint(os.getpid())\n',),
    ) for call in ("os.kill", "os.killpg")),
)
