/*
    doors.ts -- A folder is a room with a door: from outside, only the door is imported.
*/

/** The files that others may import: the room's own face, and its C face. */
const DOORS = ['index.ts', 'c.ts']

/** Folders that only hold rooms. */
const GROUPS: ReadonlySet<string> = new Set(['services', 'apps'])

/** The door of a room within a room that the C faces of all rooms use: what they share, such as NULL. */
const FACES_DOOR = 'fiber/compat/index.ts'
const FACE = /(^|\/)c(-[\w-]+)?\.ts$/

/** The folders above a file, outermost first: `a/b/c.ts` gives `a`, `a/b`. */
function foldersOf(file: string): string[] {
    const names = file.split('/').slice(0, -1)
    return names.map((_, i) => names.slice(0, i + 1).join('/'))
}

/** The folder of the outermost room that an import enters from outside, if any. */
function entered(from: string, to: string): string | undefined {
    return foldersOf(to).find(folder => !GROUPS.has(folder) && !from.startsWith(`${folder}/`))
}

/**
 * What is wrong with the way in that an import takes, if anything.
 *
 * @param from path of the importing file from the root
 * @param to path of the imported file from the root
 * @param exists whether a path is a file of the tree
 */
export function doorFault(from: string, to: string, exists: (path: string) => boolean): string | undefined {
    const room = entered(from, to)
    // Tests look at the inside of what they test.
    if (room === undefined || from.startsWith('test/')) {
        return undefined
    }
    if (to === FACES_DOOR && FACE.test(from)) {
        return undefined
    }
    const doors = DOORS.map(name => `${room}/${name}`).filter(exists)
    if (doors.includes(to)) {
        return undefined
    }
    return doors.length === 0
        ? `${room} has no door: add an index.ts`
        : `${to} is past a door: import ${doors.join(' or ')}`
}
