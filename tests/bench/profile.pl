# SPDX-License-Identifier: Apache-2.0
#
# Where the time goes: what share of the instructions each part of the program and its libraries takes, as callgrind counts them. The
# kernel's part of the work is not in it. callgrind runs inside of the process and writes a file at the end: the program has no sandbox then.
use strict;
use warnings;

# Part => what tells it from "file:function [object]"; the first that fits.
my @parts = (
    ['the RSA operation'            => qr/mbedtls_(?:mpi|rsa|ctr_drbg|aes|entropy|internal)|:(?:bn_|BN_|rsa_|ossl_|RSAZ|mpi)|libcrypto/],
    ['wiping and clearing memory'   => qr/memset|bzero/],
    ['searching and comparing bytes' => qr{/(?:multiarch/)?(?:mem(?:mem|chr|rchr|cmp)|str(?:chr|len|cmp|spn|cspn))|:(?:mem(?:mem|chr|rchr|cmp)|str(?:chr|len|cmp))}],
    ['copying bytes'                => qr/mem(?:cpy|move)/],
    ['allocating'                   => qr{malloc/|base/alloc|base/arena|base/zfree}],
    ['libyaml'                      => qr/:yaml_/],
    ['decoding base64'              => qr{base/base64}],
    ['starting the program'         => qr{ld-linux|elf/}],
    map { ["$_/" => qr{(?:^|/)$_/[a-z0-9_]+\.[ch]:}] } qw(base yaml render sealed cmd),
);

sub part_of {
    my ($function) = @_;
    for my $part (@parts) {
        return $part->[0] if $function =~ $part->[1];
    }
    return 'everything else';
}

# One command under callgrind: {name, instructions, parts: [[part, share in percent], ...]}, largest first; parts below one percent count
# as everything else.
sub profile_of {
    my ($inputs, $name, $input, @command) = @_;
    my $out = "$inputs->{scratch}/callgrind";
    Inputs::shell('input=$1 out=$2 valgrind=$3; shift 3
                   "$valgrind" -q --tool=callgrind --callgrind-out-file="$out" "$@" <"$input" >"$out.stdout" 2>"$out.stderr"',
        $input, $out, $inputs->command('valgrind'), @command);
    open my $in, '-|', 'callgrind_annotate', '--threshold=100', '--auto=no', $out or die "callgrind_annotate: $!\n";
    my ($total, %count) = 0;
    while (my $line = <$in>) {
        my ($count, $function) = $line =~ /^\s*([\d,]+) (?:\([\s\d.]+%\))\s+(\S.*)/ or next;
        next if $function eq 'PROGRAM TOTALS';
        $count =~ tr/,//d;
        $count{part_of($function)} += $count;
        $total += $count;
    }
    close $in && $total or die "callgrind_annotate failed\n";
    my $small = 0;
    $small += delete $count{$_} for grep { $_ eq 'everything else' || $count{$_} < $total / 100 } keys %count;
    my @sorted = sort { $count{$b} <=> $count{$a} } keys %count;
    return { name => $name, instructions => $total,
             parts => [map { [$_->[0], 0 + sprintf '%.1f', 100 * $_->[1] / $total] } (map { [$_, $count{$_}] } @sorted), ['everything else', $small]] };
}

sub profiles {
    my ($inputs) = @_;
    my $program = "$inputs->{build}/unconfined/kubectl-external_secrets";
    return (
        profile_of($inputs, 'Pass-through, 100,000 documents', $inputs->stream(100_000), $program, 'render'),
        profile_of($inputs, '1,000 tenants, sealed', $inputs->sealed_tenants(1000), $program, 'render', '--emit=sealed-secret'),
        profile_of($inputs, '20 strings opened, 1 key', $inputs->tenants(10, 1, 1), $program, 'render', $inputs->sealing_keys(1)),
    );
}

sub print_profile {
    my ($profile) = @_;
    printf "  %s: %.1f million instructions\n", $profile->{name}, $profile->{instructions} / 1e6;
    printf "    %5.1f %%  %s\n", $_->[1], $_->[0] for @{$profile->{parts}};
}

1;
