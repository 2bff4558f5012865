#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# An image layout (OCI image-spec 1.0, image-layout.md) for several architectures, each with one layer:
#   image.pl FOLDER VERSION SECONDS ARCH=LAYER...
# FOLDER is made; LAYER is a tar file that is not compressed. No daemon, no registry: blobs are files that are named by their checksum.
use strict;
use warnings;
use Digest::SHA;
use File::Path qw(make_path);
use JSON::PP;
use POSIX qw(strftime);

@ARGV > 3 or die "usage: image.pl FOLDER VERSION SECONDS ARCH=LAYER...\n";
my ($folder, $version, $seconds, @layers) = @ARGV;
my $created = strftime('%Y-%m-%dT%H:%M:%SZ', gmtime $seconds);
my $media   = 'application/vnd.oci.image';
my $json    = JSON::PP->new->canonical;
make_path("$folder/blobs/sha256");

sub spew {
    my ($path, $bytes) = @_;
    open my $out, '>:raw', $path or die "$path: $!\n";
    print $out $bytes and close $out or die "$path: $!\n";
}

# Puts bytes among the blobs; gives their descriptor.
sub blob {
    my ($type, $bytes, %more) = @_;
    my $sum = Digest::SHA::sha256_hex($bytes);
    spew("$folder/blobs/sha256/$sum", $bytes);
    return { mediaType => "$media.$type", digest => "sha256:$sum", size => length $bytes, %more };
}

sub manifest {
    my ($arch, $layer) = @_;
    my $packed = qx(gzip -n9 <'$layer');
    $? == 0 or die "$layer: gzip failed\n";
    my $config = blob('config.v1+json', $json->encode({
        architecture => $arch, os => 'linux', created => $created,
        config  => { User => '999', Entrypoint => ['/usr/local/bin/external-secrets'], Env => ['PATH=/usr/local/bin:/usr/bin:/bin'] },
        rootfs  => { type => 'layers', diff_ids => ['sha256:' . Digest::SHA->new(256)->addfile($layer, 'b')->hexdigest] },
        history => [{ created => $created, created_by => "external-secrets $version" }],
    }));
    my $blob = blob('layer.v1.tar+gzip', $packed);
    return blob('manifest.v1+json', $json->encode({ schemaVersion => 2, mediaType => "$media.manifest.v1+json", config => $config, layers => [$blob] }),
        platform => { os => 'linux', architecture => $arch });
}

my @manifests = map { manifest(split /=/, $_, 2) } @layers;
my $index = blob('index.v1+json', $json->encode({ schemaVersion => 2, mediaType => "$media.index.v1+json", manifests => \@manifests }),
    annotations => { 'org.opencontainers.image.ref.name' => $version });
spew("$folder/oci-layout", '{"imageLayoutVersion":"1.0.0"}');
spew("$folder/index.json", $json->encode({ schemaVersion => 2, mediaType => "$media.index.v1+json", manifests => [$index] }));
