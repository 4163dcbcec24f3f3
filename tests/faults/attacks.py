"""One attack for every way a package can lie; each takes a sound package and some randomness."""

from __future__ import annotations

import json
import stat
import zipfile
from random import Random
from typing import Callable

from tests.faults.forgery import DEVIL, Forged

Attack = Callable[[Forged, Random], None]
DEFLATED, LZMA = zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA
REGULAR = stat.S_IFREG
NONSENSE = (None, True, -1, 0, 1e308, "", "x", [], {}, [[]], [None], {"a": 1}, 10**30, DEVIL)


def _fields(node: object, path: tuple = ()) -> list[tuple]:
    if isinstance(node, dict):
        return [p for k, v in node.items() for p in [(*path, k), *_fields(v, (*path, k))]]
    if isinstance(node, list):
        return [p for i, v in enumerate(node) for p in [(*path, i), *_fields(v, (*path, i))]]
    return []


def _parent(package: Forged, path: tuple):
    node = package.document
    for key in path[:-1]:
        node = node[key]
    return node


def drop_field(package: Forged, random: Random) -> None:
    path = random.choice(_fields(package.document))
    del _parent(package, path)[path[-1]]


def nonsense_in_field(package: Forged, random: Random) -> None:
    path = random.choice(_fields(package.document))
    _parent(package, path)[path[-1]] = random.choice(NONSENSE)


def out_of_range(package: Forged, random: Random) -> None:
    key = random.choice(["tile_size", "stride", "overlap", "resolution", "temperature"])
    package.ours[key] = random.choice([-7, 10**9, 10**18])


def tiles_that_do_not_fit(package: Forged, random: Random) -> None:
    package.ours.update(tile_size=random.choice([100, 250]), stride=32)


def settings_too_large(package: Forged, random: Random) -> None:
    values = ({"widths": [10**9]}, {"__class__": 1}, {"x": "y" * 999}, {"x": [[[[1]]]]}, [1])
    package.ours["config"] = random.choice(values)


def identity(package: Forged, random: Random) -> None:
    package.document["id"] = random.choice(
        ["../x", "a/b", "con", "nul.x", "\u0430bc", "A", ".hidden", "x" * 99, "a\0b", "", 5, "x."]
    )


def invisible_text(package: Forged, random: Random) -> None:
    key = random.choice(["mlm:name", "version", "mlm:architecture"])
    package.document["properties"][key] = random.choice([DEVIL, "a\nb", " ", "x" * 999, "\u200b"])


def classes(package: Forged, random: Random) -> None:
    found = package.document["properties"]["mlm:output"][0]["classification:classes"]
    random.choice(
        [
            lambda: found.append(dict(found[1])),
            lambda: found[1].update(color_hint="<b>"),
            lambda: found[1].update(value=0),
            found.clear,
        ]
    )()


def channels(package: Forged, random: Random) -> None:
    bands = random.choice(package.document["properties"]["mlm:input"])["bands"]
    bands[0] = random.choice([bands[1], "../x", "<i>", "", "x" * 99])


def another_format(package: Forged, random: Random) -> None:
    package.ours["format"] = random.choice([0, 2, 99, "1", None, [1]])


def deep_json(package: Forged, random: Random) -> None:
    opening = random.choice(["[", '{"a":'])
    package.json = (opening * random.choice([30, 1000, 100_000])).encode()


def huge_json(package: Forged, random: Random) -> None:
    package.json = b"[" + b"1," * 600_000 + b"1]"


def broken_json(package: Forged, random: Random) -> None:
    text = json.dumps(package.document).encode()
    cut = random.randrange(len(text))
    package.json = random.choice([text[:cut], text[:cut] + b"}" + text[cut:], b'"\\"' * 999])


def not_utf8(package: Forged, random: Random) -> None:
    text = bytearray(json.dumps(package.document).encode())
    text[random.randrange(len(text))] = random.choice([0xFF, 0xC0, 0x80])
    package.json = bytes(text)


def key_twice(package: Forged, random: Random) -> None:
    text = json.dumps(package.document)
    package.json = ('{"id": "tiny", ' + text[1:]).encode()


def odd_number(package: Forged, random: Random) -> None:
    text = json.dumps(package.document)
    odd = random.choice(["NaN", "Infinity", "9" * 5000, "1e999", "0." + "1" * 900])
    package.json = text.replace("17", odd, 1).encode()


def header_too_large(package: Forged, random: Random) -> None:
    package.header_length = random.choice([0, 1, 10**6 + 1, 2**40, 2**63, 2**64 - 1])


def header_cut(package: Forged, random: Random) -> None:
    package.payload, package.header_bytes = b"", random.choice([b"", b"{", b"[]", b"7", b"null"])


def lying_shape(package: Forged, random: Random) -> None:
    tensor = random.choice(list(package.header.values()))
    tensor["shape"] = random.choice([[2**40, 2**40], [-1], [1] * 99, "x", [1.5], [7, 7], {}])


def lying_dtype(package: Forged, random: Random) -> None:
    tensor = random.choice(list(package.header.values()))
    tensor["dtype"] = random.choice(["F64", "F99", None, [], "O"])


def lying_layout(package: Forged, random: Random) -> None:
    offsets = package.header["b"]["data_offsets"]
    shift = random.choice([-24, -8, 4, 2**40])
    package.header["b"]["data_offsets"] = [offset + shift for offset in offsets]


def payload_of_other_length(package: Forged, random: Random) -> None:
    package.payload = bytes(random.choice([0, 43, 45, 5000]))


def lying_count(package: Forged, random: Random) -> None:
    package.document["properties"]["mlm:total_parameters"] = random.choice([18, 10**6, 10**9])


def damaged_file(package: Forged, random: Random) -> None:
    def spoil(lines: list[str]) -> list[str]:
        place = random.randrange(len(lines))
        return [("0" * 64 + line[64:]) if n == place else line for n, line in enumerate(lines)]

    package.spoil_sums = spoil


def bad_line(package: Forged, random: Random) -> None:
    line = random.choice(["x", "0" * 64 + "  ../x", "0" * 64 + "  a/b", "0" * 64 + "  C:\\x", ""])
    package.spoil_sums = lambda lines: [*lines, line, ""]


def line_twice(package: Forged, random: Random) -> None:
    package.spoil_sums = lambda lines: [*lines, random.choice(lines)]


def line_missing(package: Forged, random: Random) -> None:
    package.spoil_sums = lambda lines: lines[random.choice([1, 2]) :] if lines else lines


def sums_unreadable(package: Forged, random: Random) -> None:
    package.sums = random.choice([b"\xff\xfe", "\u0430".encode()])


def sums_huge(package: Forged, random: Random) -> None:
    package.sums = b"0" * 1_000_001


def file_missing(package: Forged, random: Random) -> None:
    package.missing.add(random.choice(["model.json", "weights.safetensors", "SHA256SUMS"]))


def link_out(package: Forged, random: Random) -> None:
    name = random.choice(["model.json", "weights.safetensors", "SHA256SUMS", "MODEL_CARD.md"])
    package.links[name] = random.choice(["/etc/hostname", "../../secret", "/dev/zero"])


def zip_traversal(package: Forged, random: Random) -> None:
    name = random.choice(
        ["../x", "tiny/../../x", "/abs", "C:\\x", "tiny\\..\\x", "tiny/a/b", ".x", "tiny/\u0430"]
    )
    package.entries.append((name, b"x", REGULAR, DEFLATED))


def zip_same_name(package: Forged, random: Random) -> None:
    name = random.choice(["model.json", "MODEL.JSON", "Weights.safetensors"])
    package.entries.append((package.top + name, b"x", REGULAR, DEFLATED))


def zip_special(package: Forged, random: Random) -> None:
    kind = random.choice([stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
    package.entries.append((package.top + "special", b"/etc/passwd", kind, DEFLATED))


def zip_method(package: Forged, random: Random) -> None:
    package.entries.append((package.top + "packed", b"x" * 50, REGULAR, LZMA))


def zip_bomb(package: Forged, random: Random) -> None:
    package.entries.append((package.top + "big", bytes(3_000_000), REGULAR, DEFLATED))


def zip_size(package: Forged, random: Random) -> None:
    def lie(content: bytes) -> bytes:
        # The sizes in the directory, made to promise two gigabytes each, packed and unpacked.
        out, place = bytearray(content), content.find(b"PK\1\2")
        while place >= 0:
            out[place + 20 : place + 28] = (2**31 - 1).to_bytes(4, "little") * 2
            place = content.find(b"PK\1\2", place + 1)
        return bytes(out)

    package.after_zip = lie


def zip_overlap(package: Forged, random: Random) -> None:
    def lie(content: bytes) -> bytes:
        out, place = bytearray(content), content.find(b"PK\1\2")
        while place >= 0:
            out[place + 42 : place + 46] = bytes(4)
            place = content.find(b"PK\1\2", place + 1)
        return bytes(out)

    package.after_zip = lie


def zip_many(package: Forged, random: Random) -> None:
    for number in range(random.choice([70, 400])):
        package.entries.append((f"{package.top}f{number}", b"", REGULAR, DEFLATED))


def zip_two_tops(package: Forged, random: Random) -> None:
    package.entries.append(("other/file", b"x", REGULAR, DEFLATED))


def zip_unlisted(package: Forged, random: Random) -> None:
    name = random.choice(["payload.py", "weights.pt", "libx.so"])
    package.entries.append((package.top + name, b"import os", REGULAR, DEFLATED))


def zip_damage(package: Forged, random: Random) -> None:
    def damage(content: bytes) -> bytes:
        out = bytearray(content)
        for _ in range(random.choice([1, 3, 30])):
            out[random.randrange(len(out))] = random.randrange(256)
        return bytes(out[: random.choice([len(out), random.randrange(len(out))])])

    package.after_zip = damage


FOLDER_ATTACKS: tuple[Attack, ...] = (
    drop_field, nonsense_in_field, out_of_range, tiles_that_do_not_fit, settings_too_large,
    identity, invisible_text, classes, channels, another_format, deep_json, huge_json,
    broken_json, not_utf8, key_twice, odd_number, header_too_large, header_cut, lying_shape,
    lying_dtype, lying_layout, payload_of_other_length, lying_count, damaged_file, bad_line,
    line_twice, line_missing, sums_unreadable, sums_huge, file_missing, link_out,
)  # fmt: skip
ZIP_ATTACKS: tuple[Attack, ...] = (
    zip_traversal, zip_same_name, zip_special, zip_method, zip_bomb, zip_size, zip_overlap,
    zip_many, zip_two_tops, zip_unlisted, zip_damage,
)  # fmt: skip
