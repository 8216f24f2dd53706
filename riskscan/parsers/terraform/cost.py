"""What costs much: very large or very many machines, much that is paid for whether it is used or not. In words, never in money."""

from __future__ import annotations

from riskscan.knowledge.terraform.exposure import COUNTS, LARGE_SIZE, MANY, PROVISIONED
from riskscan.model.effect import Effect
from riskscan.model.span import Note
from riskscan.parsers.terraform.evaluate import Instance
from riskscan.parsers.terraform.flat import flat
from riskscan.parsers.terraform.making import make
from riskscan.parsers.terraform.naming import asset_of

_SIZES = frozenset(
    {"instance_type", "instance_class", "node_type", "machine_type", "size", "vm_size", "master_instance_type", "sku_name", "tier"}
)


def large(instance: Instance) -> Effect | None:
    """The first argument that asks for much."""
    for path, items in flat(instance.config).items():
        name = path.rsplit(".", 1)[-1]
        for item in items:
            value, line = item.value, item.span.start_line
            words = ""
            if name in _SIZES and isinstance(value, str) and LARGE_SIZE.search(value):
                words = f"Line {line} asks for the size {value}."
            elif isinstance(value, int) and not isinstance(value, bool):
                if name in COUNTS and value >= MANY:
                    words = f"Line {line} asks for {value} machines."
                elif value >= PROVISIONED.get(name, value + 1):
                    words = f"Line {line} asks for {value} of {name}, paid for whether it is used or not."
            if words:
                return make("terraform/large-machine", asset_of(instance), instance.block.head, also=(Note(words, item.span),))
    return None
