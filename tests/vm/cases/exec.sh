# A command that cannot be run: 127 not found, 126 cannot be executed, one line, no graph
cannot() { # cannot STATUS ERE DESCRIPTION COMMAND...
	cannot_status=$1
	cannot_why=$2
	cannot_what=$3
	shift 3
	run ftrun -l 'si_*info' -- "$@"
	is "$status $(wc -l <"$T/err")" "$cannot_status 1" "$cannot_what: status, one line"
	like "$err" "^ftrun: .*($cannot_why)" "$cannot_what: says why"
}
touch plain
mkdir folder
printf '#!/no/such/interpreter\n' >script
chmod +x script
cannot 127 'nosuchcommand.*No such file|nosuchcommand.*not found' "not in PATH" nosuchcommand
cannot 127 'No such file|not found' "no such path" ./nosuchcommand
cannot 126 'ermission denied' "not executable" ./plain
cannot 126 'ermission denied|Is a directory' "a folder" ./folder
cannot 127 'No such file|not found' "no such interpreter" ./script
cannot 127 'No such file|not found' "an empty name" ''
