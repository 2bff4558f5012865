#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Puts figures of the bench into a document: what stands between `<!-- figures: NAME -->` and `<!-- /figures -->` is written anew.
#   tests/bench/page.pl FIGURES.json DOCUMENT.md >NEW.md
# NAME is machine, table, or profiles.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
require(abs_path(dirname(__FILE__)) . '/figures.pl');

@ARGV == 2 or die "usage: page.pl FIGURES.json DOCUMENT.md\n";
my ($figures, $document) = (figures_read($ARGV[0]), $ARGV[1]);

sub grid_row { return '| ' . join(' | ', @_) . " |\n" }

sub machine_text {
    my ($machine, $versions) = @$figures{qw(machine versions)};
    my @others = map { "$_ $versions->{$_}" } grep { !/^(?:compiler|external-secrets)$/ } sort keys %$versions;
    return "Measured on $figures->{date}: $machine->{cores} cores ($machine->{processor}), $machine->{memory_gib} GiB, $machine->{system}, "
        . "$machine->{kernel}; load average $machine->{load}[0] at the start, $machine->{load}[1] at the end. "
        . "$versions->{'external-secrets'}, compiled by $versions->{compiler}. " . join(', ', @others) . ".\n";
}

# One group of rows. Columns that nothing stands in are left out.
sub group_table {
    my ($group, @rows) = @_;
    my @lines = map { [cells($_)] } @rows;
    my @names = column_names();
    my @shown = grep { my $column = $_; $column < 2 || grep { @$_ > 3 && $_->[$column] ne '' } @lines } 0 .. $#names;
    my $text  = "### $group\n\n" . grid_row(map { $names[$_] } @shown) . grid_row(map { $_ < 2 ? '---' : '--:' } @shown);
    my $last  = '';
    for my $line (@lines) {
        my @cells = @$line > 3 ? @$line[@shown] : (@$line, ('') x (@shown - 3));
        $cells[0] = '' if $line->[0] eq $last;
        s/^([\d.]+) MISSED$/$1 **missed**/, s/^([\d.]+) ok$/$1/ for @cells;
        $text .= grid_row(@cells);
        $last = $line->[0];
    }
    return $text;
}

sub table_text {
    my (@groups, %rows);
    for my $row (@{$figures->{rows}}) {
        push @groups, $row->{group} if !$rows{$row->{group}};
        push @{$rows{$row->{group}}}, $row;
    }
    return join "\n", map { group_table($_, @{$rows{$_}}) } @groups;
}

sub profiles_text {
    my $text = grid_row('instructions', 'millions', 'where they go') . grid_row('---', '--:', '---');
    for my $profile (@{$figures->{profiles}}) {
        $text .= grid_row($profile->{name}, sprintf('%.0f', $profile->{instructions} / 1e6),
            join ', ', map { ($_->[0] =~ m{/$} ? "`$_->[0]`" : $_->[0]) . " $_->[1] %" } @{$profile->{parts}});
    }
    return $text;
}

my %texts = (machine => \&machine_text, table => \&table_text, profiles => \&profiles_text);
open my $in, '<', $document or die "$document: $!\n";
local $/;
my $text = <$in>;
print $text =~ s{(<!-- figures: (\w+) -->\n).*?(<!-- /figures -->\n)}{
    my ($begin, $name, $end) = ($1, $2, $3);
    my $new = $texts{$name} or die "$document: no figures $name\n";
    "$begin\n" . $new->() . "\n$end";
}gesr;
