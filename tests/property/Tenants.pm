# SPDX-License-Identifier: Apache-2.0
#
# Tenants and teams with values of all generations, in all carriers, and what has to come of them.
#
# owner_documents() gives a list of documents, each { text, fate => 'leaves' or 'stays', makes => [ids] }, with ids such as
# "Secret poseidon-dev/keyvault-credentials" of what is generated from them.
package Tenants;
use strict;
use warnings;
use Chance;
use Exporter qw(import);
use Filter;
use MIME::Base64 qw(encode_base64);
use YamlText;
our @EXPORT = qw(begin_stream owner_documents store_in_place secret_in_place request);

# How credentials leave in this stream, and the names that are not taken yet.
my ($emit, @owner_names, @store_names);

# Legal names, and some that a reader of YAML could take for something else.
my @owners = qw(poseidon triton nereus amphitrite proteus thetis glaucus no 017 1e3 y null 0x1f true 0o7 off 12e03);
my @stores = qw(app db gitops no 1e3 0.5 null 1.2.3 vault yes 0x10 true.false 08 shared off y 1.e3 0b1 queue mail search infinity);
my @environments = qw(dev test prod 0 no 1e3 on 017 n);

sub begin_stream {
    ($emit) = @_;
    @owner_names = shuffled(@owners);
    @store_names = shuffled(@stores);
    return;
}

sub guid {
    return join '-', map {
        join '', map { sprintf '%x', below(16) } 1 .. $_
    } 8, 4, 4, 4, 12;
}

# ---------------------------------------------------------------- credentials

sub plaintext {
    return join '', map { chr(1 + below(255)) } 1 .. 1 + below(60) if chance(15);
    return pick('yes', '0', ' ', '1e3', '~', "a: b\n#c", "two\nlines", "\xe2\x80\xa8", '{{ .x }}', "tab\t", '---', "a\r\nb")
        if chance(25);
    return join '', map { chr(33 + below(94)) } 1 .. 1 + below(40);
}

# Where strings go: a Secret with one scope. Several environments can share a string that is cluster-wide only.
sub secret_of {
    my ($namespace, $name, $scope) = @_;
    $scope //= pick(qw(strict namespace-wide cluster-wide));
    my %labels = (strict => "$namespace/$name", 'namespace-wide' => $namespace, 'cluster-wide' => '');
    return { namespace => $namespace, name => $name, scope => $scope, label => $labels{$scope} };
}

sub sealed_for {
    my ($secret) = @_;
    my $sealed = seal($secret->{label}, plaintext());
    return $sealed unless chance(8);
    # CR and LF in a sealed string are skipped.
    my $width = 60 + below(200);
    $sealed =~ s/(.{$width})/$1\n/g;
    return $sealed =~ s/\n\z//r;
}

sub scope_of {
    my ($secret) = @_;
    return $secret->{scope} eq 'strict' && chance(50) ? () : (scope => $secret->{scope});
}

sub secret_id {
    my ($secret) = @_;
    my %kinds = (secret => 'Secret', 'sealed-secret' => 'SealedSecret');
    return $kinds{$emit} ? "$kinds{$emit} $secret->{namespace}/$secret->{name}" : ();
}

# The pair of generations 1 to 3.
sub pair {
    my ($secret) = @_;
    return (client_id => chance(50) ? guid() : sealed_for($secret), client_secret => sealed_for($secret));
}

sub identity {
    return (auth_type => 'ManagedIdentity',  chance(50) ? (identity_id     => guid())                  : ()) if chance(50);
    return (auth_type => 'WorkloadIdentity', chance(50) ? (service_account => pick(qw(reader no 1e3))) : ());
}

# ------------------------------------------------------------------ generations

sub vault_url {
    my ($name) = @_;
    return pick("https://kv-$name.vault.azure.net", "https://$name.example.com:8443/", "https://$name.example.com/a/b");
}

sub generation_1 {
    my ($owner, $result) = @_;
    my @namespaces = @{ $owner->{namespaces} };
    my @block      = (azure_tenant_id => guid());
    push @block, (keyvault_url => vault_url($owner->{name}))
        if chance(40) || !@{ $owner->{environments} } || grep { !/^[a-z][a-z0-9]*(-[a-z0-9]+)+\z/ || length > 24 } @namespaces;
    push @{ $result->{makes} }, map { "SecretStore $_/$owner->{name}-secret-store" } @namespaces;
    push @{ $result->{asked} }, "ClusterSecretStore -/$owner->{name}-secret-store";
    if (chance(25)) {
        push @block, identity();
        return @block;
    }
    my $name    = chance(20)                      ? 'my-credentials' : 'keyvault-credentials';
    my @named   = $name eq 'keyvault-credentials' ? ()               : (credentials_secret => $name);
    my @secrets = map { secret_of($_, $name, @namespaces > 1 ? 'cluster-wide' : undef) } @namespaces;
    if (@{ $owner->{environments} } && chance(50)) {
        @secrets = map { secret_of($_, $name) } @namespaces;
        my @pairs =
            map { my $s = $secrets[$_]; ($owner->{environments}[$_] => map_of(pair($s), scope_of($s), @named)) } 0 .. $#secrets;
        push @block, (keyvault_credentials => map_of(@pairs));
    } else {
        push @block, (keyvault_credentials => map_of(pair($secrets[0]), scope_of($secrets[0]), @named));
    }
    push @{ $result->{makes} }, map { secret_id($_) } @secrets;
    return @block;
}

# An entry of generations 2 and 3: $place is the namespace of its credentials.
sub entry {
    my ($result, $name, $store, $place, $cluster) = @_;
    push @{ $result->{makes} }, $cluster ? "ClusterSecretStore -/$store" : "SecretStore $place/$store";
    my @entry = (name => $name, tenant_id => guid(), pick('keyvault_url', 'url') => vault_url($store =~ s/\./-/gr));
    return (@entry, identity()) if chance(20);
    my @named  = chance(15) ? (credentials_secret => "$store-login") : ();
    my $secret = secret_of($place, $named[1] // "$store-credentials");
    push @{ $result->{makes} }, secret_id($secret);
    return (@entry, pair($secret), scope_of($secret), @named);
}

sub cluster_name {
    my ($owner, $name) = @_;
    return index($name, "$owner->{name}-") == 0 ? $name : "$owner->{name}-$name";
}

sub next_store { return shift @store_names // 'store-' . below(1_000_000) }

sub generation_2 {
    my ($owner, $result) = @_;
    my $list    = $owner->{team} ? pick('team_secretstores', 'team_secretstore') : 'tenant_secretstores';
    my @entries = map {
        my $name = next_store();
        map_of(shuffled_pairs(entry($result, $name, cluster_name($owner, $name), $owner->{namespaces}[0], 1)))
    } 1 .. 1 + below(2);
    return (enable => \'true', tenant_id => guid(), $list => \@entries) if chance(30);
    return ($list  => \@entries);
}

sub shuffled_pairs {
    my @pairs = @_;
    return map { @pairs[2 * $_, 2 * $_ + 1] } shuffled(0 .. @pairs / 2 - 1);
}

# The secret is fetched by another store: no string is opened.
sub bootstrap {
    my ($result, $name, $place) = @_;
    push @{ $result->{makes} }, "SecretStore $place/$name", "ExternalSecret $place/$name-credentials";
    return (
        name                     => $name,
        tenant_id                => guid(),
        keyvault_url             => vault_url('boot'),
        client_id                => guid(),
        client_secret            => pick('trident', 'a/b.c', 'yes', '1e3', '0x10', 'null', '1_000', 'a: b'),
        cluster_secret_store_ref => pick('atlantis-gitops', 'no', '1e3'),
    );
}

sub generation_3 {
    my ($owner, $result) = @_;
    my @cluster = map {
        my $name = next_store();
        map_of(entry($result, $name, cluster_name($owner, $name), $owner->{namespaces}[0], 1))
    } 1 .. below(3);
    my @plain = map {
        my ($name, $at) = (next_store(), below(scalar @{ $owner->{namespaces} }));
        my $place = $owner->{namespaces}[$at];
        my @where =
            $at == 0 && chance(50)
            ? ()
            : (environment => $owner->{environments}[$at] && chance(50) ? $owner->{environments}[$at] : $place);
        map_of(chance(30) ? bootstrap($result, $name, $place) : entry($result, $name, $name, $place, 0), @where)
    } 1 .. below(3);
    return (@cluster ? (pick('cluster_secret_stores', 'cluster_secret_store') => \@cluster) : (),
        @plain || !@cluster ? (secret_stores => \@plain) : ());
}

sub reference {
    my ($secret, $used, @more) = @_;
    my $key = shift(@$used) // 'key-' . below(1000);
    return map_of(sealed => sealed_for($secret), key => $key, @more);
}

# Providers with strings of all kinds in their fields.
sub provider {
    my ($secret) = @_;
    my @keys = shuffled(qw(token yes 1e3 null 0 a.b 1_0 012 .inf no-1 =x), 'ON');
    @keys = grep { /^[-._a-zA-Z0-9]+$/ } @keys;
    my @odd = map {
        pick('yes', '1e3', '~', '', ' a', 'a ', 'a: b', '- a', '#', "x\ty", "two\nlines\n", "caf\xc3\xa9", "\xe2\x80\xa8", '0x1F',
            '12:30:45', '=', '<<', '@a', '`b', '%c', '!d', '"', "'")
    } 1 .. 3;
    return map_of(fake => map_of(data => [map { map_of(key => $_, value => $_) } @odd])) if !$secret;
    return pick(
        sub {
            map_of(
                vault => map_of(
                    server => 'https://vault.example.com',
                    path   => $odd[0],
                    auth   => map_of(tokenSecretRef => reference($secret, \@keys))
                )
            );
        },
        sub {
            map_of(
                gitlab => map_of(
                    projectID => $odd[0],
                    groupIDs  => [@odd],
                    auth      => map_of(SecretRef => map_of(accessToken => reference($secret, \@keys)))
                )
            );
        },
        sub {
            map_of(
                aws => map_of(
                    service    => 'SecretsManager',
                    region     => 'eu-west-1',
                    externalID => $odd[1],
                    auth       => map_of(
                        secretRef => map_of(
                            accessKeyIDSecretRef     => reference($secret, \@keys),
                            secretAccessKeySecretRef => reference($secret, \@keys)
                        )
                    )
                )
            );
        },
        sub {
            map_of(
                webhook => map_of(
                    url     => 'https://hook.example.com/{{ .remoteRef.key }}' =~ s/\{\{.*\}\}/x/r,
                    body    => $odd[2],
                    headers => map_of('X-A' => $odd[0]),
                    secrets => [
                        map_of(name => 'a', secretRef => reference($secret, \@keys)),
                        map_of(name => 'b', secretRef => reference($secret, \@keys))
                    ]
                )
            );
        },
    )->();
}

sub generation_n {
    my ($owner, $result) = @_;
    my @entries = map {
        my $name    = next_store();
        my $cluster = chance(40);
        my $at      = below(scalar @{ $owner->{namespaces} });
        my $place   = $owner->{namespaces}[$at];
        my $store   = $cluster ? cluster_name($owner, $name) : $name;
        my @entry   = (name => $name, $cluster ? (kind => 'ClusterSecretStore') : chance(30) ? (kind => 'SecretStore') : ());
        push @entry, (namespace => $place) if $at > 0 || chance(30);
        push @{ $result->{makes} }, $cluster ? "ClusterSecretStore -/$store" : "SecretStore $place/$store";

        if (chance(25)) {
            push @entry, (provider => provider());
        } else {
            my $secret = secret_of($place, "$store-credentials");
            push @{ $result->{makes} }, secret_id($secret);
            push @entry, (provider => provider($secret), scope_of($secret));
        }
        push @entry, (controller => pick('yes', '1e3', 'a')) if chance(10);
        map_of(@entry)
    } 1 .. 1 + below(2);
    return (stores => \@entries);
}

# ---------------------------------------------------------------------- values

sub new_owner {
    my ($team)       = @_;
    my $name         = shift @owner_names // 'owner-' . below(1_000_000);
    my @environments = $team || chance(15) ? () : some(1 + below(3), @environments);
    return {
        team         => $team,
        name         => $name,
        environments => \@environments,
        namespaces   => @environments ? [map { "$name-$_" } @environments] : [$name],
    };
}

# Values of an owner; $named says that the definition around them gives the name.
sub values_of {
    my ($owner, $result, $named) = @_;
    my @values;
    if (!$named || (!$owner->{team} && !@{ $owner->{environments} })) {
        push @values,
            $owner->{team}
            ? (team => map_of(name => $owner->{name}, @{ $owner->{members} } ? (tenants => $owner->{members}) : ()))
            : (namespace => map_of(name => $owner->{name}, labels => map_of(a => \'1')));
    } elsif ($owner->{team} && @{ $owner->{members} }) {
        push @values, (team => map_of(tenants => $owner->{members}));
    }
    push @values, (environments => [map { chance(50) ? $_ : map_of(name => $_, replicas => \'3') } @{ $owner->{environments} }])
        if @{ $owner->{environments} };
    # A team that is not here: what a trusted claim gave would be lost to a second pass.
    push @values, (team => map_of(team_name => 'atlantis')) if !$owner->{team} && chance(15);
    my (@direct, @managed);
    my @ways =
        $owner->{team}
        ? ([\&generation_2, \@managed], [\&generation_n, pick(\@direct, \@managed)])
        : (
        [\&generation_1, \@direct],
        [\&generation_2, \@managed],
        [\&generation_3, \@managed],
        [\&generation_n, pick(\@direct, \@managed)]
        );
    for my $way (some(chance(75) ? 1 : 2, @ways)) {
        push @{ $way->[1] }, $way->[0]->($owner, $result);
    }
    push @values, (external_secrets  => map_of(@direct)) if @direct;
    push @values, (secret_management => map_of(external_secrets => map_of(@managed), other => 'kept'))              if @managed;
    push @values, (image             => map_of(tag => '1.0', args => ['--a', 'b: c']), 'x-notes' => "two\nlines\n") if chance(30);
    return map_of(shuffled_pairs(@values));
}

# --------------------------------------------------------------------- carriers

my $wild = 12;

sub text_of {
    my ($data, %options) = @_;
    return write_json($data) if chance(12);
    return write_yaml($data, wild => $wild, comments => 1, %options);
}

sub object {
    my ($api, $kind, $metadata, @rest) = @_;
    return map_of(apiVersion => $api, kind => $kind, metadata => $metadata, @rest);
}

sub values_text { return text_of($_[0], anchors => 1, merges => 1) }

sub bare { return (values_text($_[1]), 'leaves') }

sub definition {
    my ($owner, undef, $inner) = @_;
    my $name   = $owner->{team} ? 'teamname' : 'appname';
    my $values = chance(50)       ? $inner     : values_text($inner);
    return (text_of(map_of($name => $owner->{name}, values => $values, other => 'x')), 'leaves');
}

sub annotated {
    my ($owner, $values) = @_;
    my $fate = pick('leaves', 'stays');
    my $key  = pick('values.yaml', 'yes', '1e3');
    my $text = values_text($values);
    my $metadata =
        map_of(name => 'values', annotations => map_of('external-secrets.render/values' => $fate eq 'leaves' ? "$key,drop" : $key));
    my @kind = pick(
        ['ConfigMap', data       => $text],
        ['Secret',    stringData => $text],
        ['Secret',    data       => encode_base64($text, pick('', "\n")) =~ s/\n\z//r]
    );
    return (text_of(object('v1', $kind[0][0], $metadata, $kind[0][1] => map_of($key => $kind[0][2], 'other.conf' => "a\n"))),
        $fate);
}

sub resource {
    my (undef, $values) = @_;
    my $metadata = map_of(name => 'of-an-operator', namespace => 'platform');
    return (
        text_of(object('helm.toolkit.fluxcd.io/v2', 'HelmRelease', $metadata, spec => map_of(interval => '1h', values => $values))),
        'stays'
    ) if chance(40);
    my $spec = chance(50) ? $values : map_of(values => $values, a => 'b');
    return (text_of(object('platform.example.com/v1', 'Tenant', $metadata, spec => $spec)), 'stays');
}

sub argocd {
    my (undef, $values) = @_;
    my $helm     = chance(50) ? map_of(valuesObject => $values) : map_of(values => values_text($values), releaseName => 'x');
    my $source   = map_of(repoURL => 'https://git.example.com/charts', path => 'chart', helm => $helm);
    my $spec     = map_of(project => 'default', chance(50) ? (source => $source) : (sources => [map_of(ref => 'values'), $source]));
    my $metadata = map_of(name    => 'an-application', namespace => 'argocd');
    return (text_of(object('argoproj.io/v1alpha1', 'Application', $metadata, spec => $spec)), 'stays') if chance(60);
    return (
        text_of(
            object(
                'argoproj.io/v1alpha1', 'ApplicationSet',
                $metadata,              spec => map_of(generators => [], template => map_of(spec => $spec))
            )
        ),
        'stays'
    );
}

sub in_list {
    my (undef, $values) = @_;
    my @items = (map_of(apiVersion => 'v1', kind => 'Service', metadata => map_of(name => 's')), $values);
    return (text_of(map_of(apiVersion => 'v1', kind => 'List', items => [shuffled(@items)])), 'stays');
}

# A team where one is asked for, else a tenant: its documents.
sub owner_documents {
    my ($team, @members) = @_;
    my $owner = new_owner(!!$team);
    $owner->{members} = [map { $_->{name} } @members];
    my %result  = (makes => [], asked => []);
    my $carrier = pick(\&bare, \&bare, \&definition, \&annotated, \&resource, \&argocd, \&in_list);
    my $values  = values_of($owner, \%result, $carrier == \&definition);
    my ($text, $fate) = $carrier->($owner, $values, $values);
    return ($owner, { text => $text, fate => $fate, makes => $result{makes}, asked => $result{asked} });
}

# -------------------------------------------------------------- in the stream

# A chart's own store, with a sealed string in place.
sub store_in_place {
    my $name     = 'own-' . next_store();
    my $cluster  = chance(30);
    my $place    = pick('platform', 'no', '1e3', 'data');
    my $secret   = secret_of($place, "$name-credentials", 'strict');
    my $key      = pick(qw(token yes 1e3 null a.b));
    my $string   = seal($secret->{label}, plaintext());
    my $field    = map_of(shuffled_pairs(sealed => $string, key => $key, $cluster ? (namespace => $place) : ()));
    my $provider = map_of(
        gitlab => map_of(
            url       => 'https://gitlab.example.com',
            auth      => map_of(SecretRef => map_of(accessToken => $field)),
            projectID => '1'
        )
    );
    my $metadata = map_of(name => $name, $cluster ? () : (namespace => $place));
    my $api      = pick('external-secrets.io/v1', 'external-secrets.io/v1beta1');
    my $text =
        text_of(object($api, $cluster ? 'ClusterSecretStore' : 'SecretStore', $metadata, spec => map_of(provider => $provider)));
    return { text => $text, fate => 'changes', makes => [secret_id($secret)], asked => [] };
}

# The ways in which a chart prints a value that is a sealed string.
sub printed {
    my ($string, $indent) = @_;
    my $width = 60 + below(200);
    my $lines = join '', map { "$indent$_\n" } $string =~ /(.{1,$width})/g;
    return pick(" $string\n", " \"$string\"\n", " '$string'\n", " $string # a comment\n", " |\n$lines", " |-\n$lines", "   !!str $string\n");
}

# What it may look like once it is open: base64 is told whole, a text by its shape.
sub opened {
    my ($plaintext, $data, $printed) = @_;
    my $comment = $printed =~ /( # a comment)/ ? $1 : '';
    my $base64  = encode_base64($plaintext, '');
    my $tag     = $printed =~ /!!str/ ? '\s*!!str' : '';
    return qr/$tag\s+(?:\|[-+0-9]*\r?\n\s*)?["']?\Q$base64\E["']?\Q$comment\E\r?\n/ if $data;
    return qr/$tag (?:"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\r\n]|'')*'|[^"'\r\n][^\r\n]*?|\|[-+0-9]*\r?\n.*?)\Q$comment\E\r?\n/s;
}

sub text_below_string_data {
    my $text = plaintext();
    $text = plaintext() while !utf8::decode(my $copy = $text);
    return $text;
}

# A chart's own Secret whose values are sealed. `after` tells what it has to look like: texts, and patterns between them.
sub secret_in_place {
    my $secret = secret_of(pick('platform', 'no', '1e3', 'data'), 'own-secret-' . next_store());
    my (%maps, %after, @sealed);
    for my $key ((shuffled(qw(password token yes 1e3 a.b user realm)))[0 .. below(6)]) {
        my $map = pick(qw(data stringData));
        if (chance(70)) {
            my $plaintext = $map eq 'data' ? plaintext() : text_below_string_data();
            my $string = seal($secret->{label}, $plaintext);
            my $text = printed($map eq 'data' && chance(60) ? encode_base64($string, '') : $string, '    ');
            push @{ $maps{$map} },  qq{  "$key":$text};
            push @{ $after{$map} }, qq{  "$key":}, opened($plaintext, $map eq 'data', $text);
            push @sealed, $key;
        } else {
            push @{ $maps{$map} },  qq{  "$key": "MTIz" # plain\n};
            push @{ $after{$map} }, $maps{$map}[-1];
        }
    }
    my $count = map { @$_ } values %maps;
    my $listed = @sealed == $count ? pick('true', join ',', @sealed) : join(pick(',', ', '), @sealed) || 'false';
    my @others = chance(50) ? ('    example.com/other: "true" # stays', "\n") : ();
    my $scope = $secret->{scope} eq 'strict' ? '' : qq{    sealedsecrets.bitnami.com/$secret->{scope}: "true"\n};
    my $head = "apiVersion: v1\nkind: Secret # of a chart\nmetadata:\n  name: $secret->{name}\n  namespace: \"$secret->{namespace}\"\n";
    my $annotations = join '', $scope, @others;
    my $mark = qq{    external-secrets.render/sealed: "$listed"\n};
    my @order = shuffled(sort keys %maps);
    my $text = join '', $head, "  annotations:\n", $mark, $annotations, map { ("$_:\n", @{ $maps{$_} }) } @order;
    my @after = ($head, $annotations ? "  annotations:\n$annotations" : (), map { ("$_:\n", @{ $after{$_} }) } @order);
    return { text => $text, fate => 'stays', makes => [], asked => [] } if $listed eq 'false';
    return { text => $text, fate => 'leaves', makes => [], asked => [] } if $emit eq 'reference';
    @after = ('apiVersion: bitnami.com/v1alpha1', qr/.*?encryptedData.*?(?=^---|^\.\.\.|\z)/ms) if $emit eq 'sealed-secret';
    return { text => $text, fate => 'changes', after => \@after, makes => [], asked => [] };
}

# Somebody who asks for a store.
sub request {
    my ($id) = @_;
    my ($kind, $namespace, $name) = $id =~ m{^(\w+) ([^/]+)/(.*)};
    my $reference = map_of(kind => $kind,                 name      => $name);
    my $metadata  = map_of(name => 'asks-' . below(1000), namespace => $namespace eq '-' ? 'platform' : $namespace);
    return text_of(object('external-secrets.io/v1', 'PushSecret', $metadata, spec => map_of(secretStoreRefs => [$reference])))
        if chance(25);
    my @how = pick(
        [secretStoreRef => $reference],
        [data     => [map_of(secretKey => 'a', sourceRef => map_of(storeRef => $reference))]],
        [dataFrom => [map_of(sourceRef => map_of(storeRef => $reference))]]
    );
    return text_of(object('external-secrets.io/v1', 'ExternalSecret', $metadata, spec => map_of(@{ $how[0] })));
}

1;
