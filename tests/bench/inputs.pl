# SPDX-License-Identifier: Apache-2.0
#
# What the rows of the bench read, each made when it is first asked for: files below a scratch folder that goes away at the end, and keys,
# which take long to make and stay in the build folder.
package Inputs;
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use POSIX ();
use lib abs_path(dirname(__FILE__)) . '/..';
use Bytes qw(slurp spew);

use constant { DOCUMENTS_A_TEMPLATE => 100, TEMPLATES => 'tests/bench' };

# Thrown where something is not installed: what, and the command that brings it.
sub missing {
    my ($what, $by) = @_;
    die { missing => "$what is not installed ($by)" };
}

sub new {
    my ($class, $build) = @_;
    make_path("$build/bench/keys");
    return bless { build => $build, scratch => tempdir('scratch-XXXXXX', DIR => "$build/bench", CLEANUP => 1), made => {} }, $class;
}

# One of this folder's programs.
sub helper {
    my ($self, $name) = @_;
    return "$self->{build}/tests/bench/$name";
}

# A program of the build folder that another configuration may lack.
sub built {
    my ($self, $name) = @_;
    my $path = "$self->{build}/$name";
    return -x $path ? $path : missing($name, 'make bench builds it');
}

# The program of `make static` for this machine.
sub static {
    my ($self) = @_;
    my %of   = (x86_64 => 'amd64', aarch64 => 'arm64');
    my $path = "$self->{build}/static/" . ($of{ (POSIX::uname())[4] } // 'none') . '/kubectl-external_secrets';
    return -x $path ? $path : missing('the self-contained program', 'make static builds it');
}

# One of the programs of scripts/tools.sh.
sub tool {
    my ($self, $name) = @_;
    my $path = "$self->{build}/tools/$name";
    return $path if -x $path;
    missing($name, (grep { $name eq $_ } qw(helm3 helm4 kubectl kubeseal kustomize)) ? 'make tools' : 'make bench-tools');
}

# One of the system's programs.
sub command {
    my ($self, $name) = @_;
    for my $folder (split /:/, $ENV{PATH}) {
        return "$folder/$name" if -x "$folder/$name";
    }
    missing($name, 'make deps');
}

# made(NAME, MAKER): the path of NAME, which MAKER makes the first time.
sub made {
    my ($self, $name, $maker) = @_;
    my $path = "$self->{scratch}/$name";
    $self->{made}{$name} //= do { $maker->($path); $path };
    return $path;
}

# The shell does it, with these words in $1, $2, ...; dies where it fails.
sub shell {
    my ($script, @words) = @_;
    system('sh', '-ec', $script, 'bench', @words) == 0 or die "failed: $script\n";
}

sub empty { return '/dev/null' }

# Documents with nothing to do in them.
sub stream {
    my ($self, $documents) = @_;
    return $self->made("stream-$documents.yaml", sub { shell('"$1/make-stream.pl" "$2" >"$3"', TEMPLATES, $documents, @_) });
}

# Tenants that are passed on sealed.
sub sealed_tenants {
    my ($self, $tenants) = @_;
    return $self->made("tenants-$tenants.yaml", sub { shell('"$1/make-tenants.pl" "$2" >"$3"', TEMPLATES, $tenants, @_) });
}

# Tenants whose strings these keys (see strings) open.
sub tenants {
    my ($self, $tenants, $first, $last) = @_;
    my $strings = $self->strings(2 * $tenants, $first, $last);
    return $self->made("tenants-$tenants-$first-$last.yaml",
        sub { shell('"$1/make-tenants.pl" "$2" "$3" >"$4"', TEMPLATES, $tenants, $strings, @_) });
}

# ---------------------------------------------------------------- keys, and what they seal

# The name, without .pem and .crt, of key pair NUMBER: RSA with 4096 bits, as the controller makes them.
sub key {
    my ($self, $number) = @_;
    my $name = sprintf '%s/bench/keys/%02d', $self->{build}, $number;
    my $openssl = $self->command('openssl');
    shell('umask 077; "$1" req -x509 -newkey rsa:4096 -nodes -days 3650 -subj /CN=bench -keyout "$2.new" -out "$2.crt" 2>/dev/null
           mv "$2.new" "$2.pem"', $openssl, $name) if !-e "$name.pem";
    return $name;
}

# The arguments that name the first COUNT keys to the program.
sub sealing_keys {
    my ($self, $count) = @_;
    return map { ('--sealing-key', $self->key($_) . '.pem') } 1 .. $count;
}

# Seals $count values with one key: the SealedSecret as kubeseal writes it.
sub sealed_secret {
    my ($self, $count, $key) = @_;
    my ($kubeseal, $certificate) = ($self->tool('kubeseal'), $self->key($key) . '.crt');
    return $self->made("sealed-$count-$key.yaml", sub {
        my ($path) = @_;
        spew("$path.plain", "apiVersion: v1\nkind: Secret\nmetadata: {name: credentials, namespace: tenants}\nstringData:\n"
            . join('', map { sprintf "  v%06d: value-%02d-%06d\n", $_, $key, $_ } 1 .. $count));
        shell('"$1" --scope cluster-wide --cert "$2" -o yaml <"$3.plain" >"$3"', $kubeseal, $certificate, $path);
    });
}

sub lines_of {
    my ($path) = @_;
    open my $in, '<', $path or die "$path: $!\n";
    chomp(my @lines = <$in>);
    return @lines;
}

# One object with $count values, sealed by the keys $first to $last in turn, for kubeseal.
sub sealed_object {
    my ($self, $count, $first, $last) = @_;
    my $keys = $last - $first + 1;
    return $self->sealed_secret($count, $first) if $keys == 1;
    my @strings = lines_of($self->strings($count, $first, $last));
    return $self->made("object-$count-$first-$last.yaml", sub {
        my ($path) = @_;
        spew($path, "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata:\n  name: credentials\n  namespace: tenants\n"
            . "  annotations: {sealedsecrets.bitnami.com/cluster-wide: \"true\"}\nspec:\n  encryptedData:\n"
            . join('', map { sprintf "    v%06d: %s\n", $_, $strings[$_ - 1] } 1 .. $count)
            . "  template:\n    metadata:\n      name: credentials\n      namespace: tenants\n"
            . "      annotations: {sealedsecrets.bitnami.com/cluster-wide: \"true\"}\n");
    });
}

# $count sealed strings, one a line, two by two of the keys $first to $last in turn.
sub strings {
    my ($self, $count, $first, $last) = @_;
    my $keys = $last - $first + 1;
    my $each = 2 * int(($count + 2 * $keys - 1) / (2 * $keys));
    my @sealed = map { $self->sealed_secret($keys == 1 ? $count : $each, $_) } $first .. $last;
    return $self->made("strings-$count-$first-$last", sub {
        my ($path) = @_;
        my @of_key = map { [map { /^    v\d+: (\S+)$/ ? $1 : () } lines_of($_)] } @sealed;
        spew($path, join '', map { "$of_key[$_ / 2 % $keys][2 * int($_ / 2 / $keys) + $_ % 2]\n" } 0 .. $count - 1);
    });
}

# A folder with the tenants of each key in a file of their own.
sub folder_of_tenants {
    my ($self, $tenants, $keys) = @_;
    return $self->made("folder-$tenants-$keys", sub {
        my ($path) = @_;
        mkdir $path or die "$path: $!\n";
        spew(sprintf('%s/%02d.yaml', $path, $_), slurp($self->tenants($tenants / $keys, $_, $_))) for 1 .. $keys;
    });
}

# The index of which key made which of the strings of tenants().
sub key_index {
    my ($self, $tenants, $keys) = @_;
    return $self->made("index-$tenants-$keys", sub {
        my ($path) = @_;
        shell('"$@" >/dev/null 2>&1', $self->built('openssl/kubectl-external_secrets'), 'verify',
            '--key-index', $path, $self->sealing_keys($keys), $self->tenants($tenants, 1, $keys));
    });
}

# ---------------------------------------------------------------- folders for Helm and kustomize

# A chart that gives the documents of stream(), a hundred in a template.
sub chart {
    my ($self, $documents) = @_;
    my $stream = $self->stream($documents);
    return $self->made("chart-$documents", sub {
        my ($folder) = @_;
        make_path("$folder/templates");
        spew("$folder/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\n");
        my @documents = split /^---\n/m, join("\n", lines_of($stream), '');
        shift @documents;
        for (my $file = 0; my @some = splice @documents, 0, DOCUMENTS_A_TEMPLATE; $file++) {
            s/(\{\{ [^}]* \}\})/{{ `$1` }}/g for @some;
            spew(sprintf('%s/templates/%04d.yaml', $folder, $file), join '', map { "---\n$_" } @some);
        }
    });
}

# A HELM_PLUGINS folder for Helm 4 with two post-renderers: the project's own, and `cat`.
sub plugins {
    my ($self) = @_;
    my $cat = $self->command('cat');
    return $self->made('plugins', sub {
        my ($folder) = @_;
        make_path("$folder/cat", "$folder/own");
        my ($own) = join "\n", lines_of('plugin.yaml'), '';
        $own =~ s/^name: .*/name: own/m;
        $own =~ s/^( +- command: ).*/$1$self->{build}\/kubectl-external_secrets/m;
        spew("$folder/own/plugin.yaml", $own);
        (my $other = $own) =~ s/^name: .*/name: cat/m;
        $other =~ s/^( +- command: ).*/$1$cat/m;
        $other =~ s/^ +args: .*\n//m;
        spew("$folder/cat/plugin.yaml", $other);
    });
}

# A folder that kustomize builds.
sub kustomization {
    my ($self, $documents) = @_;
    my $stream = $self->stream($documents);
    return $self->made("kustomization-$documents", sub {
        my ($folder) = @_;
        make_path($folder);
        shell('cp "$1" "$2/all.yaml"', $stream, $folder);
        spew("$folder/kustomization.yaml", "resources: [all.yaml]\n");
    });
}

1;
