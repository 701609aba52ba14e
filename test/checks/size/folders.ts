/*
    folders.ts -- How many bytes of a minified file come from which folder of the sources, told by its map.
*/

import { decodedMappings, TraceMap } from '@jridgewell/trace-mapping'

const FOLDER = /(?:^|\/)(fiber\/[\w-]+|services\/[\w-]+|apps)\//

/** A file that a bundler has written. */
export interface BundledFile {
    readonly code: string
    readonly map: { readonly mappings: string; readonly sources: readonly (string | null)[] } | null
}

/** Bytes by folder, such as `services/web`. What comes from no source, such as imports of other files, is under `between files`. */
export function bytesByFolder(files: readonly BundledFile[]): Map<string, number> {
    const found = new Map<string, number>()
    const add = (source: string | null, text: string): void => {
        const folder = FOLDER.exec(source ?? '')?.[1] ?? 'between files'
        found.set(folder, (found.get(folder) ?? 0) + Buffer.byteLength(text))
    }
    for (const { code, map } of files) {
        const lines = code.split('\n')
        const mappings =
            map === null
                ? []
                : decodedMappings(
                      new TraceMap({ version: 3, names: [], mappings: map.mappings, sources: [...map.sources] }),
                  )
        for (const [i, line] of lines.entries()) {
            let [column, source] = [0, null as string | null]
            for (const segment of mappings[i] ?? []) {
                add(source, line.slice(column, segment[0]))
                column = segment[0]
                source = segment.length > 1 ? (map!.sources[segment[1]!] ?? null) : null
            }
            add(source, line.slice(column))
        }
    }
    return new Map([...found].filter(([, bytes]) => bytes > 0).sort(([, a], [, b]) => b - a))
}
