#!/usr/bin/env bash
# Plants the mistakes of mutations.txt one after another in a copy of the sources and runs the tests named beside each: a mistake that no test notices is
# reported, and the exit code is 1. Usage: Simulator.Tests/Mutations/run.sh [words of a name]
set -uo pipefail
cd "$(dirname "$0")/../.."
here=$PWD
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files -z | tar --null -T - -c | tar -x -C "$copy"
cd "$copy"
dotnet restore -v q >/dev/null || exit 2

survivors=0
tried=0
while IFS= read -r line; do
    case $line in '#'* | '') continue ;; esac
    name=${line%% | *} rest=${line#* | }
    file=${rest%% | *} rest=${rest#* | }
    from=${rest%% | *} rest=${rest#* | }
    to=${rest%% | *} tests=${rest#* | }
    case $name in *"${1:-}"*) ;; *) continue ;; esac
    tried=$((tried + 1))
    cp "$file" original
    if ! FROM=$from TO=$to perl -0pi -e 'BEGIN { ($f, $t) = @ENV{qw(FROM TO)} } $n = () = /\Q$f\E/g; exit 3 if $n != 1; s/\Q$f\E/$t/' "$file" || cmp -s original "$file"; then
        echo "NOT PLANTED  $name: the text does not stand exactly once in $file"
        survivors=$((survivors + 1))
        cp original "$file"
        continue
    fi
    if ! dotnet build Simulator.Tests -c Release --no-restore -v q -p:RunAnalyzers=false >build.log 2>&1; then
        echo "NOT PLANTED  $name: it does not compile"
        grep -m1 error build.log
        survivors=$((survivors + 1))
    else
        dotnet test Simulator.Tests -c Release --no-build -v q --filter "$tests" >test.log 2>&1
        failed=$(sed -nE 's/^Failed! +- Failed: +([0-9]+), Passed: +([0-9]+).*/\1 of \1+\2/p' test.log)
        if [ -n "$failed" ]; then
            echo "noticed      $name: ${failed%% *} tests fail"
        else
            echo "SURVIVED     $name"
            survivors=$((survivors + 1))
        fi
    fi
    cp original "$file"
done <"$here/Simulator.Tests/Mutations/mutations.txt"
echo "$tried mistakes planted, $survivors not noticed"
[ "$survivors" = 0 ] && [ "$tried" -gt 0 ]
