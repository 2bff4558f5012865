#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Runs what a document tells its reader to run, and compares what it shows:
#   commands.pl [--tools FOLDER [--cluster KUBECONFIG]] [--release FOLDER] DOCUMENT...
# A document is Markdown, the manual's source, or a text of help.
#
#   ```yaml poseidon.yaml     a file that stands in the document: it is there for the commands behind it
#   ```console                lines that begin with "$ " are commands, a backslash continues one; the lines behind it are what it shows
#   ```console helm3          the same, but it needs that tool: run with --tools alone, which names the folder of scripts/tools.sh
#   ```console cluster        Helm 4 and kubectl, which change that cluster: run with --cluster alone
#   ```console release        the same for --release, which names the folder of `make release'; its files are in the folder of the commands
#
# A line that ends in "..." stands for one that begins so, a line "..." for any number of lines. A command that shows an error has to
# fail, any other to succeed (diff may find differences). All commands of a document run one after the other in one shell, in a folder that looks
# like a clone after `make`; `make` itself is asked only whether it could, `kubectl apply` swallows its input, and dpkg is
# asked what it would do.
# DOCS_UPDATE=1 writes into the document what its commands show now.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use Getopt::Long;
use lib abs_path(dirname(__FILE__)) . '/..';
use Bytes qw(slurp spew);

use constant { SECONDS => 300, WORD_LONGEST => 100, WORD_KEPT => 24, DIFFERS => 'shows something else' };

my ($tools, $cluster, $release);
GetOptions('tools=s' => \$tools, 'cluster=s' => \$cluster, 'release=s' => \$release) && @ARGV && ($tools || !$cluster)
    or die "usage: commands.pl [--tools FOLDER [--cluster KUBECONFIG]] [--release FOLDER] DOCUMENT...\n";
my $root    = abs_path(dirname(__FILE__) . '/../..');
my $program = abs_path($ENV{PROGRAM} // "$root/build/kubectl-external_secrets");
$_ = abs_path($_) for grep { defined } $tools, $release;

# ---------------------------------------------------------------- what a document holds

# A step is a file {file, text} or a command {command, tool, first, last (its shown lines, from 0, last exclusive), line}.
sub markdown_steps {
    my ($path, @lines) = @_;
    my (@steps, $fence, $block);
    for my $i (0 .. $#lines) {
        if (!$fence && $lines[$i] =~ /^(\s*```+)(\w*) *(\S*)\s*$/) {
            ($fence, $block) = ($1, { language => $2, word => $3 });
            push @steps, { file => $block->{word}, text => '' } if $2 ne 'console' && $3;
        } elsif ($fence && $lines[$i] =~ /^\Q$fence\E\s*$/) {
            $fence = undef;
        } elsif ($fence && $block->{language} eq 'console') {
            my $step = $steps[-1];
            if ($lines[$i] =~ /^\$ (.*)/) {
                push @steps, { command => $1, tool => $block->{word}, first => $i + 1, last => $i + 1, line => $i + 1 };
                $block->{open} = $1 =~ /\\$/;
            } elsif ($block->{open}) {
                $step->{command} .= "\n$lines[$i]";
                $step->{first} = $step->{last} = $i + 1;
                $block->{open} = $lines[$i] =~ /\\$/;
            } elsif ($step && defined $step->{last} && $step->{last} == $i) {
                $step->{last} = $i + 1;
            } else {
                die "$path:@{[$i + 1]}: a console block begins with a command\n";
            }
        } elsif ($fence && $block->{word}) {
            $steps[-1]{text} .= "$lines[$i]\n";
        }
    }
    return @steps;
}

# Examples in mdoc: one line behind .Dl, or a literal block.
sub manual_steps {
    my ($path, @lines) = @_;
    my (@commands, $inside, $literal);
    for (@lines) {
        $inside = /^\.Sh EXAMPLES/ if /^\.Sh /;
        next if !$inside;
        $literal = /^\.Bd / ? 1 : 0 if /^\.(Bd|Ed)/;
        if (/^\.Dl (.*)/) {
            push @commands, $1;
        } elsif ($literal && !/^\./) {
            if (@commands && $commands[-1] =~ /\\e$/) { $commands[-1] .= "\n$_" } else { push @commands, $_ }
        }
    }
    return bare_steps(map { s/\\e/\\/gr } @commands);
}

sub help_steps {
    my ($path, @lines) = @_;
    my @commands;
    my $inside;
    for (@lines) {
        $inside = /^Examples:/ if /^\S/;
        push @commands, $1 if $inside && /^  (\S.*)/;
    }
    return bare_steps(@commands);
}

# Commands that show nothing; what needs Helm is seen from the command.
sub bare_steps {
    return map { { command => $_, tool => /\bhelm\b/ ? 'helm3' : '', first => 0, last => 0, line => 0 } } @_;
}

# ---------------------------------------------------------------- the place where commands run

sub copy {
    my ($from, $to) = @_;
    system('cp', '-r', $from, $to) == 0 or die "cannot copy $from\n";
}

# What a clone holds after `make`, with the modes that git gives, and what the manual and the help speak of.
sub make_place {
    my ($scratch) = @_;
    my $place = "$scratch/work";
    make_path("$scratch/home", "$place/keys", "$place/rendered/poseidon", "$place/build", "$scratch/bin");
    copy("$root/$_", $place) for qw(examples plugin.yaml VERSION);
    symlink "$root/$_", "$place/$_" or die "$_: $!\n" for qw(scripts tests);
    system('chmod', '-R', 'u=rwX,go=rX', "$place/examples") == 0 or die "chmod failed\n";
    system("cd '$place' && git -c init.defaultBranch=main init -q . && git add examples plugin.yaml VERSION") == 0 or die "git failed\n";
    for my $name (qw(external-secrets kubectl-external_secrets kubectl_complete-external_secrets)) {
        symlink $program, "$_/$name" or die "$name: $!\n" for "$place/build", "$scratch/bin";
    }
    copy("$place/examples/sealing-key/key.yaml", "$place/$_") for qw(keys/key.yaml key.pem);
    chmod 0600, "$place/keys/key.yaml", "$place/key.pem";
    copy("$place/examples/demo/rendered.yaml", "$place/$_") for qw(rendered.yaml all.yaml rendered/poseidon/all.yaml);
    copy("$place/examples/values/generation-1.yaml", "$place/poseidon.yaml");
    copy("$place/examples/tenant", "$place/chart");
    copy("$place/examples/sealing-key/certificate.pem", "$place/cert.pem");
    spew("$place/password.txt", 'trident');
    spew("$place/sealed.txt", slurp("$place/examples/values/generation-2-tenant.yaml") =~ s/.*client_secret: (\S+).*/$1\n/sr);
    my $object = sub { "apiVersion: $_[0]\nkind: $_[1]\nmetadata: {name: poseidon-app-credentials, namespace: poseidon-dev}\n$_[2]\n" };
    spew("$place/secrets.yaml", $object->('v1', 'Secret', 'stringData: {password: trident}'));
    spew("$place/sealed-secrets.yaml",
        $object->('bitnami.com/v1alpha1', 'SealedSecret', 'spec: {encryptedData: {password: ' . (slurp("$place/sealed.txt") =~ s/\n//r) . '}}'));
    copy("$place/poseidon.yaml", "$place/chart/templates/poseidon.yaml");
    if ($tools) {
        for (['helm3', 'helm3', 'helm'], ['helm4', 'helm4', 'helm'], ['kubectl', 'kubectl', 'kubectl'], ['kubeseal', 'kubeseal', 'kubeseal'],
            ['kustomize', 'kustomize', 'kustomize'], ['cluster', 'helm4', 'helm'], ['cluster', 'kubectl', 'kubectl']) {
            my ($word, $tool, $name) = @$_;
            make_path("$scratch/tools/$word");
            symlink "$tools/$tool", "$scratch/tools/$word/$name" or die "$tool: $!\n";
        }
        symlink "$tools/krew", "$scratch/tools/kubectl/kubectl-krew" or die "krew: $!\n";
    }
    if ($release) {
        symlink $_, "$place/" . s{.*/}{}r or die "$_: $!\n" for glob "$release/*";
    }
    return $place;
}

my $prelude = <<'END';
set -o pipefail
exec </dev/null
make() { (cd "$PROJECT" && command make -n MAKE=true BUILD="$HOME/build" "$@" >/dev/null); }
sudo() { "$@"; }
dpkg() { PATH=$PATH:/usr/sbin:/sbin command dpkg --no-act "$@"; }
kubectl() {
    case $BLOCK$1 in
    apply) cat >/dev/null ;;
    external-secrets) if type -P kubectl >/dev/null; then command kubectl "$@"; else kubectl-external_secrets "${@:2}"; fi ;;
    *) command kubectl "$@" ;;
    esac
}
END

sub script {
    my ($scratch, @steps) = @_;
    my $script = $prelude;
    my $code = '';
    for my $i (0 .. $#steps) {
        my $step = $steps[$i];
        if (defined $step->{file}) {
            spew("$scratch/$i.file", $step->{text});
            $script .= "mkdir -p \"\$(dirname '$step->{file}')\" && cp '$scratch/$i.file' '$step->{file}'\n";
            next;
        }
        # Helm 3 and Helm 4 do not read each other's plugins.
        $script .= "export PATH='$scratch/bin:" . ($step->{tool} ? "$scratch/tools/$step->{tool}:" : '') . "/usr/bin:/bin'\n";
        my $plugins = $step->{tool} eq 'cluster' ? 'helm4' : $step->{tool};
        $script .= "export HELM_DATA_HOME=\"\$HOME/$plugins\"\n" if $plugins =~ /^helm/;
        $script .= 'BLOCK=' . ($step->{tool} eq 'cluster' ? "cluster-\n" : "\n");
        $script .= "${code}{ $step->{command}\n} >'$scratch/$i.out' 2>&1\ncode=\$?\necho \$code >'$scratch/$i.code'\n";
        $code = "(exit \$code)\n";
    }
    return $script;
}

# Runs all steps; gives for each command what it shows and its exit code.
sub run_steps {
    my (@steps) = @_;
    my $scratch = tempdir(CLEANUP => 1);
    my $place   = make_place($scratch);
    spew("$scratch/script", script($scratch, @steps));
    my $child = fork // die "fork: $!\n";
    if (!$child) {
        chdir $place or die "$place: $!\n";
        %ENV = (HOME => "$scratch/home", LC_ALL => 'C', TERM => 'dumb', PROJECT => $root, PROGRAM => $program,
            KUBECONFIG => $cluster // "$scratch/home/no-kubeconfig",
            map { $_ => $ENV{$_} } grep { /SAN_OPTIONS$/ } keys %ENV);
        alarm SECONDS;
        exec '/bin/bash', "$scratch/script" or die "bash: $!\n";
    }
    waitpid $child, 0;
    # What this machine's kernel refuses is nothing to document.
    my @shown = map { slurp("$scratch/$_.out") =~ s/\Q$place\E/./gr =~ s/^detail: sandbox: .*\n//mgr } 0 .. $#steps;
    return map { { shown => [split /\n/, $shown[$_]], code => slurp("$scratch/$_.code") =~ s/\n//r } } 0 .. $#steps;
}

# ---------------------------------------------------------------- comparing

# Whether the lines of a document stand for those that were shown.
sub stands_for {
    my ($wanted, $shown) = @_;
    my @wanted = @$wanted;
    my @shown  = @$shown;
    while (@wanted) {
        my $line = shift @wanted;
        if ($line eq '...') {
            return 1 if !@wanted;
            for my $skipped (0 .. @shown) {
                return 1 if stands_for(\@wanted, [@shown[$skipped .. $#shown]]);
            }
            return 0;
        }
        return 0 if !@shown;
        my $actual = shift @shown;
        my $begin  = $line =~ s/\.\.\.$//r;
        return 0 if $begin eq $line ? $line ne $actual : index($actual, $begin) != 0;
    }
    return !@shown;
}

# As a document shows a line: a very long word is cut short, and what is behind it left out.
sub shorten {
    my ($line) = @_;
    return $line =~ s/(\S{@{[WORD_KEPT]}})\S{@{[WORD_LONGEST - WORD_KEPT]},}.*/$1.../r;
}

sub complaint {
    my ($step, $wanted, $result) = @_;
    return 'was never run' if $result->{code} eq '';
    my $fails  = grep { /^(error|Error)( from server [(]\w+[)])?: / } @$wanted;
    my $answer = $step->{command} =~ /\bdiff\b/ && $result->{code} eq '1';
    return "exit code $result->{code}, and it shows no error" if $result->{code} ne '0' && !$fails && !$answer;
    return 'succeeds, though it shows an error' if $result->{code} eq '0' && $fails;
    return DIFFERS if @$wanted && !stands_for($wanted, $result->{shown});
    return '';
}

sub check {
    my ($path) = @_;
    my @lines = split /\n/, slurp($path), -1;
    my $steps_of = $path =~ /\.md$/ ? \&markdown_steps : $path =~ /\.1$/ ? \&manual_steps : \&help_steps;
    my %needed = ('' => 1, cluster => $cluster, release => $release);
    my @steps = grep { my $word = $_->{tool} // ''; exists $needed{$word} ? $needed{$word} : $tools } $steps_of->($path, @lines);
    my @results = run_steps(@steps);
    my ($commands, $bad) = (0, 0);
    my @new = @lines;
    for my $i (reverse 0 .. $#steps) {
        my $step = $steps[$i];
        next if !defined $step->{command};
        $commands++;
        my @wanted = @lines[$step->{first} .. $step->{last} - 1];
        my $complaint = complaint($step, \@wanted, $results[$i]) or next;
        if ($ENV{DOCS_UPDATE} && @wanted && $complaint eq DIFFERS) {
            splice @new, $step->{first}, scalar @wanted, map { shorten($_) } @{ $results[$i]{shown} };
            next;
        }
        $bad++;
        print "$path:$step->{line}: \$ $step->{command}\n  $complaint\n";
        print map { "  - $_\n" } @wanted;
        print map { "  + @{[shorten($_)]}\n" } @{ $results[$i]{shown} };
    }
    spew($path, join "\n", @new) if $ENV{DOCS_UPDATE} && "@new" ne "@lines";
    print "$path: $commands commands, $bad of them wrong\n";
    return $bad + !$commands;
}

my $bad = 0;
$bad += check($_) for @ARGV;
exit($bad ? 1 : 0);
