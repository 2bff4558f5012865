# SPDX-License-Identifier: Apache-2.0
#
# What `make static` linked into a program, as build/static/VARIANT says: libraries.tsv, whose first line names the columns, and LICENSES,
# the libraries' own texts, each below a line with its name and version.
package Libraries;
use strict;
use warnings;
use Exporter qw(import);
our @EXPORT_OK = qw(libraries_of);

sub slurp {
    my ($path) = @_;
    open my $in, '<:raw', $path or die "$path: $!\n";
    local $/ = undef;
    return scalar <$in>;
}

# Each library as {name, version, licence, sha256 (of its source), text (of its licence)}, by name.
sub libraries_of {
    my ($folder) = @_;
    my ($head, @lines) = split /\n/, slurp("$folder/libraries.tsv");
    my @libraries;
    for my $line (@lines) {
        my %library;
        @library{ split /\t/, $head } = split /\t/, $line;
        for my $column (qw(name version licence sha256)) {
            length($library{$column} // '') or die "$folder/libraries.tsv: '$line' has no $column\n";
        }
        push @libraries, \%library;
    }
    add_texts(slurp("$folder/LICENSES"), @libraries);
    $_->{text} or die "$folder/LICENSES: nothing of $_->{name} $_->{version}\n" for @libraries;
    return sort { $a->{name} cmp $b->{name} } @libraries;
}

sub add_texts {
    my ($texts, @libraries) = @_;
    my %of = map { ("$_->{name} $_->{version}" => $_) } @libraries;
    my $library;
    for my $line (split /^/, $texts) {
        my ($heading) = $line =~ /^(\S+ \S+)(?: \(.*\))?\n/;
        if (defined $heading && $of{$heading}) {
            $library = $of{$heading};
        } elsif ($library) {
            $library->{text} .= $line;
        }
    }
    return;
}

1;
