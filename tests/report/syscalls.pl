#!/usr/bin/perl
# tests/report/syscalls.pl FILE.dat OUR.csv NAME: is each call given to the system call that it belongs to?
#
# trace-cmd's listing of the same file is cut at the events, by hand so to speak: between sys_enter and sys_exit a call belongs
# to that number. How often each system call was made, how long it took, and which functions ran how often inside must be
# ours. Work before sys_enter and after sys_exit has no such witness; it may only add functions, those of @around.
use strict;
use warnings;

my ($dat, $csv, $name) = @ARGV;
my @around = qw(syscall_ task_work_run ____fput __fput do_syscall __seccomp x64_sys_call trace_sys vfs_ __do_sys ksys_ sys_);
my ($now, $since, %calls, %time, %inside, %name_of);
open my $listing, '-|', "trace-cmd report -t -R -i $dat 2>/dev/null" or die;
while (<$listing>) {
	my ($at) = /\]\s+(\d+\.\d+): / or next;
	if (/ sys_enter: +id=(-?\d+)/) {
		($now, $since) = ($1, $at);
	} elsif (/ sys_exit: +id=(-?\d+)/) {
		next unless defined $now;
		$calls{$now}++;
		$time{$now} += int(($at - $since) * 1e9 + 0.5);
		undef $now;
	} elsif (defined $now && / funcgraph_entry: +func=(\S+) /) {
		$inside{$now}{$1}++;
		# The number's name comes from the function that was entered, not from a table.
		$name_of{$now} //= $1 if / func=__(?:x64|arm64)_sys_(?:new)?(\w+)/;
	}
}

my (%ours, @columns);
open my $file, '<', $csv or die;
while (<$file>) {
	chomp;
	my @fields = split /,/;
	if (!@columns) { @columns = @fields; next }
	my %row;
	@row{@columns} = @fields;
	$ours{$row{syscall}}{$row{function}} = \%row;
}

my %wrong = map { $_ => 0 } qw(names counts times inside);
$wrong{names} = 1 if keys %name_of < 3;
for my $nr (sort { $a <=> $b } keys %calls) {
	my $call = $name_of{$nr};
	next unless defined $call;
	my $whole = $ours{$call}{''};
	if (!$whole) {
		print "# $nr: no system call $call in our table\n";
		$wrong{names}++;
		next;
	}
	if ($whole->{count} != $calls{$nr}) {
		print "# $call: $whole->{count} times, from trace-cmd $calls{$nr}\n";
		$wrong{counts}++;
	}
	# A command that ftrun recorded is shown from execve's function on, without the event before it.
	if ($call ne 'execve' && abs($whole->{total_ns} - $time{$nr}) > 2 * $calls{$nr}) {
		print "# $call: $whole->{total_ns} ns, from trace-cmd $time{$nr}\n";
		$wrong{times}++;
	}
	for my $func (sort keys %{$inside{$nr}}) {
		my $count = $ours{$call}{$func}{count} // 0;
		next if $count == $inside{$nr}{$func};
		next if $count > $inside{$nr}{$func} && grep { index($func, $_) == 0 } @around;
		print "# $call: $func $count times, from trace-cmd $inside{$nr}{$func}\n";
		$wrong{inside}++;
	}
}
print $wrong{$_} ? "not ok" : "ok", " - $name: $_ of system calls as trace-cmd's listing has them\n" for sort keys %wrong;
