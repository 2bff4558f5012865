#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Every scalar that the program writes reads back as the same string, by readers of YAML 1.1 and 1.2 (readers.py): strings that are
# known to be taken for something else, and strings of chance (SEED, COUNT as in properties.pl), through the writer itself
# and through every place where the program writes one.
use strict;
use warnings;
use File::Basename qw(dirname);
use IPC::Open2;
use JSON::PP;
use lib dirname(__FILE__);
use Chance;
use Filter;

my $seed  = $ENV{SEED}  || 1;
my $count = $ENV{COUNT} || 60;
$seed = int(rand 1_000_000_000) if $seed eq 'random';
my $json   = JSON::PP->new->ascii->canonical->allow_nonref;
my $number = 0;
my $failed = 0;
chmod 0600, root() . '/tests/data/keys/one.pem';

# ---------------------------------------------------------------------- strings, as characters

my @words = (
    qw(yes no on off y n Y N Yes NO On OFF true false True FALSE null Null NULL ~ .inf -.inf +.INF .nan .NaN inf nan Infinity),
    qw(0 1 -1 +1 00 017 0o14 0O7 08 0644 0x1F 0X1f 0b101 -0b1 1_000 _1 1__0 0x_1 1. .5 1.5 1e3 1E3 1e+3 1.e3 1.5e-3 12e03 -1e3),
    qw(12:30 12:30:45 190:20:30.15 -1:30 1:60 2001-01-01 2001-1-1 2001-12-14t21:59:43.10-05:00 20010101 1-2 1.2.3 10.0.0.1),
    qw(= << < > | & * ! % @ ` +.5 1e 0e0),
    qw(- -- --- ---a ... .... ? : ?a :a a: a:b [ ] { } [] {} !!str !x &a *a %YAML @a `a ' " '' "" \\ \\n \\x41 / // ^ $ ( ) ; ==),
    '2001-12-14 21:59:43.10 -5', '2001-12-14 21:59', '', ' ', '  ', "\t", ' a', 'a ', "\ta", "a\t", '- a', '-  a', '? a', ': a',
    'a: b', 'a :b', 'a #b', '# a', 'a# b', "a\n", "\n", "\n\n", "\na", "a\n\n", "a\nb", "a\n b", " a\nb\n", "a\r\nb", "\r",
    "a\rb", '--- a', "---\na", "a\n---\nb", "...\n", "\"a\": 'b'", "it's", 'say "x"', 'C:\\dir\\new', '{{ .Values.x }}', '${x}',
    'a,b', 'a, b', '[a, b]', '{a: b}', "\x{e9}", "\x{fc}ber #1", "\x{85}", "a\x{85}b", "\x{2028}", "a\x{2028}b", "\x{2029}",
    "\x{feff}", "\x{feff}a", "a\x{feff}", "\x{a0}", "\x{a0}a\x{a0}", "\x{200b}", "\x{202e}x", "\x{fffd}", "\x{ffff}",
    "\x{fffe}", "\x{d7ff}", "\x{e000}", "\x{1f512}", "\x{10ffff}", "\x{1d11e}: x", "\x{e0001}", "\x{3000}", "\x{ad}", "\x{600}",
    (map { chr } 0 .. 31, 127 .. 159),
    (map { 'a' . chr($_) . 'b' } 0, 7, 8, 11, 12, 27, 127, 128, 133, 159),
    'x' x 200, 'word ' x 100, "\x{e9}" x 300, '1' x 40, "a\\\nb", "\\", 'a\\', "trailing \\ ", "tab\tin", 'null ', 'true#', '#',
    ' #', '!', 'key: |', "|\n  a", '>-', '1,000', '1 000', '0x', '0b2', 'e3',
);

# Legal names of objects, namespaces and keys that look like something else.
my @labels = qw(no yes on off y n true null 0 017 1e3 0x1f 0o14 0b1 12e03 1-2 08 00 20010101);
my @keys   = qw(no yes Y NULL true .inf -.inf .nan 017 1e3 0x1F 0b1 1_000 1.5 - -1 -- . .5 1. _ 12 2001-01-01 .. 0o7 e 0e0);
@keys = grep { !/^\.\.?$/ } @keys;

sub strange {
    my @alphabets = (
        [split //,   ':#-?,[]{}&*!|>\'"%@`~=<'],
        [0 .. 9,     qw(. - + _ : e E x o T Z)],
        ['a' .. 'f', 'y',  'n'],
        [' ',        "\t", "\n",     "\r"],
        ["\0",       "\e", "\x{7f}", "\x{85}", "\x{2028}", "\x{feff}", "\x{e9}", "\x{1f512}", "\x{fffd}"],
        [' ',        '\\', '/',      '.'],
    );
    my @mixed = map { @$_ } some(1 + below(3), @alphabets);
    return join '', map { pick(@mixed) } 1 .. 1 + below(12);
}

sub characters {
    my ($string) = @_;
    return $json->encode($string);
}

# -------------------------------------------------------------------------------------- readers

my ($python) = grep { !system "'$_' -c 'import yaml, ruamel.yaml' >'@{[scratch()]}/python' 2>&1" } 'python3', '/usr/bin/python3';

# What each reader makes of a stream: name => [documents].
sub readings {
    my ($text) = @_;
    spew(scratch() . '/read', $text);
    my %readings = map { $_ => [] } 'PyYAML', 'PyYAML over libyaml', 'ruamel.yaml';
    for my $line (split /\n/, qx('$python' '@{[root()]}/tests/property/readers.py' <'@{[scratch()]}/read')) {
        my ($reader, $document, $why) = @{ $json->decode($line) };
        push @{ $readings{$reader} }, defined $why ? { refused => $why } : $document;
    }
    return %readings;
}

sub verdict {
    my ($name, @complaints) = @_;
    $number++;
    $failed ||= @complaints > 0;
    splice @complaints, 10, @complaints - 10, '...' if @complaints > 10;
    print @complaints ? 'not ' : '', "ok $number - $name\n", map { s/^/# /mgr . "\n" } @complaints;
    return;
}

# The objects that come out, for every reader the same, or a complaint.
sub objects {
    my ($complaints, $stdin, @arguments) = @_;
    my ($out,        $err,   $code)      = run_filter($stdin, \@arguments);
    if ($code ne '0') {
        push @$complaints, "exit code $code: $err";
        return ();
    }
    my %readings = readings($out);
    my ($first) = map { $json->encode($readings{$_}) } 'PyYAML';
    push @$complaints,
        map { "$_ reads otherwise than PyYAML" } grep { $json->encode($readings{$_}) ne $first } sort keys %readings;
    return @{ $readings{PyYAML} };
}

# Where two values differ, deep down.
sub differences {
    my ($where, $expected, $actual) = @_;
    return () if characters($expected) eq characters($actual);
    if (ref $expected eq 'HASH' && ref $actual eq 'HASH') {
        my %all = (%$expected, %$actual);
        return map { differences("$where." . characters($_), $expected->{$_}, $actual->{$_}) } sort keys %all;
    }
    if (ref $expected eq 'ARRAY' && ref $actual eq 'ARRAY' && @$expected == @$actual) {
        return map { differences($where . "[$_]", $expected->[$_], $actual->[$_]) } 0 .. $#$expected;
    }
    return "$where: expected " . characters($expected) . ', read ' . characters($actual);
}

sub expect {
    my ($complaints, $what, $expected, $actual) = @_;
    push @$complaints, differences($what, $expected, $actual);
    return;
}

# libyaml takes no plain DEL, though JSON may hold one.
sub stream {
    return join '', map { "---\n" . $json->encode($_) =~ s/\x7f/\\u007f/gr . "\n" } @_;
}

sub one_of_kind {
    my ($kind, @objects) = @_;
    return grep { ref $_ eq 'HASH' && ($_->{kind} // '') eq $kind } @objects;
}

# ------------------------------------------------------------------------------------ the checks

sub writer {
    my ($name, @strings) = @_;
    for my $crlf (0, 1) {
        my $pid = open2(my $from, my $to, built('put_scalars'), $crlf ? 'crlf' : ());
        spew(scratch() . '/strings', join '', map { utf8::encode(my $bytes = $_); unpack('H*', $bytes) . "\n" } @strings);
        print $to slurp(scratch() . '/strings');
        close $to;
        my $yaml = do { local $/; <$from> };
        waitpid $pid, 0;
        my @expected = map { utf8::encode(my $bytes = $_); ($_, length $bytes <= 100 ? { $_ => $_ } : ()) } @strings;
        my %readings = readings($yaml);
        my @complaints;

        for my $reader (sort keys %readings) {
            my $document = $readings{$reader}[0];
            push @complaints, "$reader: $document->{refused}" if $document->{refused};
            my $read = $document->{strings} // next;
            push @complaints, "$reader: @{[scalar @$read]} instead of @{[scalar @expected]}" if @$read != @expected;
            for (0 .. $#expected) {
                my ($one, $two) = map { characters($_) } $expected[$_], $read->[$_];
                push @complaints, "$reader: $one is read as $two" if $one ne $two;
            }
        }
        verdict("the writer: $name" . ($crlf ? ', CRLF' : ''), @complaints);
    }
    return;
}

sub tenant {
    my ($name, $environments, @stores) = @_;
    return { namespace => { name => $name }, environments => $environments, external_secrets => { stores => \@stores } };
}

sub provider_fields {
    my ($name, @strings) = @_;
    # Values with {{ are left alone; a key cannot have a pair of surrogates, of which JSON would make one.
    @strings = grep { !/\{\{/ } @strings;
    my %headers  = map { $_ => $_ } grep { length $_ <= 100 && !/[^\0-\x{ffff}]/ } @strings;
    my $provider = {
        fake => {
            list  => \@strings,
            map   => \%headers,
            pairs => [map { { key => $_, value => $_ } } @strings],
            typed => [1, 1.5, JSON::PP::true, undef]
        }
    };
    my @complaints;
    my ($store) = objects(\@complaints, stream(tenant('poseidon', ['dev'], { name => 'app', provider => $provider })));
    expect(\@complaints, 'provider', $provider, $store->{spec}{provider});
    verdict("fields of a provider: $name", @complaints);
    return;
}

sub names {
    my @complaints;
    my @tenants = map {
        tenant(
            $_, \@labels,
            { name => $_, provider => { fake => {} } },
            { name => $_, kind     => 'ClusterSecretStore', controller => $_, provider => { fake => {} } }
        )
    } @labels;
    my @objects = objects(\@complaints, stream(@tenants));
    my %stores  = map { ("$_->{kind} $_->{metadata}{name}" => $_) } @objects;
    for my $name (@labels) {
        my $cluster = $stores{ "ClusterSecretStore $name-$name" };
        my ($store) = grep { $_->{kind} eq 'SecretStore' && ($_->{metadata}{name} // '') eq $name } @objects;
        expect(
            \@complaints,
            "$name: metadata",
            {
                name      => $name,
                namespace => "$name-$labels[0]",
                labels    => { 'app.kubernetes.io/managed-by' => 'external-secrets', 'app.kubernetes.io/part-of' => $name }
            },
            $store->{metadata}
        );
        expect(
            \@complaints,
            "$name: conditions",
            [{ namespaces => [map { "$name-$_" } @labels] }],
            $cluster->{spec}{conditions}
        );
        expect(\@complaints, "$name: controller", $name, $cluster->{spec}{controller});
    }
    verdict('names of owners, namespaces and stores', @complaints);
    return;
}

# Teams are namespaces themselves, and a label's value.
sub team_names {
    my @complaints;
    my @teams = map {
        {
            team             => { name   => $_ },
            external_secrets => { stores => [{ name => 'app', kind => 'ClusterSecretStore', provider => { fake => {} } }] }
        }
    } @labels;
    for my $store (one_of_kind('ClusterSecretStore', objects(\@complaints, stream(@teams), '--team-label', 'yes'))) {
        my $team = $store->{metadata}{name} =~ s/-app\z//r;
        expect(
            \@complaints, $team,
            [{ namespaces => [$team] }, { namespaceSelector => { matchLabels => { yes => $team } } }],
            $store->{spec}{conditions}
        );
    }
    verdict('names of teams, and a label for them', @complaints);
    return;
}

sub given_conditions {
    my @complaints;
    my @typed      = (1, 1.5, JSON::PP::true, 'yes', '017', '1e3', '~', '');
    my $conditions = [
        { namespaceSelector => { matchLabels => { map { ("key-$_" => $typed[$_]) } 0 .. $#typed } } },
        { namespaces        => [@labels], namespaceRegexes => ['.*', '^[0-9]+$', '~', 'null'] }
    ];
    my $team = {
        team             => { name => 'atlantis' },
        external_secrets =>
            { stores => [{ name => 'app', kind => 'ClusterSecretStore', conditions => $conditions, provider => { fake => {} } }] }
    };
    my ($store) = objects(\@complaints, stream($team));
    # Labels and names are strings, whatever was written.
    my $labels = $conditions->[0]{namespaceSelector}{matchLabels};
    $labels->{$_} = $json->decode($json->encode($labels->{$_} . '')) =~ s/\A1\z/$_ eq 'key-2' ? 'true' : '1'/er
        for keys %$labels;
    expect(\@complaints, 'conditions', $conditions, $store->{spec}{conditions});
    verdict('conditions that are given', @complaints);
    return;
}

# Plaintexts whose base64 looks like something else.
my @looks = qw(true True null NULL 1234 0123 12e3 1e+3 1E99 0x1F 0b10 0o17 +123 1111 1e1e yyyy Null TRUE nnnn 0000 12345678);

sub secret_keys {
    my ($emit) = @_;
    my @complaints;
    my %plain      = map { ($keys[$_] => $looks[$_ % @looks]) } 0 .. $#keys;
    my %sealed     = map { ($_        => seal('', MIME::Base64::decode_base64($plain{$_}))) } @keys;
    my @references = map { { sealed   => $sealed{$_}, key => $_ } } @keys;
    my $store      = { name => 'app', scope => 'cluster-wide', provider => { vault => { a => \@references } } };
    my @objects    = objects(\@complaints, stream(tenant('poseidon', ['dev'], $store)),
        '--emit', $emit, '--sealing-key', root() . '/tests/data/keys/one.pem');
    my ($secret) = one_of_kind($emit eq 'secret' ? 'Secret' : 'SealedSecret', @objects);
    my ($made)   = one_of_kind('SecretStore',                                 @objects);
    expect(\@complaints, 'data',          \%plain,  $secret->{data})                  if $emit eq 'secret';
    expect(\@complaints, 'encryptedData', \%sealed, $secret->{spec}{encryptedData}) if $emit ne 'secret';
    expect(
        \@complaints, 'references',
        [map { { name => 'app-credentials', key => $_ } } @keys],
        $made->{spec}{provider}{vault}{a}
    );
    verdict("keys and values of a Secret with --emit $emit", @complaints);
    return;
}

sub bootstrap {
    my ($name, @strings) = @_;
    my @complaints;
    my @remote  = grep { !/\{\{|^\s*\z/ } @strings;
    my @entries = map {
        {
            name                     => "s-$_",
            tenant_id                => '0d3cb2a1-5e4f-4a6b-8c7d-9e0f1a2b3c4d',
            client_id                => '00000000-0000-4000-8000-000000000000',
            keyvault_url             => "https://example.com/$_",
            client_secret            => $remote[$_],
            cluster_secret_store_ref => $labels[$_ % @labels]
        }
    } 0 .. $#remote;
    my %values = (
        namespace         => { name => 'poseidon' },
        environments      => ['dev'],
        secret_management => { external_secrets => { secret_stores => \@entries } }
    );
    my %made = map { ($_->{metadata}{name} => $_) } one_of_kind('ExternalSecret', objects(\@complaints, stream(\%values)));
    for (0 .. $#remote) {
        my $spec = $made{ "s-$_-credentials" }{spec};
        expect(\@complaints, 'remoteRef', $remote[$_],                           $spec->{data}[0]{remoteRef}{key});
        expect(\@complaints, 'store',     $labels[$_ % @labels],                 $spec->{secretStoreRef}{name});
        expect(\@complaints, 'ClientID', '00000000-0000-4000-8000-000000000000', $spec->{target}{template}{data}{ClientID});
    }
    verdict("secrets that another store fetches: $name", @complaints);
    return;
}

sub managed_by {
    my (@strings) = @_;
    my (@complaints, %expected);
    for my $string (grep { /^[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?\z/a } @strings) {
        my $first = {
            apiVersion => 'v1',
            kind       => 'Service',
            metadata   => { name => 's', labels => { 'app.kubernetes.io/managed-by' => $string } }
        };
        my ($out, $err, $code) =
            run_filter(stream($first, tenant('poseidon', ['dev'], { name => 'app', provider => { fake => {} } })), []);
        push @complaints, "exit code $code: $err" if $code ne '0';
        $expected{ $out =~ s/\A.*?(?=---\n# Source: external-secrets)//sr } = $string;
    }
    my @outputs = sort keys %expected;
    my @objects = one_of_kind('SecretStore', @{ { readings(join '', @outputs) }->{ 'ruamel.yaml' } });
    my @others  = one_of_kind('SecretStore', @{ { readings(join '', @outputs) }->{ 'PyYAML' } });
    for (0 .. $#outputs) {
        expect(
            \@complaints, 'managed-by',
            $expected{ $outputs[$_] },
            $objects[$_]{metadata}{labels}{ 'app.kubernetes.io/managed-by' }
        );
        expect(\@complaints, 'the other reader', $objects[$_], $others[$_]);
    }
    verdict('a label that is taken over', @complaints);
    return;
}

sub store_text {
    my ($name, $namespace, $reference) = @_;
    return "---\napiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata: {name: \"$name\", namespace: \"$namespace\"}\n"
        . "spec:\n  provider:\n    gitlab:\n      auth:\n        accessToken:\n$reference";
}

# What takes the place of `sealed` in a store that stands in the stream, in block style, in a flow and in JSON.
sub in_place {
    my @complaints;
    my @shapes = (
        sub {
            my ($reference) = @_;
            join '', map { "          $_: " . $json->encode($reference->{$_}) . "\n" } sort keys %$reference;
        },
        sub {
            my ($reference) = @_;
            '          {' . join(', ', map { "$_: " . $json->encode($reference->{$_}) } sort keys %$reference) . "}\n";
        },
        sub { my ($reference) = @_; '          ' . $json->encode($reference) . "\n" },
    );
    my ($stream, @expected) = ('');
    for my $name (@labels) {
        for my $shape (0 .. $#shapes) {
            my $key   = $keys[@expected % @keys];
            my $lines = $shapes[$shape]->({ sealed => seal('', 'x'), key => $key });
            $stream .= store_text($name, "shape-$shape", $lines);
            push @expected, { name => $name . '-credentials', key => $key };
        }
    }
    my @stores = one_of_kind('SecretStore', objects(\@complaints, $stream, '--emit', 'reference'));
    expect(\@complaints, 'references', \@expected, [map { $_->{spec}{provider}{gitlab}{auth}{accessToken} } @stores]);
    verdict('references in stores that stand in the stream', @complaints);
    return;
}

if (!$python) {
    print "1..0 # SKIP no Python with yaml and ruamel.yaml here\n";
    exit;
}
require MIME::Base64;
seed_with($seed);
my @chance = map { strange() } 1 .. 10 * $count;
print "1..15\n# SEED=$seed COUNT=$count\n";
writer('known strings',     @words);
writer('strings of chance', @chance);
provider_fields('known strings',     @words);
provider_fields('strings of chance', @chance[0 .. @chance / 4]);
names();
team_names();
given_conditions();
secret_keys('secret');
secret_keys('sealed-secret');
bootstrap('known strings',     @words);
bootstrap('strings of chance', @chance[0 .. @chance / 4]);
managed_by(@words, @keys, @labels);
in_place();
exit $failed;
