#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Debian's changelog (Debian Policy, 4.4) out of NEWS: changelog.pl MAINTAINER <NEWS
# A section of NEWS is headed by VERSION YYYY-MM-DD; its paragraphs and items become the entry's items.
use strict;
use warnings;
use POSIX qw(strftime);
use Text::Wrap qw(wrap);
use Time::Local qw(timegm);

my $maintainer = shift // die "usage: changelog.pl MAINTAINER <NEWS\n";
$Text::Wrap::columns = 79;
$Text::Wrap::huge    = 'overflow';

my ($version, $date, @items);

sub finish {
    return if !defined $version;
    my ($year, $month, $day) = split /-/, $date;
    print "external-secrets ($version) unstable; urgency=medium\n\n";
    print wrap('  * ', '    ', $_), "\n" for @items;
    print "\n -- $maintainer  ", strftime('%a, %d %b %Y 00:00:00 +0000', gmtime timegm(0, 0, 0, $day, $month - 1, $year)), "\n";
}

my $begins = 0;
while (my $line = <STDIN>) {
    chomp $line;
    if ($line =~ /^(\d+\.\d+\.\d+) (\d{4}-\d\d-\d\d)$/) {
        finish();
        print "\n" if defined $version;
        ($version, $date, @items) = ($1, $2);
        $begins = 1;
    } elsif ($line eq '') {
        $begins = 1;
    } elsif ($begins || $line =~ /^- /) {
        push @items, $line =~ s/^- //r;
        $begins = 0;
    } else {
        $items[-1] .= ' ' . $line =~ s/^\s+//r;
    }
}
finish();
