#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# The bill of materials, SPDX 2.3 as JSON (https://spdx.github.io/spdx-spec/v2.3), on stdout:
#   bom.pl STATIC VERSION SECONDS URL VARIANT=ARCHIVE...
# STATIC is build/static, SECONDS the release's time, URL where the archives stand, which may be empty. Each archive is a package, with
# its libraries linked into it.
use strict;
use warnings;
use Digest::SHA;
use File::Basename qw(basename dirname);
use JSON::PP;
use POSIX qw(strftime);
use lib dirname(__FILE__);
use Libraries qw(libraries_of);

@ARGV > 4 or die "usage: bom.pl STATIC VERSION SECONDS URL VARIANT=ARCHIVE...\n";
my ($static, $version, $seconds, $url, @archives) = @ARGV;
my $licence = 'Apache-2.0';

sub sha256 { return Digest::SHA->new(256)->addfile($_[0], 'b')->hexdigest }
sub id     { return 'SPDXRef-' . join '-', map { s/[^A-Za-z0-9.-]+/-/gr } @_ }

sub package_of {
    my ($id, $name, $version, $licence, $sha256, %more) = @_;
    return {
        SPDXID => $id, name => $name, versionInfo => $version, licenseDeclared => $licence, licenseConcluded => $licence,
        copyrightText => 'NOASSERTION', downloadLocation => 'NOASSERTION', filesAnalyzed => JSON::PP::false,
        checksums => [{ algorithm => 'SHA256', checksumValue => $sha256 }], %more,
    };
}

# A package of no package manager, named by version and source (package-url/purl-spec, type generic).
sub purl {
    my ($name, $version, $sha256) = @_;
    return { referenceCategory => 'PACKAGE-MANAGER', referenceType => 'purl', referenceLocator => "pkg:generic/$name\@$version?checksum=sha256:$sha256" };
}

sub library_package {
    my ($library) = @_;
    my ($name, $version, $sha256) = @$library{qw(name version sha256)};
    return package_of(id('library', $name, $version), $name, $version, $library->{licence}, $sha256, externalRefs => [purl($name, $version, $sha256)]);
}

# The licence of a program and of all that is inside.
sub together {
    my %parts = map { $_ => 1 } @_;
    return join ' AND ', map { / OR / ? "($_)" : $_ } sort keys %parts;
}

sub relation { return { spdxElementId => $_[0], relationshipType => $_[1], relatedSpdxElement => $_[2] } }

my (@packages, %inside, @relations, @sums);
for (@archives) {
    my ($variant, $archive) = split /=/, $_, 2;
    my $file      = basename($archive);
    my $id        = id('archive', $file);
    my @libraries = libraries_of("$static/$variant");
    push @sums, sha256($archive);
    push @packages, package_of($id, 'external-secrets', $version, together($licence, map { $_->{licence} } @libraries), $sums[-1],
        packageFileName => $file, licenseDeclared => $licence, primaryPackagePurpose => 'APPLICATION', $url ? (downloadLocation => "$url$file") : ());
    push @relations, relation('SPDXRef-DOCUMENT', 'DESCRIBES', $id);
    for (map { library_package($_) } @libraries) {
        $inside{ $_->{SPDXID} } = $_;
        push @relations, relation($id, 'STATIC_LINK', $_->{SPDXID});
    }
}
push @packages, map { $inside{$_} } sort keys %inside;

# The same archives give the same name, others another.
my $digest = Digest::SHA::sha256_hex("@sums");
my $name   = "external-secrets-$version";
print JSON::PP->new->canonical->pretty->indent_length(2)->encode({
    spdxVersion => 'SPDX-2.3', dataLicense => 'CC0-1.0', SPDXID => 'SPDXRef-DOCUMENT', name => $name,
    documentNamespace => "https://spdx.org/spdxdocs/$name-$digest",
    creationInfo => { created => strftime('%Y-%m-%dT%H:%M:%SZ', gmtime $seconds), creators => ["Tool: external-secrets-release-$version"] },
    packages => \@packages, relationships => \@relations,
});
