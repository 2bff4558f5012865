# SPDX-License-Identifier: Apache-2.0
#
# The rows of the bench. A row:
#   group, name   what is measured
#   rounds        how often; the median counts
#   commands      what is run in turn: a function that gives [NAME, INPUT, PROGRAM, ARGUMENT...] each, the first one ours. What is missing
#                 is thrown there
#   goal          {NAME => the most that our CPU time may be of that one's}
#   pipes         true: bytes come and go through pipes
#   share         what fraction of our work the others do (1)
#   each          [WHAT, COUNT]: our CPU time is shown for each of them as well
#   peak          true: no CPU time, but memory against the input
use strict;
use warnings;

use constant { PEER => 1, KEYS => 36, MEGABYTE => 1e6 };

# The table for a size: short (for a machine that only tries whether all rows work), normal or big.
sub rows {
    my ($inputs, $size) = @_;
    my $pick = sub { my %of = (short => $_[0], normal => $_[1], big => $_[2]); return $of{$size} };
    my $rounds = sub { return $size eq 'short' ? 3 : $_[0] };
    my $program = "$inputs->{build}/kubectl-external_secrets";
    return map { $_->($inputs, $program, $pick, $rounds) }
        (\&start_up, \&pass_through, \&memory, \&tenants, \&opening, \&toolbox, \&helm, \&peers);
}

sub grouped {
    my ($number) = @_;
    1 while $number =~ s/^(\d+)(\d{3})/$1,$2/;
    return $number;
}

# ---------------------------------------------------------------- one function a group

sub start_up {
    my ($inputs, $program, $pick, $rounds) = @_;
    my @start    = ('/dev/null', $program, 'version');
    my %starting = (
        kubeseal => ['--version'], sops => ['--version', '--disable-version-check'], yq => ['--version'], kustomize => ['version'],
        vals => ['version'], kubectl => ['version', '--client'], helm3 => ['version'], helm4 => ['version'],
    );
    my %row = (group => 'Start-up');
    return (
        { %row, name => 'render, nothing to read', rounds => $rounds->(301), goal => { 'trivial C program' => 1.5 },
          commands => sub { ['render', '/dev/null', $program, 'render'], ['trivial C program', '/dev/null', $inputs->helper('trivial')] } },
        { %row, name => 'one tenant, sealed', rounds => $rounds->(101), goal => {}, commands => sub {
              ['render', $inputs->sealed_tenants(1), $program, 'render', '--emit=sealed-secret'],
                  ['trivial C program', '/dev/null', $inputs->helper('trivial')] } },
        { %row, name => 'render, self-contained', rounds => $rounds->(301), goal => { 'linked with libraries' => 1 },
          commands => sub { ['render', '/dev/null', $inputs->static, 'render'], ['linked with libraries', '/dev/null', $program, 'render'] } },
        (map {
            my $peer = $_;
            +{ %row, name => 'version', rounds => $rounds->(21), goal => { $peer => PEER },
              commands => sub { ['version', @start], [$peer, '/dev/null', $inputs->tool($peer), @{$starting{$peer}}] } }
        } sort keys %starting),
    );
}

sub pass_through {
    my ($inputs, $program, $pick, $rounds) = @_;
    my %rounds_of = (1000 => 101, 10_000 => 51, 100_000 => 11, 1_030_000 => 5);
    my @sizes = @{$pick->([1000, 10_000], [1000, 10_000, 100_000], [1000, 10_000, 100_000, 1_030_000])};
    my $row = sub {
        my ($documents, %more) = @_;
        return { group => 'Pass-through', name => grouped($documents) . ' documents', rounds => $rounds->($rounds_of{$documents}),
                 goal => { 'smallest C program' => 1.2 }, %more, commands => sub {
                     my $stream = $inputs->stream($documents);
                     ['render', $stream, $program, 'render'], ['smallest C program', $stream, $inputs->helper('floor')],
                         ['cat', $stream, $inputs->command('cat')] } };
    };
    return ((map { $row->($_) } @sizes), $row->($sizes[-1] < 1e6 ? $sizes[-1] : $sizes[-2], name => 'the same, through pipes', pipes => 1));
}

sub memory {
    my ($inputs, $program, $pick, $rounds) = @_;
    my ($documents, $tenants) = ($pick->(10_000, 100_000, 1_030_000), $pick->(1000, 10_000, 10_000));
    my %row = (group => 'Peak memory', rounds => $rounds->(3), peak => 1);
    return (
        { %row, name => 'pass-through, ' . grouped($documents) . ' documents', goal => { 'its input' => [1.2, 4 * MEGABYTE] },
          commands => sub { ['render', $inputs->stream($documents), $program, 'render'] } },
        { %row, name => grouped($tenants) . ' tenants, sealed', goal => {},
          commands => sub { ['render', $inputs->sealed_tenants($tenants), $program, 'render', '--emit=sealed-secret'] } },
    );
}

sub tenants {
    my ($inputs, $program, $pick, $rounds) = @_;
    my $sealed = sub {
        my ($tenants) = @_;
        my @command = ($program, 'render', '--emit=sealed-secret');
        my $hundred = $tenants == 100;
        return { group => 'Tenants', name => grouped($tenants) . ' tenants, sealed', rounds => $rounds->($tenants > 1000 ? 5 : 21),
                 each => ['tenant', $tenants], share => 100 / $tenants, goal => { 'as many times 100' => 1.1 },
                 commands => sub { ['render', $inputs->sealed_tenants($tenants), @command],
                     $hundred ? () : ['as many times 100', $inputs->sealed_tenants(100), @command] } };
    };
    my $opened = sub {
        my ($tenants, $few, $keys) = @_;
        my $key    = int(($keys + 1) / 2);
        my $render = sub { ($inputs->tenants($_[0], $key, $key), $program, 'render', $inputs->sealing_keys($keys)) };
        return { group => 'Tenants', name => grouped($tenants) . " tenants, opened, " . ($keys == 1 ? '1 key' : "one of $keys keys"),
                 rounds => $rounds->($tenants > 1000 ? 1 : 3), each => ['tenant', $tenants], share => $few / $tenants,
                 goal => { "as many times $few" => 1.1 },
                 commands => sub {
                     ['render', $render->($tenants)], $tenants == $few ? () : ["as many times $few", $render->($few)] } };
    };
    my $few = $pick->(5, 100, 100);
    my @opened = @{$pick->([5, 10], [100, 1000], [100, 1000, 10_000])};
    return ((map { $sealed->($_) } @{$pick->([100, 1000], [100, 1000, 10_000], [100, 1000, 10_000])}),
            map { my $keys = $_; map { $opened->($_, $few, $keys) } @opened } 1, $pick->(3, KEYS, KEYS));
}

# With either crypto library: the default's programs, and those that `make bench` builds with OpenSSL beside them.
sub opening {
    my ($inputs, $program, $pick, $rounds) = @_;
    my $keys = $pick->(3, KEYS, KEYS);
    my ($many, $some) = ($pick->(20, 1000, 1000), $pick->(6, 100, 100));
    my $row = sub {
        my ($folder, $group, $name, $strings, $held, $first, $last, %goal) = @_;
        return { group => $group, name => grouped($strings) . " strings, $name", rounds => $rounds->(3),
                 each => ['string', $strings], goal => \%goal, commands => sub {
                     my ($ours, $operations) = map { $inputs->built("$folder/$_") } qw(kubectl-external_secrets tests/bench/operations);
                     my $object = $inputs->sealed_object($strings, $first, $last);
                     ['render', $inputs->tenants($strings / 2, $first, $last), $ours, 'render', $inputs->sealing_keys($held)],
                         ["$strings private operations", '/dev/null', $operations, $inputs->key($first) . '.pem', $strings],
                         ['kubeseal', $object, $inputs->tool('kubeseal'), '--recovery-unseal', '-o', 'yaml', '--recovery-private-key',
                          join(',', map { $inputs->key($_) . '.pem' } 1 .. $held)] } };
    };
    return map {
        my @of = @$_;
        ($row->(@of, '1 key', $many, 1, 1, 1, "$many private operations" => 1.1, kubeseal => PEER),
         $row->(@of, "one of $keys keys", $some, $keys, int($keys / 2), int($keys / 2), kubeseal => PEER),
         $row->(@of, "$keys keys in turn", $some, $keys, 1, $keys, kubeseal => PEER));
    } ['.', 'Opening RSA-4096'], ['openssl', 'Opening RSA-4096, with OpenSSL'];
}

# Strings of many keys, verified and resealed; what is resealed takes two private operations, as it is opened again.
sub toolbox {
    my ($inputs, $program, $pick, $rounds) = @_;
    my $keys = $pick->(3, KEYS, KEYS);
    my ($strings, $few) = ($pick->(12, 1008, 10_080), $pick->(6, 72, 72));
    my $stream  = sub { $inputs->tenants($strings / 2, 1, $keys) };
    my @indexed = sub { ('--key-index', $inputs->key_index($strings / 2, $keys)) };
    my $row     = sub {
        my ($folder, $with, $name, $operations, $goal, $input, @words) = @_;
        return { group => "Toolbox, RSA-4096$with", name => grouped($strings) . " strings of $keys keys: $name", rounds => $rounds->(1),
                 each => ['string', $strings], share => $few / $strings, goal => $goal, commands => sub {
                     my ($ours, $measured) = map { $inputs->built("$folder/$_") } qw(kubectl-external_secrets tests/bench/operations);
                     [$words[0], $input->(), $ours, (map { ref ? $_->() : $_ } @words), $inputs->sealing_keys($keys)],
                         ['private operations', '/dev/null', $measured, $inputs->key(1) . '.pem', $operations * $few],
                         ['kubeseal', $inputs->sealed_object($few, 1, $keys), $inputs->tool('kubeseal'), '--recovery-unseal', '-o', 'yaml',
                          '--recovery-private-key', join(',', map { $inputs->key($_) . '.pem' } 1 .. $keys)] } };
    };
    return map {
        my @of = @$_;
        ($row->(@of, 'verify, with a key index', 1, { 'private operations' => 1.2, kubeseal => PEER }, $stream, 'verify', @indexed),
         $row->(@of, 'verify, a file for each key', 1, { kubeseal => PEER }, \&Inputs::empty, 'verify',
             sub { $inputs->folder_of_tenants($strings / 2, $keys) }),
         $row->(@of, 'verify, keys in turn', 1, { kubeseal => PEER }, $stream, 'verify'),
         $row->(@of, 'reseal, with a key index', 2, { 'private operations' => 1.2 }, $stream, 'reseal', '--cert', sub { $inputs->key($keys) . '.crt' }, @indexed));
    } ['.', ''], ['openssl', ', with OpenSSL'];
}

sub helm {
    my ($inputs, $program, $pick, $rounds) = @_;
    my ($many, $some) = ($pick->(100, 10_000, 10_000), $pick->(100, 1000, 1000));
    # With one thread for Go, which changes little but how much the rounds differ: Helm's own time varies by more than the filter takes.
    my $three = sub {
        my ($name, $goal, $make, @arguments) = @_;
        return { group => 'In Helm', name => "Helm 3, $name", rounds => $rounds->(21), goal => { 'the same with cat' => $goal }, commands => sub {
                     my @helm = ('/dev/null', $inputs->command('env'), 'GOMAXPROCS=1', $inputs->tool('helm3'), 'template', 'shop', $make->());
                     ['render', @helm, '--post-renderer', $program, @arguments], ['the same with cat', @helm, '--post-renderer', 'cat'] } };
    };
    my $tenant = sub { ('examples/tenant', '-f', 'examples/values/generation-1.yaml') };
    return (
        $three->('one tenant', 1.05, $tenant, '--post-renderer-args=--emit=sealed-secret'),
        $three->(grouped($many) . ' documents', 1.01, sub { $inputs->chart($many) }),
        { group => 'In Helm', name => 'Helm 4, ' . grouped($some) . ' documents', rounds => $rounds->(5), goal => { 'the same with cat' => 1.05 },
          commands => sub {
              $ENV{HELM_PLUGINS} = $inputs->plugins;
              my @helm = ('/dev/null', $inputs->tool('helm4'), 'template', 'shop', $inputs->chart($some), '--post-renderer');
              ['render', @helm, 'own'], ['the same with cat', @helm, 'cat'] } },
    );
}

sub peers {
    my ($inputs, $program, $pick, $rounds) = @_;
    my ($some, $many) = ($pick->(100, 1000, 1000), $pick->([], [10_000], [10_000, 100_000]));
    my %rounds_of = (100 => 3, 1000 => 5, 10_000 => 3, 100_000 => 1);
    my %passing   = (
        yq        => sub { my ($documents) = @_; ($inputs->stream($documents), $inputs->tool('yq'), '.') },
        vals      => sub { my ($documents) = @_; ($inputs->stream($documents), $inputs->tool('vals'), 'eval', '-f', '-') },
        kustomize => sub { my ($documents) = @_; ('/dev/null', $inputs->tool('kustomize'), 'build', $inputs->kustomization($documents)) },
    );
    my $row = sub {
        my ($peer, $documents) = @_;
        return { group => 'Peers, pass-through', name => grouped($documents) . ' documents', rounds => $rounds->($rounds_of{$documents}),
                 goal => { $peer => PEER }, commands => sub {
                     my @theirs = $passing{$peer}->($documents);
                     ['render', $inputs->stream($documents), $program, 'render'], [$peer, @theirs] } };
    };
    # kustomize's time grows with the square of the documents: 10,000 take minutes.
    return ((map { $row->($_, $some) } qw(yq vals kustomize)), (map { my $peer = $_; map { $row->($peer, $_) } @$many } qw(yq vals)));
}

1;
