# SPDX-License-Identifier: MIT
# Completion of ftrun for bash.
#
# The options, and what each of them takes, are read from "ftrun -h", which prints the program's own table, so they
# cannot disagree with it. The word for what an option takes (GLOB, PID, ...) decides what is offered: functions, events,
# users, processes and so on of the running system. After the options comes a command, which is completed as such.

# Prints a line "LETTER NAME TAKES" for each option; LETTER or TAKES may be "-", TAKES begins with "?" if it is optional.
_ftrun_options() {
	ftrun -h 2>/dev/null | sed -nE \
		-e 's/^ +(-(.), |    )?--([a-z-]+)\[=([^] ]+)\].*/\2 \3 ?\4/p;t' \
		-e 's/^ +(-(.), |    )?--([a-z-]+)=([^ ]+) .*/\2 \3 \4/p;t' \
		-e 's/^ +(-(.), |    )?--([a-z-]+) .*/\2 \3 -/p' | sed 's/^ /- /'
}

# The functions that begin with $1. Who may not read tracefs gets the kernel's symbols instead.
_ftrun_functions() {
	ftrun -q -L"$1*" 2>/dev/null | cut -f1 && [[ ${PIPESTATUS[0]} == 0 ]] && return
	awk -v start="$1" '$2 ~ /^[tT]$/ && index($3, start) == 1 { print $3 }' /proc/kallsyms 2>/dev/null | sort -u
}

# What begins with $1 and can be probed: functions, programs and libraries; behind a colon the functions of that one.
_ftrun_probes() {
	local place=${1%:*}
	if [[ $1 == *% ]]; then
		printf '%s\n' "$1return"
	elif [[ $1 != *:* ]]; then
		[[ -z $1 ]] || _ftrun_functions "$1"
		compgen -c -S : -- "$1"
		[[ $1 != */* ]] || compgen -f -S : -- "$1"
		/sbin/ldconfig -p 2>/dev/null | awk '/=>/ { print $1 ":" }'
	elif [[ -d /sys/module/$place ]]; then
		ftrun -q -L"${1##*:}*" 2>/dev/null | awk -F'\t' -v m="$place" '$2 == m { print m ":" $1 }'
	else
		ftrun -q -L"$1*" 2>/dev/null | awk -F'\t' -v p="$place" '{ print p ":" $1 }'
	fi
}

# What an option that takes $1 may be given; $2 is what was typed of it.
_ftrun_values() {
	case $1 in
	GLOB | FUNC)	[[ $3 == list-events ]] && { ftrun --list-events="$2*" 2>/dev/null | cut -f1; return; }
			[[ -z $2 ]] || _ftrun_functions "$2" ;;
	DEF)		_ftrun_probes "$2" ;;
	SYSTEM:NAME)	ftrun --list-events 2>/dev/null | cut -f1 ;;
	MOD)		cut -d' ' -f1 /proc/modules ;;
	NAME)		compgen -u ;;
	PID*)		ps -eo pid=,comm= | awk '{ print $1; print $2 }' ;;
	KIND)		ftrun -h | sed -n '/^Reports:/,/\.$/p' | tr -d '\n' | sed 's/^Reports://' | tr ',' '\n' |
				sed -nE 's/^ *([a-z]+).*/\1/p' ;;
	*\|*)		tr '|' '\n' <<<"$1" ;;
	FILE)		compgen -f -- "$2" ;;
	esac
}

_ftrun() {
	local line=${COMP_LINE:0:COMP_POINT} options word cur=${COMP_WORDS[COMP_CWORD]} i=1 w name takes='' before
	local -a words
	read -ra words <<<"$line"
	word=${line##*[[:space:]]}
	[[ -n $word ]] || words+=("")
	options=$(_ftrun_options)
	COMPREPLY=()

	# Up to the word under the cursor: is it an option, what an option takes, or behind the options?
	while ((i < ${#words[@]} - 1)); do
		w=${words[i]}
		takes=
		case $w in
		--)	takes=command; break ;;
		--*=*)	;;
		--*)	takes=$(awk -v n="${w#--}" '$2 == n { print $3 }' <<<"$options") name=${w#--} ;;
		-?)	read -r name takes < <(awk -v l="${w#-}" '$1 == l { print $2, $3 }' <<<"$options") ;;
		-*)	;;
		*)	takes=command; break ;;
		esac
		i=$((i + 1))
		[[ $takes != [-?]* ]] || takes=
		# The argument of an option that needs one is the next word.
		((i < ${#words[@]} - 1)) && [[ -n $takes ]] && i=$((i + 1)) takes=
	done
	if [[ $takes == command || (-z $takes && $word != -*) ]]; then
		[[ $w != -- ]] || i=$((i + 1))
		if [[ $takes == command && $((${#words[@]} - 1)) -gt $i ]]; then
			compopt -o default -o bashdefault 2>/dev/null
			declare -F _command_offset >/dev/null && _command_offset "$i"
		else
			mapfile -t COMPREPLY < <(compgen -c -- "$word")
		fi
		return
	fi
	if [[ -z $takes && $word == --*=* ]]; then
		name=${word%%=*} name=${name#--}
		takes=$(awk -v n="$name" '$2 == n { print $3 }' <<<"$options")
		takes=${takes#\?}
	elif [[ -z $takes ]]; then
		[[ $word != --* ]] || compopt -o nospace 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -W "$(awk '{ if ($1 != "-") print "-" $1
			print "--" $2 ($3 == "-" || $3 ~ /^\?/ ? "" : "=") }' <<<"$options")" -- "$word")
		[[ ${#COMPREPLY[@]} != 1 || ${COMPREPLY[0]} == *= ]] || compopt +o nospace 2>/dev/null
		return
	fi

	local value=$word list=
	[[ $word != --*=* ]] || value=${word#*=}
	case $takes in GLOB | FUNC | PID* | MOD) [[ $value != *,* ]] || list=${value%,*}, value=${value##*,} ;; esac
	# readline has done with what stands before its own last word, which begins behind a "=" or ":".
	[[ $cur != [=:] ]] || cur=
	before=${word%"$cur"}
	mapfile -t COMPREPLY < <(_ftrun_values "$takes" "$value" "$name" | while read -r w; do
		[[ $w != "$value"* ]] || printf '%s\n' "${word%"$list$value"}$list$w"
	done)
	[[ $takes != FILE ]] || compopt -o filenames 2>/dev/null
	# A program's name is half of a probe.
	[[ $takes != DEF || ${COMPREPLY[0]-} != *: ]] || compopt -o nospace 2>/dev/null
	COMPREPLY=("${COMPREPLY[@]#"$before"}")
}
complete -F _ftrun ftrun
