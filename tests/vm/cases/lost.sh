# What is lost is counted, marked in the graph and, with --strict, an error
run ftrun -b 8K -o "$T/graph" -- dd if=/dev/zero of=/dev/null bs=1 count=3000
status_is 0 "the command's status"
like "$err" 'ftrun: .*events were lost|ftrun: events were lost in' "a buffer that is too small is said"
like "$(cat "$T/graph")" 'LOST [0-9]* *EVENTS|events lost' "and marked in the graph"

run ftrun --strict -b 8K -o "$T/graph" -- dd if=/dev/zero of=/dev/null bs=1 count=3000
status_is 125 "--strict makes it ftrun's failure"

run ftrun --max-size=1M -o "$T/graph" -- dd if=/dev/zero of=/dev/null bs=1 count=4000
status_is 0 "--max-size: the command goes on to its end"
like "$err" 'reached its --max-size' "--max-size: said"
ok "--max-size: something was recorded" [ "$(wc -l <"$T/graph")" -gt 5000 ]
