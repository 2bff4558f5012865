# SPDX-License-Identifier: Apache-2.0
#
# Documents that hold nothing of ours: manifests, and what else is found in streams, YAML or not.
package Manifests;
use strict;
use warnings;
use Chance;
use Exporter qw(import);
use YamlText;
our @EXPORT = qw(manifest);

sub words {
    return join ' ',
        map { pick(qw(the store keeps its secret sealed behind a vault --- - : external secrets of values), "#") }
        1 .. 1 + below($_[0]);
}

sub object {
    my ($api, $kind, $name, @rest) = @_;
    my @labels = chance(30) ? (labels => map_of('app.kubernetes.io/name' => $name, tier => pick('yes', '1', 'web'))) : ();
    return map_of(
        apiVersion => $api,
        kind       => $kind,
        metadata   => map_of(name => $name, namespace => pick('shop', 'platform'), @labels),
        @rest
    );
}

sub deployment {
    my $container = map_of(
        name  => 'c',
        image => 'example.com/c:1.' . below(99),
        args  => ['--flag', words(5), '- x', '{}'],
        env   => [map_of(name => 'A', value => words(3))]
    );
    return object(
        'apps/v1', 'Deployment',
        'web-' . below(99),
        spec => map_of(replicas => \(below(9)), template => map_of(spec => map_of(containers => [$container])))
    );
}

sub config_map {
    my $script = join '', map { ' ' x below(5) . words(6) . "\n" } 1 .. 1 + below(8);
    return object(
        'v1', 'ConfigMap',
        'config-' . below(99),
        data => map_of('run.sh' => "#!/bin/sh\n$script", empty => '', 'a b' => words(2))
    );
}

sub service {
    return object(
        'v1', 'Service',
        's-' . below(99),
        spec => map_of(ports => [map_of(port => \'80', targetPort => 'http')], selector => map_of())
    );
}

sub plain_secret {
    return object(
        'v1', 'Secret', 'plain-' . below(99),
        type       => 'Opaque',
        data       => map_of(password => 'aHVudGVyMg=='),
        stringData => map_of(sealed   => 'AgB')
    );
}

# A store without anything sealed, though the word stands there.
sub plain_store {
    my $metadata = map_of(name => 'sealed-' . below(99), namespace => 'shop', annotations => map_of(note => 'sealed'));
    return map_of(
        apiVersion => 'external-secrets.io/v1',
        kind       => 'SecretStore',
        metadata   => $metadata,
        spec       => map_of(provider => map_of(fake => map_of(data => [map_of(key => 'sealed', value => 'x')])))
    );
}

# Somebody else's values with our words.
sub of_others {
    return object('helm.toolkit.fluxcd.io/v2', 'HelmRelease', 'h',
        spec => map_of(values => map_of(external_secrets => map_of(enabled => \'true', backend => 'x'))));
}

sub custom_resource {
    return object('example.com/v1', 'Thing', 't',
        spec => map_of(secret_management => 'by hand', list => [[], map_of(), ['a', ['b']]], text => words(9)));
}

# What a parser would refuse, and bytes that are no text: nothing of it has to be understood.
my @oddities = (
    "key: {{ .Values.name }}\n{{- if .x }}\n  a: b\n{{- end }}\n", "a: [1, 2\nb: }\n", "\ttabs: first\n", "a: b: c: d\n",
    "\"unbalanced\n", "a: \xff\xfe\xe9\n", "*nowhere\n", "- a\nb: c\n", "a: 1\na: 2\n", "%not a directive\n", "", "\n\n",
    "# only a comment\n", "  \n# two\n\n# comments\n", "null\n", "~\n", "just text\n", "- a list\n- of things\n", "42\n",
    "a: |\n  text\n\n\n", "a: >+\n\n  folded\n\n", "!!binary aGVsbG8=\n", "!local {a: b}\n", "? a\n: b\n? [c, d]\n: e\n",
    "&a [*a]\n", "a: \"\\u0065xternal\"\n", "a: \0\n", "text \x85 \xc2\x85 \xe2\x80\xa8\n", "'It''s'\n", "a: \"x \\\n   y\"\n",
    "[\n]\n", "{a: {b: {c: {}}}}\n", "<?xml version=\"1.0\"?>\n<a>&amp;</a>\n", "#!/bin/sh\necho \$((1 + 2))\n",
    "a: 'x\n\n  y'\n", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", "a:\n- |\n  ----\n  --- x\n",
    "...text\n", "--\n", "----\n", "-- -\n", "\xef\xbb\xbfbom: in the middle\n", "a: \xf0\x9f\x94\x92\n",
    "x" x 5000 . "\n",
    "a: " . "[" x 300 . "\n",
);

sub manifest {
    return pick(@oddities) if chance(30);
    my $data = pick(\&deployment, \&config_map, \&service, \&plain_secret, \&plain_store, \&of_others, \&custom_resource)->();
    return write_json($data) if chance(10);
    return write_yaml($data, wild => pick(0, 5, 20), comments => chance(50));
}

1;
