/*
    upload.ts -- A test action that keeps uploaded files. Source: spec web-test-actions.md §4.
*/

import { chmodSync } from 'node:fs'
import { basename, join } from 'node:path'
import { copyFile, type Fiber, FileError } from '../../../fiber/index.js'
import type { Web } from '../web.js'
import { show } from './show.js'

const DIRECTORY = './tmp'

/** Copies each file into the directory `tmp`, then shows the request. */
export function* upload(web: Web): Fiber<void> {
    for (const { filename, clientFilename } of web.uploadList) {
        try {
            // The server takes no name with a directory in it; here it would matter most.
            const target = join(DIRECTORY, basename(clientFilename))
            yield* copyFile(filename, target)
            chmodSync(target, 0o600)
        } catch (error) {
            if (!(error instanceof FileError)) {
                throw error
            }
            yield* web.sendError(500, 'Cannot open output upload filename')
            return
        }
    }
    yield* show(web)
}
