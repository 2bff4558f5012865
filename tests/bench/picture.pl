#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Draws the figures of the bench, as SVG on stdout: a bar for each row that was measured against something, on a scale of powers of ten,
# from 1 (as much as that) to the left for less and to the right for more. A tick stands at the most that the goal allows.
#   tests/bench/picture.pl FIGURES.json
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
require(abs_path(dirname(__FILE__)) . '/figures.pl');

use constant { WIDTH => 960, NAMES => 400, RIGHT => 850, TOP => 86, LINE => 19, HEADING => 27, BAR => 11 };

@ARGV == 1 or die "usage: picture.pl FIGURES.json\n";
my $figures = figures_read($ARGV[0]);
my @rows    = grep { $_->{ratio}{cpu} } @{$figures->{rows}};
@rows or die "$ARGV[0]: nothing was measured against anything\n";

sub escaped {
    my ($text) = @_;
    my %entities = ('&' => '&amp;', '<' => '&lt;', '>' => '&gt;', '"' => '&quot;');
    $text =~ s/([&<>"])/$entities{$1}/g;
    return $text;
}

# The powers of ten that the scale goes from and to.
my ($low, $high) = (-1, 1);
for my $ratio (map { $_->{ratio}{cpu}[0] } @rows) {
    $low-- while $ratio < 10**$low;
    $high++ while $ratio > 10**$high;
}

sub x_of {
    my ($ratio) = @_;
    return sprintf '%.1f', NAMES + (RIGHT - NAMES) * (log($ratio) / log(10) - $low) / ($high - $low);
}

sub text_at {
    my ($class, $x, $y, $text) = @_;
    return sprintf qq{<text class="%s" x="%s" y="%s">%s</text>\n}, $class, $x, $y, escaped($text);
}

sub bar {
    my ($row, $y) = @_;
    my $ratio = $row->{ratio}{cpu}[0];
    my ($from, $to) = sort { $a <=> $b } x_of(1), x_of($ratio);
    my $kept  = keeps_goal($row);
    my $class = !defined $kept ? 'free' : $kept ? 'kept' : 'missed';
    my $svg = sprintf qq{<rect class="%s" x="%.1f" y="%.1f" width="%.1f" height="%d" rx="2"/>\n}, $class, $from, $y - BAR + 1,
        $to - $from < 1 ? 1 : $to - $from, BAR;
    $svg .= sprintf qq{<path class="goal" d="M%s %.1fv%d"/>\n}, x_of($row->{goal}{most}), $y - BAR - 1, BAR + 4 if defined $kept;
    $svg .= text_at('name', NAMES - 12, $y, "$row->{name} / $row->{against}");
    my $right = $ratio > 1 ? $to : defined $kept && $row->{goal}{most} > 1 ? x_of($row->{goal}{most}) : x_of(1);
    return $svg . text_at('value', sprintf('%.1f', $right + 7), $y, short_number($ratio) . ($class eq 'missed' ? ' (goal missed)' : ''));
}

sub legend {
    my ($x, $y) = @_;
    my $svg = '';
    for my $entry (['kept', 'keeps its goal'], ['missed', 'misses it'], ['free', 'has none'], ['goal', 'the most that the goal allows']) {
        my ($class, $text) = @$entry;
        $svg .= sprintf $class eq 'goal' ? qq{<path class="%s" d="M%s %sv13"/>\n} : qq{<rect class="%s" x="%s" y="%s" width="11" height="11" rx="2"/>\n},
            $class, $class eq 'goal' ? $x + 6 : $x, $y - 10;
        $svg .= text_at('legend', $x + 17, $y, $text);
        $x += 40 + 7 * length $text;
    }
    return $svg;
}

my ($body, $y, $group) = ('', TOP, '');
for my $row (@rows) {
    if ($group ne $row->{group}) {
        $group = $row->{group};
        $y += HEADING;
        $body .= text_at('group', 12, $y, $group);
        $y += LINE;
    }
    $body .= bar($row, $y);
    $y += LINE;
}
my $height = $y + 12;
my $grid   = join '', map {
    my $x = x_of(10**$_);
    sprintf(qq{<path class="%s" d="M%s %dV%d"/>\n}, $_ == 0 ? 'one' : 'grid', $x, TOP, $height - 10)
        . text_at('scale', $x, TOP - 8, $_ == 0 ? 'as much' : $_ > 0 ? 10**$_ . ' times' : '1/' . 10**-$_)
} $low .. $high;

print <<"END";
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 @{[WIDTH]} $height" width="@{[WIDTH]}" height="$height" role="img"
    aria-label="CPU time of external-secrets next to what it is measured against">
<style>
text { font: 12px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #1f2328; }
.name { text-anchor: end; } .group { font-weight: 600; } .scale { text-anchor: middle; fill: #59636e; }
.paper { fill: #ffffff; } .grid { stroke: #d1d9e0; } .one { stroke: #59636e; stroke-width: 1.5; } .goal { stroke: #1f2328; stroke-width: 2; }
.kept { fill: #2da44e; } .missed { fill: #d4782c; } .free { fill: #8c959f; }
\@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; } .paper { fill: #0d1117; } .scale { fill: #9198a1; } .grid { stroke: #30363d; } .one { stroke: #9198a1; } .goal { stroke: #e6edf3; }
.kept { fill: #3fb950; } .missed { fill: #f0883e; } .free { fill: #6e7681; }
}
</style>
<rect class="paper" width="100%" height="100%" rx="6"/>
@{[text_at('group', 12, 24, 'CPU time of external-secrets / of what it is measured against')]}@{[legend(12, 48)]}$grid$body</svg>
END
