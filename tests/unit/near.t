#!/usr/bin/perl
# tests/unit/near.t: the nearest names are those that the plain algorithm for edit distances finds, and it is fast enough for
# all the functions of a kernel.
use strict;
use warnings;

my $program = "build/unit-near";
mkdir "build";
system("cc -std=c11 -D_GNU_SOURCE -O2 -Wall -Wextra -o $program tests/unit/near.c util/near.c") == 0 or die "cc";

# Names as a kernel has them: words put together, 60000 of them, the same in every run.
srand(7);
my @word = qw(tcp udp icmp vfs ext4 read write send recv open close get put page folio alloc free lock unlock mutex rcu skb dev
	queue work timer start stop init exit do sys handle set clear test add del find next first last msg sock file inode);
my %seen;
while (keys %seen < 60000) {
	$seen{join "_", map { $word[rand @word] } 1 .. 1 + int rand 4} = 1;
}
my @names = sort keys %seen;
open my $f, ">", "build/unit-near.names" or die;
print $f "$_\n" for @names;
close $f;

sub distance {
	my ($a, $b) = @_;
	my @row = 0 .. length $b;
	for my $i (1 .. length $a) {
		my ($diagonal, $above) = ($row[0]);
		$row[0] = $i;
		for my $j (1 .. length $b) {
			$above = $row[$j];
			my $best = $diagonal + (substr($a, $i - 1, 1) ne substr($b, $j - 1, 1));
			$best = $above + 1 if $above + 1 < $best;
			$best = $row[$j - 1] + 1 if $row[$j - 1] + 1 < $best;
			($diagonal, $row[$j]) = ($above, $best);
		}
	}
	return $row[length $b];
}

my $nr = 0;
sub ok { my ($good, $what) = @_; $nr++; print $good ? "ok - $what\n" : "not ok - $what\n"; }

my @asked = qw(tcp_snedmsg vfs_opne icmp_recv_sock ext4_page_alloc rcu_lok do_exitt zzzzzzzz_zzzzzz mutex);
my %said = map { /^(\S+?)(?:; near: (.*))?$/ ? ($1 => $2 // "") : () } `$program @asked <build/unit-near.names`;
for my $asked (@asked) {
	my $limit = int(length($asked) / 3) + 1;
	# A kernel's names are too many for the plain algorithm in this language; too long or short ones are out anyway.
	my @all = sort { $a <=> $b } grep { $_ <= $limit } map {
		my $d = abs(length($_) - length $asked) > $limit ? 99 : distance($asked, $_);
		$d > 2 && index($_, $asked) >= 0 ? 2 : $d } grep { index($_, $asked) >= 0 || abs(length($_) - length $asked) <= 3 } @names;
	splice @all, 5 if @all > 5;
	my @got = map { my $d = distance($asked, $_); $d > 2 && index($_, $asked) >= 0 ? 2 : $d } split /, /, $said{$asked};
	my @near = grep { $_ <= 3 } @all;
	ok("@got[0 .. $#near]" eq "@near", "$asked: $said{$asked}");
}
my ($us) = `$program tcp_snedmsg vfs_opne '*icmq*' <build/unit-near.names` =~ /us for a word: (\d+)/;
ok($us < 50000, "60000 names: less than 50 ms");
print "# $us us\n";
my ($glob) = `$program '*icmq*' <build/unit-near.names` =~ /near: (.*)/;
ok((!grep { !/icm/ } split /, /, $glob // "none"), "a glob is looked for inside of names: " . ($glob // ""));
print "1..$nr\n";
