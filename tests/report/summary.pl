#!/usr/bin/perl
# tests/report/summary.pl FILE.dat OUR.csv: does our table say what trace-cmd's raw listing of the same file says?
#
# Calls are paired here anew: a stack for each task, exits by function and depth. Counts, sums, minima, maxima and self times
# must be equal, percentiles (nearest rank) within 1%. Prints a TAP line for each of them.
use strict;
use warnings;
no warnings 'portable'; # hexadecimal numbers of 64 bits

my ($dat, $csv, $name) = @ARGV;
my (%stack, %open, %f, $unpaired);
open my $raw, '-|', "trace-cmd report -R -i $dat 2>/dev/null" or die;
while (<$raw>) {
	my ($task) = /^\s*(.*?)\s+\[\d+\]/ or next;
	my $s = $stack{$task} //= [];
	if (/ funcgraph_entry: +func=(\S+) depth=(\d+)/) {
		pop @$s while @$s && $s->[-1]{depth} >= $2;
		push @$s, { func => $1, depth => $2, inner => 0, again => scalar grep { $_->{func} eq $1 } @$s };
	} elsif (/ funcgraph_exit: +func=(\S+) .*?depth=(\d+)/) {
		my ($func, $depth) = ($1, $2);
		my ($calltime) = /calltime=(\w+)/;
		my ($rettime) = /rettime=(\w+)/;
		my $ns = hex($rettime) - hex($calltime);
		pop @$s while @$s && $s->[-1]{depth} > $depth;
		my $call = { inner => 0, again => 0 };
		if (@$s && $s->[-1]{depth} == $depth && $s->[-1]{func} eq $func) { $call = pop @$s } else { $unpaired++ }
		my $e = $f{$func} //= { total => 0, self => 0, all => [] };
		push @{$e->{all}}, $ns;
		$e->{total} += $ns unless $call->{again};
		$e->{self} += $ns > $call->{inner} ? $ns - $call->{inner} : 0;
		$s->[-1]{inner} += $ns if @$s;
	}
}

my (%ours, @columns);
open my $file, '<', $csv or die;
while (<$file>) {
	chomp;
	my @fields = split /,/;
	if (!@columns) { @columns = @fields; next }
	my $func = shift @fields;
	$func =~ s/ \[.*//;
	@{$ours{$func}}{@columns[1 .. $#columns]} = @fields;
}

my %wrong = map { $_ => 0 } qw(functions count total self avg min max percentiles);
$wrong{functions} = 1 if !%f || join(' ', sort keys %f) ne join(' ', sort keys %ours);
for my $func (keys %f) {
	my ($e, $o) = ($f{$func}, $ours{$func});
	next unless $o;
	my @all = sort { $a <=> $b } @{$e->{all}};
	my $sum = 0;
	$sum += $_ for @all;
	my %theirs = (count => scalar @all, total => $e->{total}, self => $e->{self}, avg => int($sum / @all),
		min => $all[0], max => $all[-1]);
	for my $key (keys %theirs) {
		my $mine = $o->{$key eq 'count' ? $key : "${key}_ns"};
		next if $mine == $theirs{$key};
		$wrong{$key}++;
		print "# $func: $key $mine, from trace-cmd $theirs{$key}\n";
	}
	for my $p (50, 90, 95, 99) {
		my $exact = $all[int((@all * $p + 99) / 100) - 1];
		next if abs($o->{"p${p}_ns"} - $exact) <= $exact / 100;
		$wrong{percentiles}++;
		print "# $func: p$p $o->{qq(p${p}_ns)}, exactly $exact\n";
	}
}
print $wrong{$_} ? "not ok" : "ok", " - $name: $_ as trace-cmd's listing has it\n" for sort keys %wrong;
