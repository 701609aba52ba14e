/*
    machine-fault.ts -- Errors that the machine is at fault for, not the program: a disk that is full, broken or read-only, no more open files.

    Their message says all that there is to say. A stack would only bury it, in a log that may have no room anyway.
*/

/** What the system calls them. */
const codes = new Set(['EDQUOT', 'EIO', 'EMFILE', 'ENFILE', 'ENOSPC', 'EROFS'])

/** Errors have causes, which are not followed further than this. */
const DEPTH = 8

/**
 * What the system calls the fault of the machine that an error, or what caused it, tells of: `ENOSPC` and `EDQUOT` (no space left), `EIO`,
 * `EROFS`, `EMFILE` and `ENFILE`; null: it tells of none.
 */
export function machineFault(error: unknown): string | null {
    let each = error
    for (let depth = 0; depth < DEPTH && each instanceof Error; depth++) {
        const { code } = each as NodeJS.ErrnoException
        if (typeof code === 'string' && codes.has(code)) {
            return code
        }
        each = each.cause
    }
    return null
}

/** Whether an error says that there is no space left on a disk. */
export function isFullDisk(error: unknown): boolean {
    const fault = machineFault(error)
    return fault === 'ENOSPC' || fault === 'EDQUOT'
}
