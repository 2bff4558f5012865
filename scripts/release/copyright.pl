#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# debian/copyright, in the form that Debian can read by machine (copyright-format 1.0), on stdout: copyright.pl FOLDER
# FOLDER is that of the program, build/static/VARIANT. The program is under its own licence and those of all that is linked into it.
use strict;
use warnings;
use File::Basename qw(dirname);
use lib dirname(__FILE__);
use Libraries qw(libraries_of);

@ARGV == 1 or die "usage: copyright.pl FOLDER\n";
my @libraries = libraries_of(@ARGV);

# Those who say in a licence's text that it is theirs.
sub holders {
    my ($text) = @_;
    my %seen;
    return grep { !$seen{$_}++ } map { s/^\W+|\s+$//gr } grep { /^\W*Copyright\b.*(?:\d{4}|\([cC]\)|\x{a9}|©)/ } split /\n/, $text;
}

# A paragraph's field: lines are indented, empty ones become a dot.
sub indented {
    my ($text) = @_;
    return join "\n", map { /\S/ ? " $_" : ' .' } split /\n/, $text =~ s/\t/    /gr =~ s/\r//gr =~ s/\A\s*\n|\s+\z//gr;
}

# Debian has the text of Apache-2.0; the others differ at least in whom they name.
sub name_of { my ($library) = @_; return $library->{licence} eq 'Apache-2.0' ? 'Apache-2.0' : "$library->{licence}-$library->{name}" =~ s/[^\w.+-]+/-/gr }

print <<'END';
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: external-secrets

Files: *
Copyright: the authors of external-secrets
License: Apache-2.0

END

my @holders = map { my $library = $_; map { "$_ ($library->{name})" } holders($library->{text}) } @libraries;
my %seen;
my @names = grep { !$seen{$_}++ } 'Apache-2.0', map { name_of($_) } @libraries;
print "Files: usr/bin/kubectl-external_secrets\n";
print "Copyright: the authors of external-secrets\n", map { "           $_\n" } @holders;
print 'License: ', join(' and ', @names), "\n";
print "Comment: The program has these libraries inside:\n", map { " $_->{name} $_->{version}\n" } @libraries;
print "\nLicense: Apache-2.0\n On Debian systems the text stands in /usr/share/common-licenses/Apache-2.0.\n";
for my $library (grep { name_of($_) ne 'Apache-2.0' } @libraries) {
    print "\nLicense: ", name_of($library), "\n", indented($library->{text}), "\n";
}
