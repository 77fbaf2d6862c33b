# SPDX-License-Identifier: MIT
# Completion of ftrun for fish.
#
# The options, and what each of them takes, are read from "ftrun -h", which prints the program's own table, so they
# cannot disagree with it. The word for what an option takes decides what is offered.

# Who may not read tracefs gets the kernel's symbols instead of its list of functions.
function __ftrun_functions
    set -l start (string replace -r '^.*[=,]' '' -- (commandline -ct))
    test -n "$start"; or return
    set -l found (ftrun -q -L"$start*" 2>/dev/null | cut -f1)
    if test (count $found) = 0
        set found (awk -v start="$start" '$2 ~ /^[tT]$/ && index($3, start) == 1 { print $3 }' /proc/kallsyms 2>/dev/null | sort -u)
    end
    string match -q '*,*' -- (commandline -ct); and set found (string replace -r '[^,]*$' '' -- (string replace -r '^--[a-z-]+=' '' -- (commandline -ct)))$found
    printf '%s\n' $found
end

# Functions, programs and libraries; behind a colon the functions of that one.
function __ftrun_probes
    set -l typed (string replace -r '^(--[a-z-]+=|-[a-zA-Z](?=.))' '' -- (commandline -ct))
    set -l place (string replace -r ':[^:]*$' '' -- $typed)
    if string match -q '*%' -- $typed
        echo $typed'return'
    else if not string match -q '*:*' -- $typed
        __ftrun_functions
        complete -C "$typed" | string replace -r '\t.*' '' | string match -v '*/' | string replace -r '$' ':'
        /sbin/ldconfig -p 2>/dev/null | awk '/=>/ { print $1 ":" }'
    else if test -d /sys/module/$place
        ftrun -q -L(string replace -r '^.*:' '' -- $typed)'*' 2>/dev/null | awk -F'\t' -v m="$place" '$2 == m { print m ":" $1 }'
    else
        ftrun -q -L"$typed*" 2>/dev/null | awk -F'\t' -v p="$place" '{ print p ":" $1 }'
    end
end

function __ftrun_kinds
    ftrun -h | sed -n '/^Reports:/,/\.$/p' | tr -d '\n' | sed 's/^Reports://' | tr ',' '\n' | sed -nE 's/^ *([a-z]+).*/\1/p'
end

set -l with_argument
for line in (ftrun -h 2>/dev/null)
    set -l parts (string match -rg '^ +((?:-., )?)--([a-z-]+)((?:\[?=[^ ]+)?) +(.*)$' -- $line); or continue
    set -l letter (string sub -s 2 -l 1 -- $parts[1])
    set -l name $parts[2]
    set -l takes (string replace -r '^\[?=' '' -- (string trim -r -c ']' -- $parts[3]))
    set spec -c ftrun -l $name -d $parts[4]
    test -n "$letter"; and set -a spec -s $letter
    if test -z "$takes"
        complete $spec -f
        continue
    end
    if not string match -q '\[*' -- $parts[3]
        set -a spec -r
        test -n "$letter"; and set -a with_argument -$letter
        set -a with_argument --$name
    end
    switch $takes
        case GLOB FUNC
            if test $name = list-events
                complete $spec -f -a '(ftrun --list-events 2>/dev/null | cut -f1)'
            else
                complete $spec -f -a '(__ftrun_functions)'
            end
        case DEF
            complete $spec -f -a '(__ftrun_probes)'
        case 'SYSTEM:NAME'
            complete $spec -f -a '(ftrun --list-events 2>/dev/null | cut -f1)'
        case MOD
            complete $spec -f -a "(cut -d' ' -f1 /proc/modules)"
        case NAME
            complete $spec -f -a '(__fish_complete_users)'
        case 'PID*'
            complete $spec -f -a '(__fish_complete_pids)'
        case KIND
            complete $spec -f -a '(__ftrun_kinds)'
        case '*|*'
            complete $spec -f -a (string replace -a '|' ' ' -- $takes)
        case FILE
            complete $spec -F
        case '*'
            complete $spec -f
    end
end
complete -c ftrun -x -a "(__fish_complete_subcommand $with_argument)"
