# SPDX-License-Identifier: Apache-2.0
use strict;
use warnings;
my $string = 'AQA6DwzmwIUFcu3oSZ771S+Rt5wYOWBKn+40gpcQU4rsAT5gDMovW1eqKjicgUeC/i+1B0fgtXeUDl3gW6mU6EFmOQelMAl0Ke4ymhiRgjA7UJ0ckhdBZ4DnLhBc1Sh+/DXMgLPdO2jeA2VYXKabLmpJQxBJIJBwxLC46f3nObZxWoJqXb/GBfZnz7luhF9B9sxRvo+atKnVfNQXCVQz3iOs/iT62T4jk6QTuqRm1ztcoa/U9E73CV7lqgmaNPtpKnDjv8h3DXIzLWg/LgErl+MyvFoKTspQLE0r5IZA//tmNuwEsWqgT/mWl0W8exESepd6l6EP+SIWASnQ+aXy52GdU83SWjlK5bGr23wzcIzXNLZCCq8=';
print map { "---\napiVersion: v1\nkind: Secret\nmetadata: {name: s-$_, namespace: mallory-dev, annotations: {external-secrets.render/sealed: 'true'}}\nstringData: {password: $string}\n" } 1 .. 10_000;
