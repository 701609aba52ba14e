/*
    debug-random.ts -- Random steps of `ioto debug` in one of many fibers, compared with what that fiber prints itself: before each
    statement it prints how deep it is, and the number of the line.
*/

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { debugRun } from './debug-run.js'

/** `#` stands for a statement that prints. */
const program = `import { type Fiber, spawn, yieldNow } from 'ioto-fiber/fiber'

function plain(id: number, depth: number): number {
    #
    const doubled = depth * 2
    #
    return doubled
}

function* leaf(id: number, depth: number): Fiber<number> {
    #
    yield* yieldNow()
    #
    yield* yieldNow()
    #
    return depth
}

function* deep(id: number, depth: number): Fiber<number> {
    #
    if (depth < 5) {
        yield* deep(id, depth + 1)
        #
    }
    yield* leaf(id, depth + 1)
    #
    return plain(id, depth + 1)
}

function* tidy(id: number, depth: number): Fiber<number> {
    #
    try {
        yield* leaf(id, depth + 1)
        #
        throw new Error('caught')
    } catch {
        #
        yield* leaf(id, depth + 1)
    } finally {
        #
        yield* yieldNow()
        #
    }
    return depth
}

function* worker(id: number, depth: number): Fiber {
    #
    for (;;) {
        #
        plain(id, depth + 1)
        #
        yield* deep(id, depth + 1)
        #
        yield* tidy(id, depth + 1)
    }
}

for (let id = 1; id <= FIBERS; id++) {
    spawn(worker, id, 1)
}
`

/** What random steps are wanted. */
export interface Random {
    /** A folder for the program. */
    readonly cwd: string
    readonly fibers: number
    readonly steps: number
    readonly random: (below: number) => number
}

/** Makes random steps in fiber 3; gives what is wrong, and how many stops there were. */
export function randomSteps({ cwd, fibers, steps, random }: Random): { wrong: string[]; stops: number } {
    const lines = program
        .replace('FIBERS', String(fibers))
        .split('\n')
        .map((text, i) => text.replace('#', `id === 3 && console.log(depth, ${i + 1})`))
    writeFileSync(join(cwd, 'steps.ts'), lines.join('\n'))
    const kinds = ['next', 'step', 'next', 'step', 'finish']
    const commands = Array.from({ length: steps }, () => kinds[random(kinds.length)]!)
    const script = [
        'break worker fiber 3',
        'run',
        'delete',
        'print depth',
        ...commands.flatMap(each => [each, 'print depth']),
    ]
    const { output } = debugRun(cwd, ['steps.ts'], script.join('\n'))
    return check(output, lines)
}

/** Where it stands. */
interface Standing {
    readonly line: number
    readonly depth: number
}

function check(output: string, lines: readonly string[]): { wrong: string[]; stops: number } {
    const wrong: string[] = []
    let stops = 0
    let from: Standing | null = null
    // Each command, with what was shown, and the depth that was printed behind.
    const parts = output.split(/^\(ioto\) /m).slice(3)
    for (let i = 0; i + 1 < parts.length; i += 2) {
        const [command = '', ...shown] = parts[i]!.trimEnd().split('\n')
        const depth = Number(parts[i + 1]!.split('\n')[1])
        const place = shown.findLast(line => /^\d+ /.test(line))
        if (from !== null && shown.some(line => line.startsWith('Cannot finish'))) {
            continue
        }
        if (i === 0) {
            from = { line: lines.findIndex(line => line.startsWith('function* worker')) + 2, depth: 1 }
            continue
        }
        const printed = shown.flatMap(line => {
            const found = /^\| (\d+) (\d+)$/.exec(line)
            return found === null ? [] : [{ depth: Number(found[1]), line: Number(found[2]) }]
        })
        const to: Standing = { line: Number.parseInt(place ?? '', 10), depth }
        const fault = place === undefined ? 'no stop' : faultOf(command, from!, to, printed, lines)
        if (fault !== null || shown.some(line => /^fiber (?!3 )/.test(line))) {
            wrong.push(`${command} at ${JSON.stringify(from)}: ${fault ?? 'another fiber'}; ${shown.join(' / ')}`)
        }
        stops++
        from = to
    }
    return { wrong, stops }
}

function faultOf(
    command: string,
    from: Standing,
    to: Standing,
    printed: readonly Standing[],
    lines: readonly string[],
): string | null {
    const prints = lines[from.line - 1]!.includes('console.log(depth')
    const [first, ...rest] = printed
    if (prints && (first?.line !== from.line || first.depth !== from.depth)) {
        return 'it was not at the statement that it showed'
    }
    const others = prints ? rest : printed
    if (command === 'step' && others.length > 0) {
        return 'statements were left out'
    }
    if (command === 'next' && others.some(each => each.depth <= from.depth)) {
        return 'statements of the same call were left out'
    }
    if (command === 'next' && to.depth > from.depth) {
        return 'it is in a call'
    }
    if (command === 'finish' && (others.some(each => each.depth < from.depth) || to.depth !== from.depth - 1)) {
        return 'it is not right behind the call'
    }
    return null
}
