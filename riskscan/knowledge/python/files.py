"""Files and folders: os, shutil, pathlib, open, archives, temporary files, and file servers (FTP, SFTP)."""

from __future__ import annotations

from riskscan.knowledge.python.call import Call, Gives
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Trait, Undo

# fmt: off
_OS = "https://docs.python.org/3/library/os.html"
_SHUTIL = "https://docs.python.org/3/library/shutil.html"
_PATHLIB = "https://docs.python.org/3/library/pathlib.html"
_OPEN = "https://docs.python.org/3/library/functions.html#open"
_READ_MODES = ("", "r", "rt", "rb", "tr", "br")
_NEW_MODES = ("w", "wt", "wb", "w+", "wb+", "w+b", "x", "xt", "xb", "x+", "tw", "bw")
_ADD_MODES = ("a", "at", "ab", "a+", "ab+", "a+b")
_CHANGE_MODES = ("r+", "rb+", "r+b")
_OPENERS = (("open", 0, 1), ("io.open", 0, 1), ("codecs.open", 0, 1), ("gzip.open", 0, 1), ("bz2.open", 0, 1), ("lzma.open", 0, 1), ("aiofiles.open", 0, 1))

GIVES: tuple[Gives, ...] = (
    *(Gives(call=call, type="pathlib.Path", carries=(("name", 0),)) for call in ("pathlib.Path", "pathlib.PosixPath", "pathlib.PurePath")),
    *(Gives(call=call, type="files.Handle", carries=(("name", 0),)) for call, _, _ in _OPENERS),
    Gives(call="pathlib.Path.open", type="files.Handle", carries=(("name", "self"),)),
    *(Gives(call=f"pathlib.Path.{name}", type="pathlib.Path", carries=(("name", "self"),)) for name in ("resolve", "absolute", "expanduser")),
    *(Gives(call=call, type="scratch.Folder") for call in ("tempfile.mkdtemp", "tempfile.gettempdir", "tempfile.TemporaryDirectory")),
    *(Gives(call=call, type="scratch.File") for call in ("tempfile.mkstemp", "tempfile.mktemp", "tempfile.NamedTemporaryFile", "tempfile.TemporaryFile", "tempfile.SpooledTemporaryFile")),
    *(Gives(call=call, type="io.Buffer") for call in ("io.StringIO", "io.BytesIO", "sys.stdout", "sys.stderr", "sys.stdout.buffer")),
    *(Gives(call=call, type="ftplib.FTP", within=("host", 0)) for call in ("ftplib.FTP", "ftplib.FTP_TLS")),
    Gives(call="zipfile.ZipFile", type="zipfile.ZipFile", carries=(("name", 0),)),
    Gives(call="tarfile.open", type="tarfile.TarFile", carries=(("name", 0),)),
    Gives(call="paramiko.SSHClient.open_sftp", type="paramiko.SFTPClient", within=("self",)),
    Gives(call="paramiko.SFTPClient.from_transport", type="paramiko.SFTPClient", within=(0,)),
    Gives(call="paramiko.Transport", type="paramiko.Transport", within=(0,)),
    Gives(call="pysftp.Connection", type="paramiko.SFTPClient", within=(0, "host")),
)

CALLS: tuple[Call, ...] = (
    *(Call(
        id=f"python/os.{name}", call=f"os.{name}", operation=Operation.DELETE, verb="remove", kind=AssetKind.FILE, undo=Undo.NO, by_key=True,
        named_by=(0, "path"), source=_OS,
        example=f'import os\n\nos.{name}("/srv/share/prices.csv")\n', expect=("delete file:/srv/share/prices.csv one",),
        near_misses=('import os\n\nprint(os.path.exists("/srv/share/prices.csv"))\n', f'import os\n\nprint(os.{name}.__doc__)\n', 'names = ["a", "b"]\nnames.remove("a")\n'),
    ) for name in ("remove", "unlink", "rmdir")),
    Call(
        id="python/os.removedirs", call="os.removedirs", operation=Operation.DELETE, verb="remove", kind=AssetKind.FILE, undo=Undo.NO, by_key=True, named_by=(0, "name"), source=_OS,
        example='import os\n\nos.removedirs("/srv/share/old")\n', expect=("delete file:/srv/share/old one",),
    ),
    *(Call(
        id=f"python/os.{name}", call=f"os.{name}", operation=Operation.ALTER, verb="rename", kind=AssetKind.FILE, undo=Undo.YES, by_key=True,
        named_by=(0, "src"), source=_OS,
        example=f'import os\n\nos.{name}("/srv/share/prices.csv", "/srv/share/prices_old.csv")\n', expect=("alter file:/srv/share/prices.csv one",),
        near_misses=('text = "a".replace("a", "b")\n', 'import pandas as pd\n\ndf = pd.DataFrame({"a": [1]})\ndf = df.rename(columns={"a": "b"})\n'),
    ) for name in ("rename", "replace", "renames")),
    Call(
        id="python/os.truncate", call="os.truncate", operation=Operation.DELETE, verb="truncate", kind=AssetKind.FILE, scope=Scope.SOME, undo=Undo.NO, named_by=(0, "path"), source=_OS,
        plain="It cuts off the end of {target}.",
        example='import os\n\nos.truncate("/var/log/app.log", 0)\n', expect=("delete file:/var/log/app.log some",),
    ),
    *(Call(
        id=f"python/os.{name}", call=f"os.{name}", operation=Operation.GRANT, verb=name, kind=AssetKind.FILE, undo=Undo.WITH_WORK, by_key=True, named_by=(0, "path"), source=_OS,
        example=f'import os\n\nos.{name}("/srv/share/prices.csv", {args})\n', expect=("grant file:/srv/share/prices.csv one",),
    ) for name, args in (("chmod", "0o644"), ("chown", "1000, 1000"))),
    *(Call(
        id=f"python/os.{name}", call=f"os.{name}", operation=Operation.CREATE, verb="create_folder", kind=AssetKind.FILE, undo=Undo.YES, by_key=True, named_by=(0, "path", "name"), source=_OS,
        plain="It makes the folder {name}.",
        example=f'import os\n\nos.{name}("/srv/share/reports")\n', expect=("create file:/srv/share/reports one",),
    ) for name in ("mkdir", "makedirs")),
    Call(
        id="python/shutil.rmtree", call="shutil.rmtree", operation=Operation.DELETE, verb="remove_tree", kind=AssetKind.FILE, scope=Scope.ALL, undo=Undo.NO, traits=(Trait.RECURSIVE,),
        named_by=(0, "path"), source=_SHUTIL + "#shutil.rmtree", plain="It deletes the folder {name} with everything in it.",
        example='import shutil\n\nshutil.rmtree("/srv/share/exports")\n', expect=("delete file:/srv/share/exports all",),
        near_misses=('import shutil\n\nprint(shutil.disk_usage("/srv/share/exports"))\n', 'from shutil import copytree\n\ncopytree("a", "b")\n'),
    ),
    Call(
        id="python/shutil.move", call="shutil.move", operation=Operation.ALTER, verb="rename", kind=AssetKind.FILE, undo=Undo.WITH_WORK, by_key=True, named_by=(0, "src"), source=_SHUTIL,
        plain="It moves {target} to another place. What looks for it in the old place stops.",
        example='import shutil\n\nshutil.move("/srv/share/prices.csv", "/srv/archive/")\n', expect=("alter file:/srv/share/prices.csv one",),
        near_misses=('import shutil\n\nshutil.copy("/srv/share/prices.csv", "backup.csv")\n',),
    ),
    *(Call(
        id=f"python/shutil.{name}", call=f"shutil.{name}", operation=Operation.WRITE, verb="copy", kind=AssetKind.FILE, undo=Undo.WITH_WORK, by_key=True, named_by=(1, "dst"), source=_SHUTIL,
        plain="It saves a copy as {target}.",
        example=f'import shutil\n\nshutil.{name}("prices.csv", "/srv/share/prices.csv")\n', expect=("write file:/srv/share/prices.csv one",),
        near_misses=('import copy\n\nprices = copy.copy({"a": 1})\n',),
    ) for name in ("copy", "copy2", "copyfile")),
    Call(
        id="python/shutil.copytree", call="shutil.copytree", operation=Operation.WRITE, verb="copy", kind=AssetKind.FILE, scope=Scope.ALL, undo=Undo.WITH_WORK, named_by=(1, "dst"), source=_SHUTIL,
        plain="It saves copies into {target}.",
        example='import shutil\n\nshutil.copytree("reports", "/srv/share/reports")\n', expect=("write file:/srv/share/reports all",),
    ),
    Call(
        id="python/shutil.make_archive", call="shutil.make_archive", operation=Operation.WRITE, verb="save", kind=AssetKind.FILE, undo=Undo.YES, by_key=True, named_by=(0, "base_name"), source=_SHUTIL,
        example='import shutil\n\nshutil.make_archive("backup", "zip", "reports")\n', expect=("write file:backup one",),
    ),
    Call(
        id="python/shutil.unpack_archive", call="shutil.unpack_archive", operation=Operation.WRITE, verb="save", kind=AssetKind.FILE, scope=Scope.SOME, undo=Undo.WITH_WORK, named_by=(1, "extract_dir"), source=_SHUTIL,
        plain="It unpacks files into {target}.",
        example='import shutil\n\nshutil.unpack_archive("backup.zip", "reports")\n', expect=("write file:reports some",),
    ),
    *(Call(
        id=f"python/pathlib.{name}", call=f"pathlib.Path.{name}", operation=Operation.DELETE, verb="remove", kind=AssetKind.FILE, undo=Undo.NO, by_key=True, named_by=("self",), source=_PATHLIB,
        example=f'from pathlib import Path\n\nPath("/srv/share/old").{name}()\n', expect=("delete file:/srv/share/old one",),
        near_misses=('from pathlib import Path\n\nprint(Path("/srv/share/old").exists())\n',),
    ) for name in ("unlink", "rmdir")),
    *(Call(
        id=f"python/pathlib.{name}", call=f"pathlib.Path.{name}", operation=Operation.WRITE, verb="save", kind=AssetKind.FILE, undo=Undo.WITH_WORK, by_key=True, named_by=("self",), payload=(0,), source=_PATHLIB,
        example=f'from pathlib import Path\n\nPath("/srv/share/prices.csv").{name}({value})\n', expect=("write file:/srv/share/prices.csv one",),
        near_misses=('from pathlib import Path\n\nprint(Path("/srv/share/prices.csv").read_text())\n',),
    ) for name, value in (("write_text", '"a,b"'), ("write_bytes", 'b"a,b"'))),
    *(Call(
        id=f"python/pathlib.{name}", call=f"pathlib.Path.{name}", operation=Operation.READ, verb="read", kind=AssetKind.FILE, undo=Undo.YES, named_by=("self",), source=_PATHLIB,
        example=f'from pathlib import Path\n\nprint(Path("prices.csv").{name}())\n', expect=("read file:prices.csv unknown",),
        near_misses=('from pathlib import Path\n\nprint(Path("prices.csv").name)\n',),
    ) for name in ("read_text", "read_bytes")),
    *(Call(
        id=f"python/pathlib.{name}", call=f"pathlib.Path.{name}", operation=Operation.ALTER, verb="rename", kind=AssetKind.FILE, undo=Undo.YES, by_key=True, named_by=("self",), source=_PATHLIB,
        example=f'from pathlib import Path\n\nPath("/srv/share/prices.csv").{name}("/srv/share/prices_old.csv")\n', expect=("alter file:/srv/share/prices.csv one",),
        near_misses=('from pathlib import Path\n\nprint(Path("/srv/share/prices.csv").with_name("b.csv"))\n',),
    ) for name in ("rename", "replace")),
    Call(
        id="python/pathlib.mkdir", call="pathlib.Path.mkdir", operation=Operation.CREATE, verb="create_folder", kind=AssetKind.FILE, undo=Undo.YES, by_key=True, named_by=("self",), source=_PATHLIB,
        plain="It makes the folder {name}.",
        example='from pathlib import Path\n\nPath("reports").mkdir(exist_ok=True)\n', expect=("create file:reports one",),
    ),
    *(Call(
        id=f"python/pathlib.open-{word}", call="pathlib.Path.open", operation=operation, verb=verb, kind=AssetKind.FILE, undo=undo, by_key=key, named_by=("self",), when=(("0|mode", modes),), source=_PATHLIB,
        example=f'from pathlib import Path\n\nwith Path("prices.csv").open("{modes[1]}") as f:\n    print(f)\n', expect=(f"{operation} file:prices.csv {scope}",),
        near_misses=(f'from pathlib import Path\n\nwith Path("prices.csv").open("{other}") as f:\n    print(f)\n',),
    ) for word, operation, verb, undo, key, modes, scope, other in (
        ("read", Operation.READ, "read", Undo.YES, False, _READ_MODES, "unknown", "w"),
        ("new", Operation.WRITE, "save", Undo.WITH_WORK, True, _NEW_MODES, "one", "r"),
        ("append", Operation.WRITE, "append", Undo.WITH_WORK, True, _ADD_MODES, "one", "r"),
    )),
    *(Call(
        id=f"python/{call}-{word}", call=call, operation=operation, verb=verb, kind=AssetKind.FILE, undo=undo, by_key=key, named_by=(at, "file", "filename"), when=((f"{mode}|mode", modes),), source=_OPEN,
        example=f'{_import}\n\n{_with} {call}("prices.csv", "{modes[1]}") as f:\n{_indent}    print(f)\n{_end}', expect=(f"{operation} file:prices.csv {scope}",),
        near_misses=(f'{_import}\n\n{_with} {call}("prices.csv", "{other}") as f:\n{_indent}    print(f)\n{_end}',),
    ) for call, at, mode in _OPENERS
      for _import in (f"import {call.partition('.')[0]}" if "." in call else "",)
      for _with, _indent, _end in (("\n\nasync def main():\n    async with", "    ", "\n\nimport asyncio\n\nasyncio.run(main())\n") if call.startswith("aiofiles") else ("with", "", ""),)
      for word, operation, verb, undo, key, modes, scope, other in (
        ("read", Operation.READ, "read", Undo.YES, False, _READ_MODES, "unknown", "w"),
        ("new", Operation.WRITE, "save", Undo.WITH_WORK, True, _NEW_MODES, "one", "r"),
        ("append", Operation.WRITE, "append", Undo.WITH_WORK, True, _ADD_MODES, "one", "r"),
        ("change", Operation.WRITE, "change", Undo.NO, True, ("+r", *_CHANGE_MODES), "one", "r"),
    )),
    *(Call(
        id=f"python/{library}-{word}", call=call, operation=operation, verb=verb, kind=AssetKind.FILE, undo=Undo.WITH_WORK, by_key=key, named_by=(0, "file", "name"), when=(("1|mode", modes),), source=source,
        example=f'import {call.partition(".")[0]}\n\nwith {call}("backup.archive", "{modes[-1]}") as archive:\n    print(archive)\n', expect=(f"{operation} file:backup.archive {scope}",),
    ) for library, call, source in (("zipfile.ZipFile", "zipfile.ZipFile", "https://docs.python.org/3/library/zipfile.html"), ("tarfile.open", "tarfile.open", "https://docs.python.org/3/library/tarfile.html"))
      for word, operation, verb, key, modes, scope in (
        ("read", Operation.READ, "read", False, ("", "r:gz", "r:*", "r:bz2", "r"), "unknown"),
        ("new", Operation.WRITE, "save", True, ("w:gz", "w:bz2", "w:xz", "x", "w"), "one"),
        ("append", Operation.WRITE, "append", True, ("a",), "one"),
    )),
    *(Call(
        id=f"python/{library}.extractall", call=f"{library}.{type_}.extractall", operation=Operation.WRITE, verb="unpack", kind=AssetKind.FILE, scope=Scope.SOME, undo=Undo.WITH_WORK,
        named_by=(0, "path"), needs=(0, "path"), source=f"https://docs.python.org/3/library/{library}.html", plain="It unpacks files into {target}.",
        example=f'import {library}\n\n{library}.{opener}("backup.archive").extractall("/srv/share")\n', expect=("write file:/srv/share some",),
    ) for library, type_, opener in (("zipfile", "ZipFile", "ZipFile"), ("tarfile", "TarFile", "open"))),
    *(Call(
        id=f"python/ftplib.{name}", call=f"ftplib.FTP.{name}", operation=operation, verb=verb, kind=AssetKind.FILE, undo=undo, by_key=True, named_by=(0,), within=("self",), source="https://docs.python.org/3/library/ftplib.html",
        example=f'from ftplib import FTP\n\nwith FTP("ftp.example.com") as ftp:\n    ftp.login()\n    ftp.{name}("prices.csv"{more})\n', expect=(f"{operation} file:prices.csv one",),
        near_misses=('from ftplib import FTP\n\nwith FTP("ftp.example.com") as ftp:\n    print(ftp.nlst())\n',),
    ) for name, operation, verb, undo, more in (
        ("delete", Operation.DELETE, "remove", Undo.NO, ""), ("rmd", Operation.DELETE, "remove", Undo.NO, ""), ("rename", Operation.ALTER, "rename", Undo.YES, ', "old.csv"'))),
    *(Call(
        id=f"python/ftplib.{name}", call=f"ftplib.FTP.{name}", operation=Operation.SEND, verb="upload", kind=AssetKind.URL, undo=Undo.NO, by_key=True, named_by=("self.within", 0), within=("self",), payload=(1,), source="https://docs.python.org/3/library/ftplib.html",
        plain="It sends a file to {target}.",
        example=f'import io\nfrom ftplib import FTP\n\nftp = FTP("ftp.example.com")\nftp.login()\nftp.{name}("STOR prices.csv", io.BytesIO(b"a"))\n', expect=("send url:ftp.example.com one",),
        near_misses=('from ftplib import FTP\n\nftp = FTP("ftp.example.com")\nftp.retrbinary("RETR prices.csv", print)\n',),
    ) for name in ("storbinary", "storlines")),
    *(Call(
        id=f"python/sftp.{name}", call=f"paramiko.SFTPClient.{name}", operation=operation, verb=verb, kind=AssetKind.FILE, undo=undo, by_key=True, named_by=(at, keyword), within=("self",), source="https://docs.paramiko.org/en/stable/api/sftp.html",
        example=f'import paramiko\n\nclient = paramiko.SSHClient()\nclient.connect("files.example.com")\nsftp = client.open_sftp()\nsftp.{name}({args})\n', expect=(f"{operation} file:/in/prices.csv one",),
        near_misses=('import paramiko\n\nclient = paramiko.SSHClient()\nclient.connect("files.example.com")\nprint(client.open_sftp().listdir("/in"))\n',),
    ) for name, operation, verb, undo, at, keyword, args in (
        ("put", Operation.WRITE, "upload", Undo.WITH_WORK, 1, "remotepath", '"prices.csv", "/in/prices.csv"'),
        ("remove", Operation.DELETE, "remove", Undo.NO, 0, "path", '"/in/prices.csv"'),
        ("unlink", Operation.DELETE, "remove", Undo.NO, 0, "path", '"/in/prices.csv"'),
        ("rmdir", Operation.DELETE, "remove", Undo.NO, 0, "path", '"/in/prices.csv"'),
        ("rename", Operation.ALTER, "rename", Undo.YES, 0, "oldpath", '"/in/prices.csv", "/in/old.csv"'),
    )),
)
