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

# A text without the marks of a comment in C.
sub bare { return $_[0] =~ s{^ ?/?\*+/? ?}{}gmr =~ s/\t/    /gr =~ s/\r//gr =~ s/\A\s*\n|\s+\z//gr }

# Whom a licence's text names. One that breaks off goes on in the next line.
sub holders {
    my (@lines) = split /\n/, bare($_[0]);
    my %seen;
    for my $i (0 .. $#lines) {
        my ($holder) = $lines[$i] =~ /^\s*(Copyright\b.*\d{4}.*|Copyright \([cC]\) .*)/ or next;
        $holder .= ' ' . $lines[$i + 1] =~ s/^\s+//r if $holder =~ /(?:\d|,|\b(?:and|many))$/ && $i < $#lines;
        $seen{ $holder =~ s/^Copyright (?:\([cC]\)|\xc2\xa9) //r =~ s/ or$//r } //= $i;
    }
    return sort { $seen{$a} <=> $seen{$b} } keys %seen;
}

# A paragraph's field: lines are indented, empty ones become a dot.
sub indented { return join "\n", map { /\S/ ? " $_" : ' .' } split /\n/, bare($_[0]) }

# Debian has the text of Apache-2.0, which names nobody. The others differ, at least in whom they name.
sub is_common { return $_[0]{licence} eq 'Apache-2.0' }

sub name_of {
    my ($library) = @_;
    return $library->{licence} if is_common($library) || $library->{licence} eq $library->{name};
    return "$library->{licence}-$library->{name}" =~ s/[^\w.+-]+/-/gr;
}

print <<'END';
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: external-secrets

Files: *
Copyright: the authors of external-secrets
License: Apache-2.0

END

my @holders = map { my $name = $_->{name}; is_common($_) ? "the authors of $name" : map { "$_ ($name)" } holders($_->{text}) } @libraries;
my %seen;
my @names = grep { !$seen{$_}++ } 'Apache-2.0', map { name_of($_) } @libraries;
print "Files: usr/bin/kubectl-external_secrets\n";
print "Copyright: the authors of external-secrets\n", map { "           $_\n" } @holders;
print 'License: ', join(' and ', @names), "\n";
print "Comment: The program has these libraries inside:\n", map { " $_->{name} $_->{version}\n" } @libraries;
print "\nLicense: Apache-2.0\n On Debian systems the text stands in /usr/share/common-licenses/Apache-2.0.\n";
for my $library (grep { !is_common($_) } @libraries) {
    print "\nLicense: ", name_of($library), "\n", indented($library->{text}), "\n";
}
