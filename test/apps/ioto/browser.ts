/*
    browser.ts -- A Chromium that is installed on this machine, without a window.
*/

import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome']

/** The path of a Chromium; null: there is none in PATH. */
export function findChromium(): string | null {
    const directories = (process.env.PATH ?? '').split(delimiter)
    const paths = names.flatMap(name => directories.map(directory => join(directory, name)))
    return paths.find(isExecutable) ?? null
}

function isExecutable(path: string): boolean {
    try {
        accessSync(path, constants.X_OK)
        return true
    } catch {
        return false
    }
}

/** Starts a browser. Chromium refuses to run in its sandbox as root, as in containers. */
export function launch(executablePath: string): Promise<Browser> {
    return chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 })
}
