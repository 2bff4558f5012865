# SPDX-License-Identifier: Apache-2.0
#
# Streams: documents with what parts them, and what has to become of each.
#
# make_stream(EMIT) gives { bom, documents, arguments, emit }; a document is { bytes, fate, makes, asked } and begins with a marker of
# its own, so that any order and any part of them is a stream as well. Its fate is to stay, to leave or to change, to what `changed` matches; `makes` are the
# ids of what is generated from it, `asked` of what is where somebody asks for it.
package Streams;
use strict;
use warnings;
use Chance;
use Exporter qw(import);
use Filter;
use Manifests;
use Tenants;
use YamlText;
our @EXPORT = qw(make_stream plain_stream break_stream stream_bytes corpus);

# Documents of files, each with its separator, as further ingredients.
my @corpus;

sub corpus {
    my (@files) = @_;
    # What stands behind `...` goes with the document that follows.
    push @corpus, grep { /\A---/ && /\n\z/ && !/^\.\.\.\s*?\n./ms } map { split /^(?=---(?:\s|\z))/m, slurp($_) } @files;
    return;
}

sub marker {
    my ($text) = @_;
    my @markers = ("---\n") x 12;
    push @markers, "--- # a comment\n", "---\t\n", "---  \n", "---\n# Source: chart/templates/x.yaml\n", "---\n\n",
        "---\n# sealed: x\n";
    push @markers, '--- ' if $text =~ /\A[\[{]/;
    return pick(@markers);
}

sub tail { return chance(5) ? pick("...\n", "... # end\n") : '' }

sub with_line_ends {
    my ($text, $crlf) = @_;
    return $crlf ? $text =~ s/\n/\r\n/gr : $text;
}

sub document {
    my ($made, $crlf) = @_;
    my $head = marker($made->{text});
    my $body = $made->{text};
    $body .= "\n" if $body ne '' && $body !~ /\n\z/;
    my @after = map { ref ? $_ : quotemeta with_line_ends($_, $crlf) } @{ $made->{after} // [] };
    my @changed = @after ? (changed => join '', quotemeta with_line_ends($head, $crlf), @after) : ();
    return { %$made, @changed, bytes => with_line_ends($head . $body, $crlf) };
}

sub plain_document {
    my ($crlf) = @_;
    my %plain = (fate => 'stays', makes => [], asked => []);
    return { %plain, bytes => pick(@corpus) } if @corpus && chance(15);
    my $document = document({ text => manifest(), %plain }, $crlf);
    $document->{bytes} .= tail();
    return $document;
}

sub plain_stream {
    my $crlf      = chance(20);
    my @documents = map { plain_document(chance(5) ? !$crlf : $crlf) } 1 .. 1 + below(12);
    # Without its marker a line with % would be a directive.
    $documents[0]{bytes}  =~ s/\A---\r?\n// if chance(50) && $documents[0]{bytes} !~ /^%/m;
    $documents[-1]{bytes} =~ s/\r?\n\z//    if chance(20);
    return { bom => chance(10) ? "\xef\xbb\xbf" : '', documents => \@documents, arguments => [], emit => 'secret' };
}

# The objects of the documents that are in the stream, those among them that somebody in it asks for included.
sub stream_makes {
    my ($stream)  = @_;
    my @documents = @{ $stream->{documents} };
    my %asked     = map { $_ => 1 } map { $_->{asks} // () } @documents;
    my %ids       = map { $_ => 1 } map {
        @{ $_->{makes} }, grep { $asked{$_} } @{ $_->{asked} }
    } @documents;
    return sort keys %ids;
}

sub make_stream {
    my ($emit) = @_;
    $emit //= pick('secret', 'secret', 'sealed-secret', 'reference');
    my $crlf = chance(15);
    my @made;
    begin_stream($emit);
    my @tenants = map { [owner_documents()] } 1 .. 1 + below(2);
    push @made, map { $_->[1] } @tenants;
    push @made, (owner_documents(1, chance(70) ? map { $_->[0] } @tenants : ()))[1] if chance(40);
    push @made, map { store_in_place() } 1 .. below(2) if chance(50);
    push @made, map { secret_in_place() } 1 .. below(3) if chance(50);
    my @asked = map { @{ $_->{asked} } } @made;
    push @made, map { { text => request($_), fate => 'stays', makes => [], asked => [], asks => $_ } } grep { chance(60) } @asked,
        'SecretStore shop/elsewhere';
    my @documents = map { document($_, $crlf) } @made;
    push @documents, map { plain_document($crlf) } 1 .. below(6);
    my @arguments = ('--emit', $emit, '--sealing-key', root() . '/tests/data/keys/one.pem');
    push @arguments, '--namespace', pick('platform', '017') if chance(30);
    push @arguments, '--target-version', pick('0.17', '1.3', '2.9') if chance(30);
    push @arguments, pick('--trust-team-claims', '--open-cluster-stores') if chance(10);
    push @arguments, '--team-label', 'example.com/team' if chance(10);
    return {
        bom       => chance(10) ? "\xef\xbb\xbf" : '',
        documents => [shuffled(@documents)],
        arguments => \@arguments,
        emit      => $emit,
        makes     => \&stream_makes
    };
}

# One thing more in the stream that makes it fail.
my $broken_tenant = "namespace: {name: broken}\n";
my $guid          = '0d3cb2a1-5e4f-4a6b-8c7d-9e0f1a2b3c4d';
my @broken        = (
    "external_secrets: [\n", "external_secrets: {stores: []\n",
    "secret_management: \"\\q\"\n", "external_secrets: {stores: []}\nenvironments: \0\n",
    "${broken_tenant}external_secrets: {azure_tenant_id: x, azure_tenant: y}\n",
    "${broken_tenant}external_secrets: {azure_tenant_id: $guid, azure_tenant_id: x}\n",
    "namespace: {name: Broken_}\nexternal_secrets: {stores: []}\n",
    "${broken_tenant}external_secrets: {stores: [{name: a, provider: {}}]}\n",
    "${broken_tenant}external_secrets: {stores: [{name: a, namespace: kube-system, provider: {fake: {}}}]}\n",
    "${broken_tenant}environments: [a, a]\nexternal_secrets: {stores: []}\n",
    "${broken_tenant}secret_management:\n  external_secrets:\n    tenant_secretstores: [{name: a, url: 'http://x'}]\n",
    "team: {name: broken}\nappname: broken\nsecret_management: {external_secrets: {team_secretstores: []}}\n",
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {annotations: {external-secrets.render/values: none}}\n",
    "apiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata: {name: a, namespace: b\nsealed: x\n",
    store_with_sealed('?'), tenant_with_sealed('AgB'),
);

sub tenant_with_sealed {
    my ($string) = @_;
    return "namespace: {name: broken}\nexternal_secrets:\n  stores:\n"
        . "  - {name: a, provider: {vault: {auth: {tokenSecretRef: {sealed: '$string'}}}}}\n";
}

sub store_with_sealed {
    my ($string) = @_;
    return "apiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata: {name: a, namespace: b}\n"
        . "spec: {provider: {vault: {auth: {tokenSecretRef: {sealed: '$string'}}}}}\n";
}

sub break_stream {
    my ($stream) = @_;
    my $text = pick(@broken);
    $text = pick(\&tenant_with_sealed, \&store_with_sealed)->(seal('some-where/else', 'x'))
        if $stream->{emit} eq 'secret' && chance(20);
    my $broken = document({ text => $text, fate => 'fails', makes => [], asked => [] }, 0);
    $broken->{bytes} =~ s/\A---[^\n]*\n/---\n/;
    return { %$stream, documents => [shuffled(@{ $stream->{documents} }, $broken)] };
}

sub stream_bytes {
    my ($stream) = @_;
    return $stream->{bom} . join '', map { $_->{bytes} } @{ $stream->{documents} };
}

1;
