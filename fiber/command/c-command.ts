/*
    c-command.ts -- Commands of C code: the whole process waits for them, as in C. Source: spec runtime.md §20.
*/

import { spawnSync } from 'node:child_process'
import {
    isNull,
    type Pointer,
    R_ERR_BAD_ARGS,
    R_ERR_BAD_STATE,
    R_ERR_CANT_COMPLETE,
    type Ref,
    setOsError,
} from '../compat/index.js'
import { rError } from '../log/c.js'
import { splitCommand } from './split-command.js'

/** Arguments of a command, and bytes of its output, at most. */
export const R_RUN_ARGS_MAX = 1024
export const R_RUN_MAX_OUTPUT = 1024 * 1024

/**
 * Runs a program to its end: 0, its exit status (127: it cannot be executed), or a negative code. Its output is in `output` when
 * the result is 0. Blocks the process; fibers use `runCommand`.
 */
export function rRun(command: Pointer<string>, output: Ref<string | null> | null = null): number {
    if (output) {
        output.value = null
    }
    const [program, ...args] = isNull(command) ? [] : splitCommand(command)
    if (!program) {
        return R_ERR_BAD_ARGS
    }
    const { error, status, signal, stdout, stderr } = spawnSync(program, args, {
        stdio: ['inherit', 'pipe', 'pipe'],
        maxBuffer: output ? R_RUN_MAX_OUTPUT : Infinity,
        encoding: 'utf8',
    })
    if (error !== undefined && (error as NodeJS.ErrnoException).code !== 'ENOBUFS') {
        setOsError(error)
        rError('run', 'Command failed with status: %d', 127)
        return 127
    }
    if (signal !== null) {
        rError('run', 'Command terminated by signal: %s', signal)
        return R_ERR_BAD_STATE
    }
    if (status === null) {
        return R_ERR_CANT_COMPLETE
    }
    if (status !== 0) {
        rError('run', 'Command failed with status: %d', status)
        return status
    }
    if (output) {
        output.value = stdout + stderr
    }
    return 0
}

/** Splits a command line: the number of arguments, or `R_ERR_BAD_ARGS` if there are none. With `argsOnly` the first is empty. */
export function rMakeArgs(command: Pointer<string>, argv: Ref<string[]>, argsOnly: boolean): number {
    const args = isNull(command) ? [] : splitCommand(command)
    if (args.length === 0) {
        return R_ERR_BAD_ARGS
    }
    argv.value = argsOnly ? ['', ...args] : args
    return argv.value.length
}
