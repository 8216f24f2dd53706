"""Network devices, virtual machines and private clouds: netmiko, napalm, VMware, OpenStack."""

from __future__ import annotations

from riskscan.knowledge.python.brief import Brief, rows
from riskscan.knowledge.python.call import Call, Gives
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Trait, Undo

# fmt: off
_D, _A = Operation.DELETE, Operation.ALTER
_SERVER, _NETWORK, _NO, _WORK, _YES = AssetKind.SERVER, AssetKind.NETWORK, Undo.NO, Undo.WITH_WORK, Undo.YES
_ONE, _SOME, _ALL = Scope.ONE, Scope.SOME, Scope.ALL
_DEVICE = ("self.within",)

GIVES: tuple[Gives, ...] = (
    *(Gives(call=f"netmiko.{name}", type="netmiko.Connection", within=("host", "ip")) for name in ("ConnectHandler", "Netmiko", "ConnLogOnly")),
    Gives(call="napalm.get_network_driver", type="napalm.Driver"), Gives(call="napalm.Driver.__call__", type="napalm.Device", within=(0, "hostname")),
    *(Gives(call=call, type="openstack.Connection", within=("cloud", "auth_url")) for call in ("openstack.connect", "openstack.connection.Connection")),
)

_CISCO = 'from netmiko import ConnectHandler\n\nnet = ConnectHandler(device_type="cisco_ios", host="sw1.example.com", username="me", password=input())\n'
_STACK = 'import openstack\n\nconn = openstack.connect(cloud="acme")\n'
_VM = "def work(vm):\n    "

CALLS: tuple[Call, ...] = (
    *rows("netmiko", _CISCO, 'print(net.send_command("show ip interface brief"))', "https://ktbyers.github.io/netmiko/docs/netmiko/index.html", (
        *(Brief(f"netmiko.Connection.{name}", _A, "configure", _NETWORK, _SOME, _WORK, _DEVICE, f"net.{name}({args})", "sw1.example.com", (Trait.STRUCTURE,), "It changes how the network device {name} is set up.") for name, args in (
            ("send_config_set", '["no shutdown"]'), ("send_config_from_file", '"change.txt"'))),
        *(Brief(f"netmiko.Connection.{name}", _A, "restart", _NETWORK, _ALL, _WORK, _DEVICE, f'net.{name}("reload")', "sw1.example.com", (Trait.OUTAGE,), "It restarts the network device {name}.", (("0|command_string", ("*reload", "*reboot")),), suffix="reload") for name in ("send_command", "send_command_timing")),
        *(Brief(f"netmiko.Connection.{name}", _D, "erase", _NETWORK, _ALL, _NO, _DEVICE, f'net.{name}("write erase")', "sw1.example.com", (), "It erases how the network device {name} is set up.", (("0|command_string", ("*write erase", "*erase startup", "*format flash", "*zeroize")),), suffix="erase") for name in ("send_command", "send_command_timing")),
        Brief("netmiko.Connection.save_config", _A, "save", _NETWORK, _ONE, _WORK, _DEVICE, "net.save_config()", "sw1.example.com", plain="It keeps the new setup of the network device {name} for good."),
    )),
    *rows("napalm", 'from napalm import get_network_driver\n\ndevice = get_network_driver("ios")("sw1.example.com", "me", input())\n', "print(device.get_facts())", "https://napalm.readthedocs.io/en/latest/base.html", (
        Brief("napalm.Device.commit_config", _A, "configure", _NETWORK, _SOME, _WORK, _DEVICE, "device.commit_config()", "sw1.example.com", (Trait.STRUCTURE,), "It changes how the network device {name} is set up."),
        Brief("napalm.Device.rollback", _A, "restore", _NETWORK, _ALL, _WORK, _DEVICE, "device.rollback()", "sw1.example.com", (Trait.STRUCTURE,), "It puts the network device {name} back to its last setup."),
    )),
    *rows("vmware", _VM, 'print(vm.summary)', "https://developer.broadcom.com/xapis/vsphere-web-services-api/latest/", (
        Brief("vmware.Entity.Destroy_Task", _D, "terminate", _SERVER, _ONE, _NO, (), "vm.Destroy_Task()", "", (Trait.OUTAGE,), "It deletes a virtual machine or another part of the data centre."),
        Brief("vmware.Entity.PowerOffVM_Task", _A, "stop", _SERVER, _ONE, _YES, (), "vm.PowerOffVM_Task()", "", (Trait.OUTAGE,), "It switches off a virtual machine."),
        Brief("vmware.Entity.RebootGuest", _A, "restart", _SERVER, _ONE, _YES, (), "vm.RebootGuest()", "", (Trait.OUTAGE,), "It restarts a virtual machine."),
        Brief("vmware.Entity.ReconfigVM_Task", _A, "update", _SERVER, _ONE, _WORK, (), "vm.ReconfigVM_Task(None)", "", plain="It changes how a virtual machine is set up."),
        Brief("vmware.Entity.RemoveAllSnapshots_Task", _D, "delete_snapshot", _SERVER, _ALL, _NO, (), "vm.RemoveAllSnapshots_Task()", "", (Trait.UNDO_REMOVED,), "It deletes every kept state of a virtual machine."),
        Brief("vmware.Entity.RevertToCurrentSnapshot_Task", _A, "restore", _SERVER, _ONE, _NO, (), "vm.RevertToCurrentSnapshot_Task()", "", plain="It puts a virtual machine back to an older state. What came after is lost."),
        Brief("vmware.Entity.UnregisterVM", _A, "stop", _SERVER, _ONE, _WORK, (), "vm.UnregisterVM()", "", plain="It takes a virtual machine off the list."),
    ), within=()),
    *rows("openstack", _STACK, "print(conn.list_servers())", "https://docs.openstack.org/openstacksdk/latest/user/connection.html", (
        *(Brief(f"openstack.Connection.{path}", _D, "terminate" if "server" in path else "remove", kind, _ONE, _NO, (0,), f'conn.{path}("x7")', "x7", (Trait.OUTAGE,) if "server" in path else (), suffix=suffix) for path, kind, suffix in (
            ("delete_server", _SERVER, "easy"), ("compute.delete_server", _SERVER, ""), ("delete_volume", AssetKind.RESOURCE, "easy"), ("block_storage.delete_volume", AssetKind.RESOURCE, ""), ("delete_image", AssetKind.RESOURCE, "easy"), ("delete_network", _NETWORK, "easy"),
            ("network.delete_network", _NETWORK, ""), ("delete_container", AssetKind.BUCKET, "easy"), ("delete_object", AssetKind.OBJECT, "easy"), ("delete_project", AssetKind.RESOURCE, "easy"), ("delete_user", AssetKind.IDENTITY, "easy"), ("delete_volume_snapshot", AssetKind.RESOURCE, "easy"), ("delete_stack", AssetKind.RESOURCE, "easy"))),
        *(Brief(f"openstack.Connection.compute.{name}", _A, verb, _SERVER, _ONE, _YES, (0,), f'conn.compute.{name}("x7")', "x7", (Trait.OUTAGE,)) for name, verb in (("stop_server", "stop"), ("reboot_server", "restart"))),
    )),
)
