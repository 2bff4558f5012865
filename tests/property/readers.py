#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Reads YAML on stdin with readers of both versions, and prints a line of JSON for each document of each reader:
# [reader, document]. A reader that refuses gives [reader, null, why].
#   1.1: PyYAML, in Python and over libyaml; 1.2: ruamel.yaml
import json
import sys

import ruamel.yaml
import yaml


def plain(value):
    """The same without types that JSON lacks: they are no strings, and show as what they are."""
    if isinstance(value, dict):
        return {key if isinstance(key, str) else repr(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    return [type(value).__name__, repr(value)]


def ruamel_documents(text):
    return ruamel.yaml.YAML(typ='safe', pure=True).load_all(text)


readers = {
    'PyYAML': lambda text: yaml.load_all(text, Loader=yaml.SafeLoader),
    'PyYAML over libyaml': lambda text: yaml.load_all(text, Loader=yaml.CSafeLoader),
    'ruamel.yaml': ruamel_documents,
}
source = sys.stdin.buffer.read()
for name, read in readers.items():
    try:
        for document in read(source):
            print(json.dumps([name, plain(document)]))
    except (yaml.YAMLError, ruamel.yaml.error.YAMLError, ValueError) as error:
        print(json.dumps([name, None, str(error)]))
