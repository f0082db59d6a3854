#!/bin/bash
# What is wrong in a locale's folder is told with file and line. $1: the program
# that compiles locales, $2: the folder of the
# tests' own.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
count=0

# FILE CONTENT MESSAGE: with this file instead, the message comes
check() {
	count=$((count + 1))
	name=${3//#/hash} # a hash would begin a directive of TAP
	rm -rf "$work/x"
	cp -r "$good" "$work/x"
	[ "$2" = - ] && rm "$work/x/$1" || printf '%b' "$2" > "$work/x/$1"
	if output=$("$program" locale x "$work" "$work/out.c" "$work/out.d" 2>&1); then
		echo "not ok $count - $name: it was taken"
	elif [[ $output == *"$3"* ]]; then
		echo "ok $count - $name"
	else
		echo "not ok $count - $name"
		echo "# $output"
	fi
}

program=$1
good=$2/xx_XX
check job.txt - "x: error: there is no template 'job' and no list job.txt"
check word.txt - "x: error: there is no list word.txt"
check first_name_male.txt - "x: error: there is no list first_name.txt"
check templates.txt - "templates.txt: error: cannot open it"
check job.txt '# nothing\n' "job.txt: error: there are no entries"
check job.txt 'a\tb\n' "job.txt:1: error: 'a	b' has 2 field(s), not 1"
check job.txt '@weights\na\t1\nb\n' "job.txt:3: error: 'b' has no weight behind a tab"
check job.txt '@weights\na\t0\n' "job.txt:2: error: the weight '0' is no number above 0"
check job.txt '@weight\na\n' "job.txt:1: error: '@weight' is neither @weights nor @fields NAME ..."
check job.txt 'a\n@weights\n' "job.txt:2: error: @weights must stand before the entries"
check job.txt 'a' "job.txt:1: error: the line is too long, or does not end"
good_templates=$(sed 's/\\/\\\\/g' "$good/templates.txt")
line=$(($(wc -l < "$good/templates.txt") + 1))
template() { # LINE MESSAGE
	check templates.txt "$good_templates\n$1\n" "templates.txt:$line: error: $2"
}
template 'nonsense' "a template is a name, a colon, a blank and a text"
template 'email: x' "email is made by code, not by a template"
template 'x: {{frist_name}}' "there is no list frist_name.txt and no template 'frist_name'"
template 'x: {{city.cod}}' "city.txt has no field 'cod'"
template 'x: {{city' "{{ without }}"
template 'x: {{9-1}}' "'9-1' is no range of numbers: 1-99"
template 'x: {{00000000001-2}}' "'00000000001-2' is no range of numbers: 1-99"
template 'x: \\q' 'a backslash stands before n, \, # or {'
template 'x: ##########' "more than nine # in a row"
template 'x: {{x}}' "the template 'x' contains itself"
check templates.txt "$good_templates\n@fallback nowhere\n" "nowhere: error: cannot open it"
check templates.txt "$good_templates\n@fallback x\n" "templates.txt:$line: error: x falls back to itself"
echo "1..$count"
