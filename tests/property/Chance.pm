# SPDX-License-Identifier: Apache-2.0
#
# Chance, repeatable: all that a generator draws follows from the seed.
package Chance;
use strict;
use warnings;
use Exporter qw(import);
our @EXPORT = qw(below chance pick shuffled some seed_with);

sub seed_with { srand $_[0]; return }
# A whole number from 0 on, below the given one.
sub below { return int(rand $_[0]) }
# True so many times out of a hundred.
sub chance { return rand(100) < $_[0] }
sub pick   { return $_[below(scalar @_)] }

sub shuffled {
    my @items = @_;
    for (my $i = @items - 1; $i > 0; $i--) {
        my $j = below($i + 1);
        @items[$i, $j] = @items[$j, $i];
    }
    return @items;
}

# So many of the items, in an order of chance.
sub some {
    my ($count, @items) = @_;
    return (shuffled(@items))[0 .. $count - 1];
}

1;
