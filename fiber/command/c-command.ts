/*
    c-command.ts -- Commands of C code: the whole process waits for them, as in C. Source: spec runtime.md §20.
*/

import { spawnSync } from 'node:child_process'
import { constants } from 'node:os'
import {
    type Pointer,
    placeOf,
    R_ERR_BAD_ARGS,
    R_ERR_BAD_STATE,
    R_ERR_CANT_COMPLETE,
    R_ERR_CANT_CREATE,
    R_ERR_CANT_OPEN,
    type Ref,
    setOsError,
    stringOf,
} from '../compat/index.js'
import { rError } from '../log/c.js'
import { splitCommand } from './split-command.js'

/** Arguments of a command, and bytes of its output, at most. */
export const R_RUN_ARGS_MAX = 1024
export const R_RUN_MAX_OUTPUT = 1024 * 1024

/** The status of what cannot be executed. */
const notExecuted = 127

/**
 * Runs a program to its end: 0, its exit status (127: it cannot be executed), or a negative code. When the result is 0, its
 * output is in `output`, what it wrote to standard error behind the rest. Blocks the process; fibers use `runCommand`.
 */
export function rRun(command: Pointer<string>, output: Pointer<Ref<string | null>> = null): number {
    const place = placeOf(output)
    if (place !== null) {
        place.value = null
    }
    const [program, ...args] = splitCommand(stringOf(command) ?? '')
    if (!program || [program, ...args].some(arg => arg.includes('\0'))) {
        return R_ERR_BAD_ARGS
    }
    const wanted = place === null ? 'ignore' : 'pipe'
    const { error, status, signal, stdout, stderr } = spawnSync(program, args, {
        stdio: ['inherit', wanted, wanted],
        maxBuffer: R_RUN_MAX_OUTPUT,
        // C closes the pipe, which ends the program unless it ignores that.
        killSignal: 'SIGKILL',
        encoding: 'utf8',
    })
    if (error !== undefined && (error as NodeJS.ErrnoException).code !== 'ENOBUFS') {
        setOsError(error)
        return startFailure((error as NodeJS.ErrnoException).code)
    }
    if (signal !== null) {
        rError('run', 'Command terminated by signal: %d', constants.signals[signal])
        return R_ERR_BAD_STATE
    }
    if (status === null) {
        return R_ERR_CANT_COMPLETE
    }
    if (status !== 0) {
        rError('run', 'Command failed with status: %d', status)
        return status
    }
    if (place !== null) {
        place.value = stdout + stderr
    }
    return 0
}

/** What a program that was not started gives: in C, pipe and fork have results of their own, and exec ends with 127. */
function startFailure(code: string | undefined): number {
    if (code === 'EMFILE' || code === 'ENFILE') {
        return R_ERR_CANT_OPEN
    }
    if (code === 'EAGAIN' || code === 'ENOMEM') {
        return R_ERR_CANT_CREATE
    }
    rError('run', 'Command failed with status: %d', notExecuted)
    return notExecuted
}

/**
 * Splits a command line: the number of arguments, or `R_ERR_BAD_ARGS` if there are none, or no place for them. With `argsOnly` the
 * first is empty.
 */
export function rMakeArgs(command: Pointer<string>, argv: Pointer<Ref<string[]>>, argsOnly: boolean): number {
    const place = placeOf(argv)
    const args = splitCommand(stringOf(command) ?? '')
    if (args.length === 0 || place === null) {
        return R_ERR_BAD_ARGS
    }
    place.value = argsOnly ? ['', ...args] : args
    return place.value.length
}
