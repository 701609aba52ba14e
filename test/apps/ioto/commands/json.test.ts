/*
    json.test.ts -- Runs of `ioto json`: arguments, standard input and files; standard output and error, status, files afterwards.
*/

import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { run, runAlone } from './commands.js'

// Some dozens of processes, on a machine that may be busy.
t.setTimeout(180_000)

/** What changes a process: the log. */
const alone: ReadonlySet<string> = new Set(['logs what is asked for', 'tells about itself'])

interface Row {
    /** What is given after `ioto json`, separated by blanks; a list if there are blanks in it. */
    readonly args: string | readonly string[]
    readonly stdin?: string
    readonly files?: Readonly<Record<string, string>>
    /** Default: nothing. */
    readonly stdout?: string | RegExp
    readonly stderr?: string | RegExp
    /** Default 0. */
    readonly status?: number
    /** Files that are other afterwards; undefined: gone or never there. */
    readonly after?: Readonly<Record<string, string | undefined>>
}

/** Files that rows use unless they have their own. */
const config = `{
    // comment
    name: 'pump', speed: 5, on: true, none: null,
    obj: { subKey: "it's", deep: { x: 1.50 } },
    list: [ 'red', 7, { y: /r/ }, [], false ],
    version: '1.2.3-beta', build: 41,
}
`
const small = "{ a: 'x', b: [ 1, 2 ] }"
const lines = '{\n    a: 1,\n    b: [\n        1\n    ]\n}\n'
const USAGE =
    /\n\nUsage: ioto json \[options\] \[PROP \| PROP=VALUE\] \[FILE\]\nOptions: --json [\s\S]*\nAll about it: ioto json --help\n$/

const groups: Readonly<Record<string, readonly Row[]>> = {
    'converts a document': [
        { args: '', stdin: small, stdout: "{\n    a: 'x',\n    b: [\n        1,\n        2\n    ]\n}\n\n" },
        { args: '--one', stdin: small, stdout: "{a:'x',b:[1,2]}\n" },
        { args: '--json', stdin: '{a:1,b:[1]}', stdout: '{\n    "a": 1,\n    "b": [\n        1\n    ]\n}\n' },
        { args: '--json --one', stdin: small, stdout: '{"a":"x","b":[1,2]}' },
        { args: '--json5 --one', stdin: small, stdout: "{a:'x',b:[1,2]}\n" },
        { args: '--js --one', stdin: small, stdout: "export default {a:'x',b:[1,2]}\n" },
        { args: '--js', stdin: '{a:1}', stdout: 'export default {\n    a: 1\n}\n\n' },
        { args: '-c', stdin: small, stdout: "{\n    a: 'x',\n    b: [ 1, 2 ]\n}\n\n" },
        { args: '--compact --json', stdin: small, stdout: '{\n    "a": "x",\n    "b": [ 1, 2 ]\n}\n' },
        {
            args: '--compact --length 12',
            stdin: '{b:[1,2]}',
            stdout: '{\n    b: [\n        1,\n        2\n    ]\n}\n\n',
        },
        { args: '--compact --length 13', stdin: '{b:[1,2]}', stdout: '{\n    b: [ 1, 2 ]\n}\n\n' },
        { args: '--indent 2', stdin: '{a:{b:1}}', stdout: '{\n  a: {\n    b: 1\n  }\n}\n\n' },
        { args: '--indent 0', stdin: '{a:1}', stdout: '{\na: 1\n}\n\n' },
        { args: '--double --one', stdin: small, stdout: '{a:"x",b:[1,2]}\n' },
        { args: '--single --json --one', stdin: small, stdout: "{'a':'x','b':[1,2]}" },
        { args: '--single --double --one', stdin: small, stdout: '{a:"x",b:[1,2]}\n' },
        { args: '--double --single --one', stdin: small, stdout: "{a:'x',b:[1,2]}\n" },
        { args: '--json --json5 --one', stdin: small, stdout: "{a:'x',b:[1,2]}\n" },
        { args: '--encode --one', stdin: "{a:'p\nq'}", stdout: "{a:'p\\nq'}\n" },
        { args: '--one', stdin: "{a:'p\nq'}", stdout: "{a:'p\nq'}\n" },
        { args: '--expand --one', stdin: "{a:1,b:'<${a}>'}", stdout: "{a:1,b:'<1>'}\n" },
        { args: '', stdin: '', stdout: '\n\n' },
        { args: '--json', stdin: '// nothing', stdout: '\n' },
        { args: '--one', stdin: "'text'", stdout: "'text'\n" },
        { args: '--one f.json', files: { 'f.json': small }, stdout: '{"a":"x","b":[1,2]}' },
        { args: '--one f.JSON', files: { 'f.JSON': small }, stdout: '{"a":"x","b":[1,2]}' },
        { args: '--one f.json5', files: { 'f.json5': small }, stdout: "{a:'x',b:[1,2]}\n" },
        { args: '--one f.Js', files: { 'f.Js': small }, stdout: "export default {a:'x',b:[1,2]}\n" },
        { args: '--one f.conf', files: { 'f.conf': small }, stdout: "{a:'x',b:[1,2]}\n" },
        { args: '--json --one f.json5', files: { 'f.json5': small }, stdout: '{"a":"x","b":[1,2]}' },
        { args: '--one -- --f', files: { '--f': small }, stdout: "{a:'x',b:[1,2]}\n" },
        { args: '--one --remove f', files: { f: small }, stdout: "{a:'x',b:[1,2]}\n" },
        {
            args: '--one f --json',
            files: { f: '{f:1}' },
            status: 227,
            stderr: 'json: error: Cannot locate file --json\n',
        },
        { args: '--one f', stdin: '{z:1}', files: { f: '{a:1}' }, stdout: '{a:1}\n' },
    ],
    'writes variables and definitions': [
        {
            args: '--env c',
            stdout:
                "NAME='pump'\nSPEED=5\nON=true\nNONE=null\nOBJ_SUB_KEY='it'\\''s'\nOBJ_DEEP_X=1.50\nLIST_0='red'\nLIST_1=7\n" +
                "LIST_2_Y='r'\nLIST_4=false\nVERSION='1.2.3-beta'\nBUILD=41\n",
        },
        { args: '--env --export', stdin: '{aB:1,c:{d:x}}', stdout: "export A_B=1\nexport C_D='x'\n" },
        {
            args: '--header',
            stdin: "{name:'it\\'s \"x\" \\\\',on:true,off:false,n:5,l:[{aB:1}],z:null,s:'true'}",
            stdout:
                '#define NAME "it\'s \\"x\\" \\\\"\n#define ON 1\n#define OFF 0\n#define N "5"\n#define L_0_A_B "1"\n' +
                '#define Z "null"\n#define S "true"\n',
        },
        { args: '--header', stdin: "{a:'p\nq\r'}", stdout: '#define A "p\\nq\\r"\n' },
        { args: '--env', stdin: "{'a b;$(x)':1,ok:2,'Über-x':3}", stdout: 'A_B___X_=1\nOK=2\nÜBER-X=3\n' },
        { args: '--env', stdin: "{r:/$(x)/,s:'$(x)\n`y`'}", stdout: "R='$(x)'\nS='$(x)\n`y`'\n" },
        { args: '--env', stdin: '', stdout: '' },
        { args: '--env', stdin: '{}', stdout: '' },
        { args: '--env', stdin: '5', stdout: '_=5\n' },
        { args: '--env obj c', stdout: "OBJ_SUB_KEY='it'\\''s'\nOBJ_DEEP_X=1.50\n" },
        { args: '--env list c', stdout: "LIST_0='red'\nLIST_1=7\nLIST_2_Y='r'\nLIST_4=false\n" },
        { args: '--header obj.deep c', stdout: '#define OBJ_DEEP_X "1.50"\n' },
        { args: '--env obj.subKey c', stdout: "OBJ_SUB_KEY='it'\\''s'\n" },
        { args: '--env list[0] c', stdout: "LIST[0]='red'\n" },
        { args: '--env --export speed c', stdout: 'export SPEED=5\n' },
        { args: '--header on c', stdout: '#define ON 1\n' },
        { args: '--env . f', files: { f: '{a:{b:1}}' }, stdout: 'A_B=1\n' },
        { args: "--env --default x' missing.aB c", stdout: "MISSING_A_B='x'\\'''\n" },
    ],
    'queries a property': [
        { args: 'name c', stdout: 'pump\n' },
        { args: 'obj.deep.x c', stdout: '1.50\n' },
        { args: 'list[0] c', stdout: 'red\n' },
        { args: 'list.2.y c', stdout: 'r\n' },
        { args: 'list[red] c', stdout: 'red\n' },
        { args: 'none c', stdout: 'null\n' },
        { args: '--js name c', stdout: 'export default pump\n' },
        { args: '--one obj c', stdout: "{subKey:'it\\'s',deep:{x:1.50}}" },
        { args: 'obj.deep c', stdout: '{\n    x: 1.50\n}\n' },
        { args: '--json obj.deep c', stdout: '{\n    "x": 1.50\n}\n' },
        { args: '--js obj.deep c', stdout: '{\n    x: 1.50\n}\n' },
        { args: '--compact list f', files: { f: '{list:[1,[2]]}' }, stdout: '[ 1, [ 2 ] ]\n' },
        { args: '. f', files: { f: '{a:1,b:[1]}' }, stdout: lines },
        { args: '--stdin name', stdin: config, stdout: 'pump\n' },
        { args: '--stdin .', stdin: '{a:1,b:[1]}', stdout: lines },
        { args: '--stdin name c', stdin: '{name:other}', stdout: 'pump\n' },
        { args: '--one --stdin', stdin: small, stdout: "{a:'x',b:[1,2]}\n" },
        { args: 'missing c', status: 231, stderr: 'json: error: Cannot find property "missing"\n' },
        { args: '--quiet missing c', status: 231 },
        { args: '-q missing c', status: 231 },
        { args: '--noerror missing c', status: 231, stderr: 'json: error: Cannot find property "missing"\n' },
        { args: '--default other missing c', stdout: 'other\n' },
        { args: '--default other name c', stdout: 'pump\n' },
        { args: ['--default', '', 'missing', 'c'], stdout: '\n' },
        { args: '--default=-5 missing c', stdout: '-5\n' },
        { args: '--keys obj c', stdout: 'subKey\ndeep\n' },
        { args: '--keys list c', stdout: 'red\n7\nnull\nnull\nfalse\n' },
        { args: '--keys . f', files: { f: '{a:1,b:2}' }, stdout: 'a\nb\n' },
        { args: '--keys name c', stdout: 'pump\n' },
        { args: '--out o name c', stdout: 'pump\n', after: { o: undefined } },
        { args: '--overwrite name c', stdout: 'pump\n', after: { c: config } },
        { args: '-- -a f', files: { f: '{"-a":5}' }, stdout: '5\n' },
        { args: 'a f', files: {}, status: 227, stderr: 'json: error: Cannot locate file f\n' },
        { args: '-n --default d a f', files: {}, stdout: 'd\n' },
    ],
    'changes a document': [
        { args: '--one a=5 f', files: { f: '{a:1,b:2}' }, stdout: '{a:5,b:2}\n', after: { f: '{a:1,b:2}' } },
        { args: '--one a.b[$]=x f', files: { f: '{}' }, stdout: "{a:{b:['x']}}\n" },
        { args: '--one a=b=c f', files: { f: '{}' }, stdout: "{a:'b=c'}\n" },
        { args: '--one a==c f', files: { f: '{}' }, stdout: "{a:'=c'}\n" },
        { args: '--one a= f', files: { f: '{a:1}' }, stdout: "{a:''}\n" },
        { args: '--one a=true f', files: { f: '' }, stdout: '{a:true}\n' },
        { args: '--json a=true f', files: { f: '{}' }, stdout: '{\n    "a": true\n}\n' },
        { args: '--one --remove a=1 f', files: { f: '{a:2}' }, stdout: '{a:1}\n' },
        { args: '--one --stdin a=1', stdin: '{}', stdout: '{a:1}\n' },
        { args: '=5 f', files: { f: '{}' }, status: 235, stderr: 'json: error: Cannot assign to ""\n' },
        { args: '-o --one a=5 f', files: { f: '{a:1}' }, after: { f: '{a:5}', 'f.tmp': undefined } },
        { args: '--overwrite a=5 f.json', files: { 'f.json': '{a:1}' }, after: { 'f.json': '{\n    "a": 5\n}\n' } },
        {
            args: '--overwrite --compact --indent 1 a=5 f',
            files: { f: '{b:[1]}' },
            after: { f: '{\n b: [ 1 ],\n a: 5\n}\n' },
        },
        { args: '--out o --one a=5 f', files: { f: '{a:1}' }, after: { o: '{a:5}', f: '{a:1}' } },
        { args: '--out o', stdin: '{a:1,b:[1]}', after: { o: lines } },
        { args: '--out o --js --one', stdin: '{a:1}', after: { o: '{a:1}' } },
        {
            args: '--out no/o',
            stdin: '{a:1}',
            status: 235,
            stderr: /^json: error: Cannot save "no\/o"\. Cannot create: /,
        },
        { args: '-n -o --one a=5 new', files: {}, after: { new: '{a:5}' } },
        { args: '--remove --one a f', files: { f: '{a:1,b:2}' }, stdout: '{b:2}\n' },
        { args: '--remove --one l[1] f', files: { f: '{l:[1,2,3]}' }, stdout: '{l:[1,3]}\n' },
        { args: '--remove -o --one a f', files: { f: '{a:1,b:2}' }, after: { f: '{b:2}' } },
        {
            args: '--remove x f',
            files: { f: '{a:1}' },
            status: 235,
            stderr: 'json: error: Cannot remove property "x"\n',
        },
        {
            args: '--remove . f',
            files: { f: '{a:1}' },
            status: 235,
            stderr: 'json: error: Cannot remove property "."\n',
        },
        { args: '--remove x f', files: { f: '' }, status: 235, stderr: 'json: error: Cannot remove property "x"\n' },
        { args: '--remove --noerror x f', files: { f: '{a:1}' } },
        { args: '--remove --stdin --one a', stdin: '{a:1,b:2}', stdout: '{b:2}\n' },
        { args: '--bump version --one f', files: { f: "{version:'1.2.3-beta'}" }, stdout: "{version:'1.2.4'}\n" },
        { args: '--bump v --one f', files: { f: "{v:'1.2'}" }, stdout: "{v:'1.3'}\n" },
        { args: '--bump v --one f', files: { f: '{v:1.9}' }, stdout: '{v:1.10}\n' },
        { args: '--bump v --one f', files: { f: '{v:41}' }, stdout: '{v:42}\n' },
        { args: '--bump v --one f', files: { f: "{v:'41'}" }, stdout: "{v:'42'}\n" },
        { args: '--bump v --one f', files: { f: '{v:-1}' }, stdout: '{v:0}\n' },
        { args: '--bump v --one f', files: { f: '{v:99999999999999999999}' }, stdout: '{v:100000000000000000000}\n' },
        { args: '--bump v --one f', files: { f: "{v:'1.x'}" }, stdout: "{v:'1.1'}\n" },
        { args: '--bump a.v -o --one f', files: { f: '{a:{v:1}}' }, after: { f: '{a:{v:2}}' } },
        { args: '--bump v --stdin --one', stdin: '{v:1}', stdout: '{v:2}\n' },
        { args: '--bump v --stdin --one f', stdin: '{v:8}', files: { f: '{v:1}' }, stdout: '{v:2}\n' },
        {
            args: '--bump v f',
            files: { f: '{v:beta}' },
            status: 235,
            stderr: 'json: error: Cannot bump property "v"\n',
        },
        { args: '--bump v f', files: { f: '{v:{}}' }, status: 235, stderr: 'json: error: Cannot bump property "v"\n' },
        { args: '--bump v f', files: { f: '{}' }, status: 235, stderr: 'json: error: Cannot bump property "v"\n' },
        { args: '--bump v -q f', files: { f: '{}' }, status: 235 },
    ],
    'checks the syntax': [
        { args: '--check f', files: { f: '{a:1}' } },
        { args: '--check a f', files: { f: '{b:1}' } },
        { args: '--check a=1 -o f', files: { f: '{b:1}' }, status: 250, stderr: USAGE },
        { args: '--check -o a=1 f', files: { f: '{b:1}' }, after: { f: '{b:1}' } },
        {
            args: '--check',
            stdin: '{a:1',
            status: 227,
            stderr: 'json: error: Cannot parse input. JSON Parse Error: Unclosed brace/bracket\nAt line 1. Near:\n',
        },
        { args: '--check --strict f', files: { f: '{"a":1}' } },
        {
            args: '--check -s f',
            files: { f: '{a:1}' },
            status: 227,
            stderr: "json: error: Cannot parse input. JSON Parse Error: Invalid property name\nIn file 'f' at line 1. Near => a:1}\n",
        },
        { args: '--check --quiet f', files: { f: '{' }, status: 227 },
        { args: '--check --blend --profile p f', files: { f: "{blend:['none']}" } },
    ],
    'is strict': [
        { args: '--strict', stdin: '{"a":"x"}', stdout: '{\n    "a": "x"\n}\n\n' },
        { args: '-s f.json', files: { 'f.json': '{"a":[]}' }, stdout: '{\n    "a": [\n    ]\n}\n' },
        {
            args: '--strict',
            stdin: "{a:'x'}",
            status: 227,
            stderr: "json: error: Cannot parse input. JSON Parse Error: Invalid property name\nAt line 1. Near:\na:'x'}\n",
        },
        {
            args: '--strict --one',
            stdin: '{"a":1}',
            stdout: '{"a":1}\n',
            stderr: 'json: error: Cannot use --one with --strict mode\n',
        },
        { args: '--strict', stdin: '', status: 227, stderr: /Empty JSON document/ },
    ],
    'merges files and profiles': [
        {
            args: '--blend --one dir/f',
            files: {
                'dir/f': "{a:1,l:[1],blend:['x','sub/y']}",
                'dir/x': "{a:2,'+l':[2],b:{c:1}}",
                'dir/sub/y': '{b:{d:2},a:3}',
            },
            stdout: '{a:3,l:[1,2],b:{c:1,d:2}}\n',
        },
        { args: '--blend --one', stdin: '{blend:[x]}', files: { x: '{a:1}' }, stdout: '{a:1}\n' },
        { args: '--blend --one', stdin: '{blend:x}', files: { x: '{a:1}' }, stdout: '{a:1}\n' },
        { args: '--blend --one', stdin: '{a:1}', stdout: '{a:1}\n' },
        { args: '--blend a f', files: { f: '{a:1,blend:[x]}', x: '{a:2}' }, stdout: '2\n' },
        {
            args: '--blend',
            stdin: '{blend:[none]}',
            status: 227,
            stderr: 'json: error: Cannot parse none: Cannot open: "DIR/none"\n',
        },
        {
            args: '--blend',
            stdin: '{blend:[x]}',
            files: { x: '{' },
            status: 227,
            stderr: "json: error: Cannot parse x: JSON Parse Error: Unclosed brace/bracket\nIn file 'DIR/x' at line 1. Near =>\n",
        },
        {
            args: '--blend',
            stdin: '{a:{},blend:[x]}',
            files: { x: "{'+a':[1]}" },
            status: 227,
            stderr: /^json: error: Cannot blend x\. Cannot append or replace/,
        },
        {
            args: '--profile prod --one',
            stdin: '{a:1,conditional:{profile:{dev:{a:2},prod:{a:3}}}}',
            stdout: '{a:3}\n',
        },
        { args: '--profile other --one', stdin: '{a:1,conditional:{profile:{dev:{a:2}}}}', stdout: '{a:1}\n' },
        {
            args: '--one',
            stdin: '{conditional:{profile:{dev:{a:2}}}}',
            stdout: '{conditional:{profile:{dev:{a:2}}}}\n',
        },
        {
            args: '--profile p',
            stdin: "{a:{},conditional:{profile:{p:{'+a':1}}}}",
            status: 227,
            stderr: /^json: error: Cannot blend: profile/,
        },
        {
            args: '--blend --profile p --one',
            stdin: '{blend:[x]}',
            files: { x: '{conditional:{profile:{p:{a:1}}}}' },
            stdout: '{a:1}\n',
        },
    ],
    'reads what is there': [
        { args: 'none', status: 227, stderr: 'json: error: Cannot locate file none\n' },
        { args: '-q none', status: 227 },
        { args: '--noerror --one none', stdout: '{}\n' },
        { args: '-n --json --one none', stdout: '{}' },
        { args: '.', status: 227, stderr: 'json: error: Cannot read input from .\n' },
        { args: '-n .', status: 227, stderr: 'json: error: Cannot read input from .\n' },
        {
            args: 'f',
            files: { f: '{a:1\nb:2}' },
            status: 227,
            stderr: "json: error: Cannot parse input. JSON Parse Error: Comma expected\nIn file 'f' at line 2. Near => b:2}\n",
        },
        { args: '--one f', files: { f: '\ufeff{a:1}' }, stdout: '{a:1}\n' },
    ],
    'logs what is asked for': [
        { args: '--debug --one', stdin: '{a:1}', stdout: '{a:1}\n' },
        {
            args: '-d',
            stdin: '{',
            status: 227,
            stderr: /^json: trace: JSON Parse Error[\s\S]*\njson: error: Cannot parse input\. /,
        },
        {
            args: '-v',
            stdin: '{',
            status: 227,
            stderr: /^json: trace: JSON Parse Error[\s\S]*\njson: error: Cannot parse input\. /,
        },
        { args: '--verbose --quiet', stdin: '{', status: 227, stderr: /^json: trace: (?![\s\S]*error:)/ },
        {
            args: '--trace log:error,trace:json',
            stdin: '{',
            status: 227,
            after: {
                log: 'json: trace: JSON Parse Error: Unclosed brace/bracket\nAt line 1. Near:\n\njson: error: Cannot parse input. JSON Parse Error: Unclosed brace/bracket\nAt line 1. Near:\n',
            },
        },
        { args: '-t stderr:trace:other', stdin: '{', status: 227 },
        { args: '--trace none', stdin: '{', status: 227 },
        {
            args: '--trace no/log --one',
            stdin: '{a:1}',
            status: 1,
            stderr: /^json: error: Cannot open log file no\/log\. ENOENT/,
        },
    ],
    'refuses a wrong command line': [
        {
            args: 'a b c',
            status: 250,
            stderr: /^json: error: too many arguments\. Expected at most 2 but got 3\.\n\nUsage: /,
        },
        {
            args: '--bump v a b',
            status: 250,
            stderr: /^json: error: too many arguments\. Expected at most 1 but got 2\.\n\nUsage: /,
        },
        { args: '--bump v', status: 250, stderr: /^json: error: Cannot bump without a file/ },
        { args: '--bump', status: 250, stderr: USAGE },
        { args: '--nothing', status: 250, stderr: /^json: error: unknown option '--nothing'\n/ },
        { args: '--indent', status: 250, stderr: USAGE },
        { args: '--indent x', status: 250, stderr: /wanted a whole number[\s\S]*Usage: / },
        { args: '--length -1', status: 250, stderr: /wanted a whole number[\s\S]*Usage: / },
        { args: '--default', status: 250, stderr: USAGE },
        {
            args: '--out o --overwrite a=1 c',
            status: 250,
            stderr: /^json: error: Cannot use both --out and --overwrite\n\nUsage: /,
            after: { o: undefined },
        },
        {
            args: '--overwrite',
            stdin: '{}',
            status: 250,
            stderr: /^json: error: Cannot use --overwrite without a file\n\nUsage: /,
        },
        { args: '-q --nothing', status: 250, stderr: USAGE },
    ],
    'tells about itself': [
        { args: '--version', stdout: /^\d+\.\d+\.\d+\n$/ },
        { args: '-V', stdout: /^\d+\.\d+\.\d+\n$/ },
        { args: '--help', stdout: /^Usage: ioto json [\s\S]*Examples:[\s\S]*Exit status:\n {2}0 / },
    ],
}

/** Writes the files of a row, and gives their directory: one of its own, for rows run at the same time. */
function prepare(parent: string, files: Readonly<Record<string, string>>): string {
    const directory = mkdtempSync(join(parent, 'run-'))
    for (const [name, text] of Object.entries(files)) {
        const path = join(directory, name)
        mkdirSync(dirname(path), { recursive: true })
        writeFileSync(path, text)
    }
    return directory
}

for (const [what, rows] of Object.entries(groups)) {
    t.test(`ioto json ${what}`, async t => {
        t.jobs = 4
        const parent = t.testdir({})
        for (const {
            args,
            stdin = '',
            files = { c: config },
            stdout = '',
            stderr = '',
            status = 0,
            after = {},
        } of rows) {
            const words = typeof args === 'string' ? args.split(' ').filter(Boolean) : args
            t.test(`ioto json ${words.join(' ')}${stdin === '' ? '' : ` < ${JSON.stringify(stdin)}`}`, async t => {
                const directory = prepare(parent, files)
                const start = alone.has(what) ? runAlone : run
                const result = await start(['json', ...words], { cwd: directory, stdin })
                const shown = { ...result, stderr: result.stderr.replaceAll(directory, 'DIR') }
                t.match(shown, { status, stdout, stderr })
                if (typeof stdout === 'string') {
                    t.equal(result.stdout, stdout)
                }
                if (typeof stderr === 'string') {
                    t.equal(shown.stderr, stderr)
                }
                const names = new Set(readdirSync(directory, { recursive: true }).map(String))
                for (const [name, text] of Object.entries(after)) {
                    t.equal(names.has(name) ? readFileSync(join(directory, name), 'utf8') : undefined, text, name)
                }
            })
        }
    })
}

t.test('ioto json covers every option in the runs above', async t => {
    const { stdout } = await run(['json', '--help'])
    const given = Object.values(groups)
        .flat()
        .flatMap(({ args }) => (typeof args === 'string' ? args.split(' ') : args))
        .map(word => word.split('=')[0])
    const options = [...stdout.matchAll(/^ {2}(?:(-\w), )?(--[\w-]+)/gm)]
    t.ok(options.length > 30)
    for (const [, short, long] of options) {
        t.ok(given.includes(long!), long!)
        t.ok(short === undefined || short === '-h' || given.includes(short), long!)
    }
})

t.test(
    'ioto json tells a file that may not be read from one that is not there',
    { skip: process.getuid?.() === 0 ? 'root may read all files' : false },
    async t => {
        const directory = t.testdir({ f: '{}' })
        chmodSync(join(directory, 'f'), 0)
        const { status, stderr } = await run(['json', 'f'], { cwd: directory })
        t.strictSame({ status, stderr }, { status: 227, stderr: 'json: error: Cannot read input from f\n' })
    },
)

t.test('ioto json reads large input in pieces and writes large output whole', async t => {
    const text = JSON.stringify(Array.from({ length: 50_000 }, (_, i) => `value ${i}`))
    const { status, stdout } = await runAlone(['json', '--json', '--one'], { stdin: text })
    t.equal(status, 0)
    t.equal(stdout === text, true)
})
