# SPDX-License-Identifier: Apache-2.0
#
# Writes data as YAML the way people, templates and other programs do: each time another way, always with the same meaning.
#
# A string is a string, a reference to one a token that is written as it stands (\'true'), [ ] a list, map(key => value, ...) a map
# in that order. Text is bytes of UTF-8.
package YamlText;
use strict;
use warnings;
use Chance;
use Exporter qw(import);
our @EXPORT = qw(map_of is_map map_get write_yaml write_json);

sub map_of { return bless [@_], 'YamlText::Map' }
sub is_map { return ref $_[0] eq 'YamlText::Map' }

sub map_get {
    my ($map, $key) = @_;
    for (my $i = 0; $i < @$map; $i += 2) {
        return $map->[$i + 1] if $map->[$i] eq $key;
    }
    return;
}

# What this document may have: `wild` (of a hundred) for odd spellings, and `anchors`, `merges`, `comments`, `folds`.
my %may;
my ($step, $anchors, %anchor_of);

sub write_yaml {
    my ($data, %options) = @_;
    %may = (wild => 12, anchors => 0, merges => 0, comments => 0, %options);
    ($step, $anchors, %anchor_of) = (pick(2, 2, 2, 1, 3, 4), 0);
    return chance($may{wild} / 2) ? flow($data, 1) . "\n" : block($data, 0);
}

sub is_scalar { return !is_map($_[0]) && ref $_[0] ne 'ARRAY' }

# ------------------------------------------------------------------ scalars

sub plain_may_hold {
    my ($text) = @_;
    return $text !~ /^null\z/i && $text =~ m{^[A-Za-z0-9][A-Za-z0-9_./+=-]*(?::[A-Za-z0-9_./+=-]+)*\z};
}

sub escaped {
    my ($character) = @_;
    my $code = ord $character;
    return sprintf pick('\\x%02x', '\\u%04X', '\\U%08x'), $code if $code < 0x80;
    return $character;
}

sub double_quoted {
    my ($text, $indent, $odd) = @_;
    my %short = ("\n" => '\\n', "\t" => '\\t', "\r" => '\\r', '"' => '\\"', '\\' => '\\\\', "\0" => '\\0', "\e" => '\\e');
    my $out   = '';
    for my $character (split //, $text) {
        if (exists $short{$character}) {
            $out .= $short{$character};
        } elsif (ord $character < 0x20 || ord $character == 0x7f || ($odd && chance(6))) {
            $out .= escaped($character);
        } elsif ($odd && $character =~ /[!-~]/ && $out ne '' && chance(1)) {
            $out .= "\\\n" . ' ' x ($indent + 1) . $character;
        } else {
            $out .= $character;
        }
    }
    return qq("$out");
}

sub single_quoted {
    my ($text) = @_;
    $text =~ s/'/''/g;
    return "'$text'";
}

# A string on the line of its key, in one of the styles that can hold it.
sub on_the_line {
    my ($text, $indent) = @_;
    my @styles = ('double');
    push @styles, ('single') x 2 if $text !~ /[^\x20-\x7e]/;
    push @styles, ('plain') x 8  if plain_may_hold($text);
    my $style = chance($may{wild}) ? pick(@styles) : $styles[-1];
    return
          $style eq 'plain'  ? $text
        : $style eq 'single' ? single_quoted($text)
        :                      double_quoted($text, $indent, chance($may{wild}));
}

sub lines_may_hold {
    my ($text) = @_;
    return
           $text =~ /\S/
        && $text !~ /\n\n\z|[^\x20-\x7e\n\x80-\xff]/
        && $text !~ /^\s*\n/
        && $text !~ /\xc2[\x80-\x9f]|\xe2\x80[\xa8\xa9]|\xef\xbb\xbf/;
}

# A literal block, behind "key:" or "-".
sub literal {
    my ($text, $indent) = @_;
    my $chomp  = $text =~ /\n\z/ ? '' : '-';
    my $margin = ' ' x ($indent + $step);
    my $digit  = $text =~ /^ / || chance($may{wild} / 2) ? $step : '';
    my $header = '|' . pick("$digit$chomp", "$chomp$digit") . comment();
    $text =~ s/\n\z//;
    return "$header\n" . join('', map { $_ eq '' ? "\n" : "$margin$_\n" } split /\n/, $text, -1);
}

sub folded {
    my ($text, $indent) = @_;
    return '>-' . comment() . "\n" . ' ' x ($indent + $step) . "$text\n";
}

sub comment {
    return '' unless $may{comments} && chance(8);
    return ' # ' . pick('here', 'sealed: elsewhere', '"unbalanced', 'external_secrets:', "caf\xc3\xa9", '--- not a marker');
}

sub comment_line {
    my ($indent) = @_;
    return '' unless $may{comments} && chance(5);
    return pick("\n", ' ' x $indent . "# a line of its own\n", "# - at the margin: [\n");
}

sub anchor_for {
    my ($text) = @_;
    return '' unless $may{anchors} && chance(6);
    my $name = 'a' . ++$anchors;
    $anchor_of{$text} = $name;
    return "&$name ";
}

# A scalar behind "key:" or "-", its line end included.
sub block_scalar {
    my ($text, $indent) = @_;
    return " $$text" . comment() . "\n"             if ref $text;
    return " *$anchor_of{$text}" . comment() . "\n" if $may{anchors} && exists $anchor_of{$text} && chance(50);
    if (lines_may_hold($text)) {
        return ' ' . anchor_for($text) . literal($text, $indent) if $text =~ /\n/ ? chance(90) : chance($may{wild} / 3);
        return ' ' . folded($text, $indent)                      if $text !~ /\n|^ / && chance($may{wild} / 4);
    }
    my $tag = chance($may{wild} / 4) ? '!!str ' : '';
    return ' ' . anchor_for($text) . $tag . on_the_line($text, $indent) . comment() . "\n";
}

# ---------------------------------------------------------- lists and maps

# A key stands on one line.
sub key_text {
    my ($key, $indent) = @_;
    return on_the_line($key, $indent) =~ s/\\\n\s*//gr;
}

sub flow_gap {
    my ($indent) = @_;
    return chance($may{wild} / 2) ? "\n" . ' ' x ($indent + 1) : pick('', '', ' ');
}

sub flow {
    my ($data, $indent) = @_;
    return $$data                      if ref $data eq 'SCALAR';
    return on_the_line($data, $indent) if is_scalar($data);
    if (is_map($data)) {
        my @pairs;
        for (my $i = 0; $i < @$data; $i += 2) {
            push @pairs, flow_gap($indent) . key_text($data->[$i], $indent) . ': ' . flow($data->[$i + 1], $indent);
        }
        return '{' . join(', ', @pairs) . flow_gap($indent) . '}';
    }
    return '[' . join(', ', map { flow_gap($indent) . flow($_, $indent) } @$data) . flow_gap($indent) . ']';
}

# Some of the pairs moved into what is merged.
sub with_merge {
    my ($map) = @_;
    return $map unless $may{merges} && @$map >= 4 && chance(8);
    my $own = 2 * (1 + below(@$map / 2 - 1));
    my @all = @$map;
    return map_of(@all[0 .. $own - 1], '<<', map_of(@all[$own .. $#all]));
}

# What stands behind "key:", or behind "-" in a list.
sub beneath {
    my ($data, $indent, $in_list) = @_;
    return block_scalar($data, $indent)                  if is_scalar($data);
    return ' ' . flow($data, $indent) . comment() . "\n" if !@$data || chance($may{wild} / 2);
    my $anchor = $may{anchors} && chance(3) ? ' &a' . ++$anchors : '';
    my $inner  = !is_map($data)  && !$in_list && chance(50) ? $indent : $indent + $step;
    return $anchor . comment() . "\n" . block($data, $inner);
}

sub block_key {
    my ($key, $indent) = @_;
    return '<<' if $key eq '<<';
    return key_text($key, $indent);
}

sub block {
    my ($data, $indent) = @_;
    my $margin = ' ' x $indent;
    my $out    = '';
    if (is_map($data)) {
        $data = with_merge($data);
        for (my $i = 0; $i < @$data; $i += 2) {
            my ($key, $value) = @$data[$i, $i + 1];
            $out .= comment_line($indent) . $margin . block_key($key, $indent) . ':' . beneath($value, $indent, 0);
        }
        return $out;
    }
    for my $item (@$data) {
        my $begin = $margin . '-' . ' ' x ($step > 1 ? $step - 1 : 1);
        if (is_map($item) && @$item && !chance($may{wild} / 2)) {
            my $lines = block($item, length $begin);
            $lines =~ s/\A((?:\s*#.*\n|\n)*) */$begin/;
            $out .= ($1 // '') . $lines;
        } else {
            $out .= comment_line($indent) . $margin . '-' . beneath($item, $indent, 1);
        }
    }
    return $out;
}

# ------------------------------------------------------------------------ JSON

sub json_string {
    my ($text, $odd) = @_;
    my %short = ("\n" => '\\n', "\t" => '\\t', "\r" => '\\r', '"' => '\\"', '\\' => '\\\\', '/' => '\\/');
    my $out   = '';
    for my $character (split //, $text) {
        if ($character eq '/' ? $odd && chance(20) : exists $short{$character}) {
            $out .= $short{$character};
        } elsif (ord $character < 0x20 || ($odd && ord $character < 0x80 && chance(5))) {
            $out .= sprintf '\\u%04x', ord $character;
        } else {
            $out .= $character;
        }
    }
    return qq("$out");
}

sub json {
    my ($data, $gap, $odd) = @_;
    return $$data                   if ref $data eq 'SCALAR';
    return json_string($data, $odd) if is_scalar($data);
    my $inner = $gap eq '' ? '' : "$gap  ";
    my @parts;
    if (is_map($data)) {
        for (my $i = 0; $i < @$data; $i += 2) {
            push @parts, json_string($data->[$i], $odd) . ($gap eq '' ? ':' : ': ') . json($data->[$i + 1], $inner, $odd);
        }
        return '{' . join(',', map { $inner . $_ } @parts) . "$gap}";
    }
    return '[' . join(',', map { $inner . json($_, $inner, $odd) } @$data) . "$gap]";
}

sub write_json {
    my ($data) = @_;
    return json($data, pick('', "\n"), chance(30)) . "\n";
}

1;
