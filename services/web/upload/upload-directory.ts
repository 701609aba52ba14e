/*
    upload-directory.ts -- Looks whether there is the directory of temporary upload files. While it is missing uploads are answered with
    500; somebody may still make it, so that is no reason not to start.
*/

import { type Fiber, FileError, statFile } from '../../../fiber/index.js'

/** Whether `path` is a directory. */
export function* isUploadDirectory(path: string): Fiber<boolean> {
    try {
        return (yield* statFile(path)).isDirectory()
    } catch (error) {
        if (error instanceof FileError) {
            return false
        }
        throw error
    }
}
