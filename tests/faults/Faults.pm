# SPDX-License-Identifier: Apache-2.0
#
# What the fault tests share: a scene (keys, values, manifests, and the marks of everything in it that is secret), the program run
# among shims (tests/shim), and TAP.
package Faults;
use strict;
use warnings;
use Cwd qw(abs_path);
use Exporter qw(import);
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use MIME::Base64 qw(decode_base64 encode_base64);
use POSIX ();
use lib abs_path(dirname(__FILE__)) . '/..';
use Bytes qw(slurp spew);

our @EXPORT_OK = qw(check commands complaints done error_line is_whole is_refused note run scene shim slurp spew start whole);

my $root    = abs_path(dirname(__FILE__) . '/../..');
my $program = abs_path($ENV{PROGRAM} // "$root/build/kubectl-external_secrets");
my $build   = abs_path($ENV{BUILD_FOLDER} // dirname($program));
my $scratch = tempdir(CLEANUP => 1);

# The program warns of keys that others can read.
umask 0077;

use constant SECONDS   => 60;
use constant PLAINTEXT => 'trident-7f3a9c51e8d2-and-no-other-horse-b06417';
use constant CLIENT_ID => '7c1e0f52-9d3b-4b86-a1c4-2f5d8e6b9a07';
use constant SESSION   => 'c3a1f07e9b2d58461f6ae0d4937c2b85e61d09fa47b8c2359de470af1863bc5e';

sub shim { return "$build/tests/shim/$_[0].so" }

# --- marks: what must not be left ---

# The integers of a PKCS#1 key, or of one in PKCS#8.
sub integers {
    my ($der) = @_;
    my @found;
    while (length $der) {
        my ($tag, $len) = unpack 'C C', $der;
        my $head = 2;
        if ($len & 0x80) {
            my $bytes = $len & 0x7f;
            $len = unpack 'N', substr("\0\0\0\0" . substr($der, 2, $bytes), -4);
            $head += $bytes;
        }
        my $body = substr $der, $head, $len;
        $der = substr $der, $head + $len;
        push @found, $body =~ s/^\0+//r if $tag == 2;
        push @found, integers($body)    if $tag == 0x30 || ($tag == 4 && @found == 1);
    }
    return @found;
}

my @marks;

# 16 bytes from the beginning, the middle and the end: what is left in part is left as well.
sub add_marks {
    my ($name, $bytes) = @_;
    my %offsets = (begin => 0, middle => int(length($bytes) / 2) - 8, end => length($bytes) - 16);
    push @marks, "$name-$_ " . unpack('H32', substr $bytes, $offsets{$_}, 16) for sort keys %offsets;
}

# A private key as text, as the Secret in a cluster has it, and as numbers: the way DER has them and the way this machine computes.
# The modulus is public, and so is the front of each text.
sub add_key_marks {
    my ($name, $pem) = @_;
    my ($text) = $pem =~ /-----\n(.*)-----END/s;
    my @numbers = integers(decode_base64($text));
    my %number;
    @number{qw(d p q dp dq qinv)} = @numbers[-6 .. -1];
    for (sort keys %number) {
        add_marks("$name-$_", $number{$_});
        add_marks("$name-$_-limbs", scalar reverse $number{$_});
    }
    add_marks("$name-pem", substr $text, length($text) / 2);
    my $encoded = encode_base64($pem, '');
    add_marks("$name-encoded-pem", substr $encoded, length($encoded) / 2);
}

# --- the scene ---

sub sealed {
    my ($label, $plaintext) = @_;
    open my $in, '-|', "$build/tests/faults/seal", 'one.pem', $label, $plaintext, SESSION or die "seal: $!\n";
    my $string = <$in>;
    close $in or die "tests/faults/seal failed\n";
    chomp $string;
    return $string;
}

sub values_of {
    my ($id, $secret) = @_;
    return <<"END";
namespace: {name: poseidon}
environments: [{name: dev}]
external_secrets:
  azure_tenant_id: 0d3cb2a1-5e4f-4a6b-8c7d-9e0f1a2b3c4d
  keyvault_credentials:
    client_id: $id
    client_secret: $secret
END
}

# A chart's own Secret, with the text and base64 of it.
sub secret_of {
    my ($secret) = @_;
    my $encoded = encode_base64($secret, '');
    return <<"END";
apiVersion: v1
kind: Secret
metadata:
  name: keyvault-credentials
  namespace: poseidon-dev
  annotations: {external-secrets.render/sealed: "true"}
stringData:
  text: $secret
  quoted: "$secret"
  block: |
    $secret
data:
  encoded: $encoded
END
}

# Makes the files of all commands and goes there. The strings are sealed for one.pem, which stands in key.yaml; two.pem is what the
# environment brings.
sub scene {
    chdir "$root" or die "$root: $!\n";
    my $label  = 'poseidon-dev/keyvault-credentials';
    my ($id, $secret, $elsewhere) = (sealed($label, CLIENT_ID), sealed($label, PLAINTEXT), sealed('hades/other', PLAINTEXT));
    my ($one, $two) = map { slurp("tests/data/keys/$_.pem") } qw(one two);
    my ($certificate, $newer) = map { slurp("tests/data/keys/$_.crt") } qw(one two);
    chdir $scratch or die "$scratch: $!\n";
    spew('key.yaml', "apiVersion: v1\nkind: Secret\nmetadata: {name: key}\ndata:\n  tls.key: " . encode_base64($one, '') . "\n");
    spew('two.pem', $two);
    my $filler  = 'x' x 3000;
    my @objects = map { "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: plain-$_}\ndata: {key: $filler}\n" } 1 .. 40;
    spew('stream.yaml', join "---\n", @objects);
    spew('values.yaml', values_of($id, $secret));
    spew('secret.yaml', secret_of($secret));
    spew('elsewhere.yaml', values_of($id, $elsewhere));
    spew('unknown.yaml', values_of($id, $secret) . "    client_sceret: 1\n");
    spew('sealed.txt', "$secret\n");
    my $object = "metadata: {name: keyvault-credentials, namespace: poseidon-dev}\n";
    spew('sealed-secrets.yaml', "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\n${object}spec:\n  encryptedData:\n    b: $secret\n");
    spew('secrets.yaml',
        "apiVersion: v1\nkind: Secret\n${object}stringData:\n  a: '@{[PLAINTEXT]}'\ndata: {b: @{[encode_base64(PLAINTEXT, '')]}}\n");
    mkdir 'folder';
    spew("folder/$_.yaml", $objects[$_]) for 1 .. 3;
    spew('cert.pem', $certificate);
    spew('two.crt', $newer);
    spew('plaintext', PLAINTEXT);
    add_marks('plaintext', PLAINTEXT);
    add_marks('plaintext-base64', encode_base64(PLAINTEXT, ''));
    add_marks('client-id', CLIENT_ID);
    add_marks('session-key', pack 'H*', SESSION);
    add_key_marks('key-of-file', $one);
    add_key_marks('key-of-environment', $two);
    spew('marks', join '', map { "$_\n" } @marks);
    return $scratch;
}

my $data = 'EXTERNAL_SECRETS_SEALING_KEY_DATA';

# The commands that stand for all, and the exit code of each. What seals draws a key that the marks know.
my %commands = (
    'pass-through'  => { args => ['render'], stdin => 'stream.yaml' },
    'opened'        => { args => [qw(render --sealing-key key.yaml)], stdin => 'values.yaml', key_data => 1 },
    'opened-in-place' => { args => [qw(render --sealing-key key.yaml)], stdin => 'secret.yaml' },
    'sealed-secret' => { args => [qw(render --emit sealed-secret -f folder --values values.yaml)] },
    'unknown-key'   => { args => ['render'], stdin => 'unknown.yaml', code => 3 },
    'unseal'        => { args => [qw(unseal --sealing-key key.yaml -n poseidon-dev --name keyvault-credentials --from-file sealed.txt)] },
    'keys'          => { args => [qw(keys key.yaml)], key_data => 1 },
    'wrong-label'   => { args => [qw(render --sealing-key key.yaml)], stdin => 'elsewhere.yaml', code => 4 },
    'sealed'        => { args => [qw(seal --quiet --cert cert.pem -n poseidon-dev --name credentials)], stdin => 'plaintext', random => 1 },
    'secrets'       => { args => [qw(seal --quiet --cert cert.pem -f secrets.yaml)], random => 1 },
    'sealed-stream' => { args => [qw(unseal --sealing-key key.yaml)], stdin => 'sealed-secrets.yaml' },
    'resealed'      => { args => [qw(reseal --quiet --sealing-key key.yaml --cert two.crt)], stdin => 'values.yaml', key_data => 1, random => 1 },
    'version'       => { args => [qw(version --output json)] },
    'help'          => { args => [qw(help render)] },
);
sub commands { return @_ ? $commands{$_[0]} : sort keys %commands }

# --- running ---

# Starts a command: args, stdin and stdout (names of files, or handles), shims, env (more of it), key_data, random. Gives the process.
sub start {
    my (%o) = @_;
    my %env = (PATH => '/usr/bin:/bin', HOME => '/nonexistent', LC_ALL => 'C', %{ $o{env} // {} });
    my @shims = map { shim($_) } @{ $o{shims} // [] };
    if ($o{random}) {
        push @shims, shim('random');
        $env{SHIM_RANDOM} = SESSION;
    }
    # Behind a filter of system calls a shim could not say what it saw.
    push @shims, shim('unfiltered') if @shims;
    $_ && !-e $_ && die "$_ is not there: make fault-programs\n" for @shims;
    $env{LD_PRELOAD} = join ' ', @shims if @shims;
    $env{$data} = slurp('two.pem') if $o{key_data};
    my $child = fork // die "fork: $!\n";
    return $child if $child;
    my $stdin = $o{stdin} // '/dev/null';
    open STDIN, ref $stdin ? '<&' : '<', $stdin or die "stdin: $!\n";
    my $stdout = $o{stdout} // 'stdout';
    umask 077;    # what others can read would be warned of
    open STDOUT, ref $stdout ? '>&' : '>', $stdout or die "stdout: $!\n";
    open STDERR, '>', 'stderr'                  or die "stderr: $!\n";
    %ENV = %env;
    alarm SECONDS;    # survives exec: a program that hangs dies of it
    exec {$program} 'external-secrets', @{ $o{args} } or print STDERR "cannot run $program: $!\n";
    POSIX::_exit(127);
}

# The same, to its end; `out` is what stands in the file `stdout`, where none was named. With residue => 1 it is searched for marks then, and for files left open.
sub run {
    my (%o) = @_;
    if ($o{residue}) {
        $o{shims} = [@{ $o{shims} // [] }, qw(residue descriptors)];
        $o{env} = { %{ $o{env} // {} }, SHIM_MARKS => 'marks', SHIM_RESIDUE => 'residue', SHIM_DESCRIPTORS => 'descriptors' };
        unlink qw(residue descriptors);
    }
    my $child = start(%o);
    waitpid $child, 0;
    my %ended = (signal => $? & 127, code => $? >> 8, out => defined $o{stdout} ? '' : slurp('stdout'), err => slurp('stderr'));
    if ($o{residue}) {
        -e $_ or die "the shim that writes $_ did not begin\n" for qw(residue descriptors);
        $ended{$_} = slurp($_) for qw(residue descriptors);
    }
    return \%ended;
}

# --- judging: each gives a complaint, or nothing ---

sub complaints {
    my ($ended) = @_;
    my @complaints;
    push @complaints, "died of signal $ended->{signal}" if $ended->{signal};
    push @complaints, map { "residue: $_" } split /\n/, $ended->{residue} // '';
    # What ends at once, for want of memory, closes nothing.
    push @complaints, split /\n/, $ended->{descriptors} // '' if $ended->{code} != 6;
    return @complaints;
}

sub shown { return join ' | ', split /\n/, substr $_[0], 0, 300 }

# All as without a fault.
sub is_whole {
    my ($ended, $expected) = @_;
    return grep { $_ } complaints($ended),
        $ended->{code} != $expected->{code} && "exit code $ended->{code}: " . shown($ended->{err}),
        $ended->{out} ne $expected->{out} && 'stdout is another',
        $ended->{err} ne $expected->{err} && 'stderr: ' . shown($ended->{err});
}

sub whole {
    my ($ended, $expected) = @_;
    return $ended->{code} == $expected->{code} && $ended->{out} eq $expected->{out} && $ended->{err} eq $expected->{err};
}

# Exit code 6, nothing on stdout, one error that fits.
sub is_refused {
    my ($ended, $pattern) = @_;
    my @errors = $ended->{err} =~ /^(error: .*)\n/mg;
    my $rest = $ended->{err} =~ s/^(error|hint): .*\n//mgr;
    return grep { $_ } complaints($ended),
        $ended->{code} != 6 && "exit code $ended->{code}, not 6: " . shown($ended->{err}),
        $ended->{out} ne '' && 'something on stdout: ' . shown($ended->{out}),
        @errors != 1 && @errors . ' errors, not one',
        $rest ne '' && 'besides: ' . shown($rest),
        @errors && $errors[0] !~ $pattern && "it says: $errors[0]";
}

# --- TAP ---

my ($number, $failed) = (0, 0);

sub note { print map { "# $_\n" } @_ }

# One test: it passes where there are no complaints.
sub check {
    my ($name, @complaints) = @_;
    $number++;
    $failed++ if @complaints;
    print @complaints ? 'not ok' : 'ok', " $number - $name\n";
    note(@complaints > 30 ? (@complaints[0 .. 29], '...') : @complaints);
}

sub done {
    print "1..$number\n";
    chdir '/';
    exit($failed ? 1 : 0);
}

1;
