"""Disks, volumes and file systems as a whole. Source: their manual pages."""

from __future__ import annotations

from riskscan.knowledge.shell.command import Command
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Trait, Undo

MAN = "https://man7.org/linux/man-pages/"
ZFS = "https://openzfs.github.io/openzfs-docs/man/"
_ALL, _NO = Scope.ALL, Undo.NO
_GONE = "It deletes the disk area {name}. All that is on it is gone."
FORCE = (("-f", Trait.FORCED), ("--force", Trait.FORCED), ("-y", Trait.FORCED), ("--yes", Trait.FORCED))

ROWS = (
    Command(id="shell/zfs-destroy", operation=Operation.DELETE, verb="destroy", kind=AssetKind.DATABASE, scope=_ALL, undo=_NO, plain=_GONE, program=("zfs", "zpool", "btrfs"), words=("destroy|labelclear",), named_by=("last",), dry=("-n",), traits_by=(("-r", Trait.RECURSIVE), ("-R", Trait.RECURSIVE), *FORCE), example="zfs destroy -r tank/data", expect=("delete database:tank/data all",), near_misses=("zfs list", "zfs destroy -n tank/data", "zfs snapshot tank/data@now"), source=ZFS),
    Command(id="shell/zfs-rollback", operation=Operation.DELETE, verb="rollback", kind=AssetKind.DATABASE, scope=_ALL, undo=_NO, plain="It sets {name} back. What was written since is gone.", program=("zfs",), words=("rollback",), named_by=("last",), traits_by=(("-r", Trait.UNDO_REMOVED), *FORCE), example="zfs rollback -r tank/data@monday", expect=("delete database:tank/data@monday all",), near_misses=("zfs list -t snapshot",), source=ZFS),
    Command(id="shell/lvm-remove", operation=Operation.DELETE, verb="remove", kind=AssetKind.DATABASE, scope=_ALL, undo=_NO, plain=_GONE, program=("lvremove", "vgremove", "pvremove", "lvreduce"), named_by=("last",), dry=("-t", "--test"), traits_by=FORCE, example="lvremove -f /dev/vg0/data", expect=("delete database:/dev/vg0/data all",), near_misses=("lvs", "lvdisplay /dev/vg0/data", "lvextend -L +10G /dev/vg0/data"), source=MAN + "man8/lvremove.8.html"),
    Command(id="shell/partition", operation=Operation.DELETE, verb="format", kind=AssetKind.FILE, scope=_ALL, undo=_NO, plain="It divides the disk {name} anew. All that is on it is gone.", program=("parted",), words=("*", "mklabel|mktable|rm|mkpart|resizepart"), named_by=("word0",), example="parted -s /dev/sdb mklabel gpt", expect=("delete file:/dev/sdb all",), near_misses=("parted -l", "parted /dev/sdb print"), source=MAN + "man8/parted.8.html"),
    Command(id="shell/disk-wipe", operation=Operation.DELETE, verb="format", kind=AssetKind.FILE, scope=_ALL, undo=_NO, plain="It empties the disk {name}. All that is on it is gone.", program=("blkdiscard", "hdparm", "nvme", "cryptsetup"), words=(), needs=("--security-erase*|--yes-i-know-what-i-am-doing|-f|--force|--ses*|--zeroout|-z",), named_by=("last",), example="blkdiscard -f /dev/nvme0n1", expect=("delete file:/dev/nvme0n1 all",), near_misses=("hdparm -I /dev/sda", "nvme list"), source=MAN + "man8/blkdiscard.8.html"),
)  # fmt: skip
