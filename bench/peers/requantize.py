"""Writes a GGUF file's matrices anew as Q8_0, for the llama.cpp peer: the same weights in the format
that it decodes fastest.

    pip install -r bench/peers/requirements.txt
    python bench/peers/requantize.py FROM.gguf TO.gguf

Says {"ready": true} on stdout when TO is whole; there is no half a file under that name. Q8_0 rounds
what Q4_1 stands for once more, by at most 1/254 of the largest of 32 neighbours.
"""

import json
import os
import sys

from gguf import GGMLQuantizationType, GGUFReader, GGUFValueType, GGUFWriter
from gguf.quants import dequantize, quantize

Q8_0 = GGMLQuantizationType.Q8_0
# The writer says these itself.
OWN_FIELDS = ("GGUF.version", "GGUF.tensor_count", "GGUF.kv_count", "general.architecture")


def main(source, target):
    reader = GGUFReader(source)
    partial = f"{target}.{os.getpid()}.tmp"
    writer = GGUFWriter(partial, reader.fields["general.architecture"].contents())
    for field in reader.fields.values():
        if field.name in OWN_FIELDS:
            continue
        kind = field.types[0]
        inner = field.types[-1] if kind == GGUFValueType.ARRAY else None
        value = 7 if field.name == "general.file_type" else field.contents()
        writer.add_key_value(field.name, value, kind, inner)
    for tensor in reader.tensors:
        values = dequantize(tensor.data, tensor.tensor_type)
        if values.ndim < 2 or tensor.tensor_type == Q8_0:
            writer.add_tensor(tensor.name, tensor.data, raw_dtype=tensor.tensor_type)
        else:
            writer.add_tensor(tensor.name, quantize(values, Q8_0), raw_dtype=Q8_0)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    os.replace(partial, target)
    print(json.dumps({"ready": True}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
