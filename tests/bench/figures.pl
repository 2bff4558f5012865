# SPDX-License-Identifier: Apache-2.0
#
# The figures of a run of the bench, as JSON in a file: reading them, and one way to write them for people.
#
# {date, machine {...}, versions {program: version}, rows [...], profiles [...] (profile.pl)}. A row:
#   group, name, against       what was measured against what
#   ours, theirs               medians: {cpu_ms, user_ms, system_ms, wall_ms, peak_kib}
#   ratio                      {cpu, wall, peak}: [median, least, most] of ours to theirs, round by round
#   goal                       {of: "cpu" or "peak", most}
#   each                       {what, cpu_ms}
# or, in place of all figures, `missing` or `failed` with the reason.
use strict;
use warnings;
use JSON::PP;

sub figures_read {
    my ($path) = @_;
    open my $in, '<:raw', $path or die "$path: $!\n";
    local $/;
    return JSON::PP->new->utf8->decode(<$in>);
}

# A line for each row, so that two runs can be compared.
sub figures_write {
    my ($path, $figures) = @_;
    my $json  = JSON::PP->new->utf8->canonical->allow_nonref;
    my $value = sub {
        my ($value) = @_;
        return ref $value eq 'ARRAY' ? "[\n" . join(",\n", map { ' ' . $json->encode($_) } @$value) . "\n]" : $json->encode($value);
    };
    open my $out, '>:raw', $path or die "$path: $!\n";
    print $out "{\n", join(",\n", map { "\"$_\": " . $value->($figures->{$_}) } sort keys %$figures), "\n}\n";
    close $out or die "$path: $!\n";
}

# A number with three digits that say something.
sub short_number {
    my ($number) = @_;
    return sprintf $number >= 100 ? '%.0f' : $number >= 10 ? '%.1f' : '%.2f', $number if $number >= 0.1 || $number == 0;
    return sprintf '%.2g', $number;
}

sub milliseconds {
    my ($number) = @_;
    return $number >= 1000 ? short_number($number / 1000) . ' s' : short_number($number) . ' ms';
}

sub mebibytes {
    my ($kib) = @_;
    return short_number($kib / 1024);
}

# Whether the row keeps its goal; undef without one.
sub keeps_goal {
    my ($row) = @_;
    my $ratio = $row->{goal} && $row->{ratio}{$row->{goal}{of}};
    return $ratio ? $ratio->[0] <= $row->{goal}{most} : undef;
}

my @columns = ('', 'against', 'ours', 'theirs', 'ratio', 'least-most', 'goal', 'wall', 'peak MiB', 'theirs', 'each');
sub column_names { return @columns }

# The cells of a row, one for each column; what is missing or failed has two.
sub cells {
    my ($row) = @_;
    my $reason = $row->{failed} ? "FAILED: $row->{failed}" : $row->{missing};
    return ($row->{name}, $row->{against}, $reason) if defined $reason;
    my ($ours, $theirs) = ($row->{ours}, $row->{theirs} // {});
    my $of    = $row->{goal} ? $row->{goal}{of} : $row->{ratio}{cpu} ? 'cpu' : 'peak';
    my $ratio = $row->{ratio}{$of};
    return (
        $row->{name}, $row->{against}, milliseconds($ours->{cpu_ms}),
        defined $theirs->{cpu_ms} ? milliseconds($theirs->{cpu_ms}) : '',
        $ratio ? short_number($ratio->[0]) : '',
        $ratio ? short_number($ratio->[1]) . '-' . short_number($ratio->[2]) : '',
        defined keeps_goal($row) ? short_number($row->{goal}{most}) . (keeps_goal($row) ? ' ok' : ' MISSED') : '',
        $row->{ratio}{wall} ? short_number($row->{ratio}{wall}[0]) : '',
        mebibytes($ours->{peak_kib}), defined $theirs->{peak_kib} ? mebibytes($theirs->{peak_kib}) : '',
        $row->{each} ? milliseconds($row->{each}{cpu_ms}) . " a $row->{each}{what}" : '',
    );
}

1;
