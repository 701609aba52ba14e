/*
    completions.ts -- How what is typed in an editor's console may go on: with names of variables, or of properties.
*/

import type { DebugProtocol } from '@vscode/debugprotocol'
import type { DebugSession, Frame } from '../session/index.js'

/** Most that are offered. */
const MOST = 200

/** What is typed up to the cursor: `user.address.`, and the beginning of a name. Nothing is called to find out what is before it. */
const typed = /(?:^|[^\w$.\])])((?:[\w$]+(?:\[\d+\])*\.)*)([\w$]*)$/

const names = `function () {
    const found = new Set()
    for (let object = Object(this); object !== null; object = Object.getPrototypeOf(object)) {
        Object.getOwnPropertyNames(object).forEach(name => found.add(name))
    }
    return [...found]
}`

/** The names with which a text may go on. `frame`: the call that is selected; null: none. */
export async function completionsOf(
    { text, line = 1, column }: DebugProtocol.CompletionsArguments,
    session: DebugSession,
    frame: Frame | null,
): Promise<DebugProtocol.CompletionItem[]> {
    const before = (text.split('\n')[line - 1] ?? '').slice(0, column - 1)
    const [, path, begun] = typed.exec(before) ?? []
    if (path === undefined || begun === undefined) {
        return []
    }
    const found =
        path === '' ? await variablesOf(session, frame) : await propertiesOf(session, frame, path.slice(0, -1))
    return [...new Set(found)]
        .filter(name => name.startsWith(begun) && /^[A-Za-z_$][\w$]*$/.test(name))
        .sort()
        .slice(0, MOST)
        .map(label => ({
            label,
            type: path === '' ? 'variable' : 'property',
            start: column - begun.length,
            length: begun.length,
        }))
}

async function variablesOf(session: DebugSession, frame: Frame | null): Promise<string[]> {
    const scopes = ((await frame?.scopes()) ?? []).filter(({ type }) => type !== 'global')
    const lists = await Promise.all(
        scopes.map(({ objectId }) => session.call<string[]>(objectId, 'function () { return Object.keys(this) }')),
    )
    return ['this', '__fiber', ...lists.flat()]
}

async function propertiesOf(session: DebugSession, frame: Frame | null, path: string): Promise<string[]> {
    try {
        const { objectId } = await (frame === null ? session.evaluate(path) : frame.evaluate(path))
        return objectId === undefined ? [] : await session.call<string[]>(objectId, names)
    } catch {
        // There is no such thing.
        return []
    }
}
