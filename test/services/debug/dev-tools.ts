/*
    dev-tools.ts -- The front end of Chrome DevTools, driven as a person does: it is opened by the link *inspect* of chrome://inspect, gets
    keys and clicks, and tells what can be seen in its panes. Chromium runs without a window.
*/

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type BrowserContext, chromium } from 'playwright-core'
import { CdpClient } from './cdp-client.js'

/** A key with the modifiers of the protocol: 8 is Shift. */
interface Key {
    readonly name: string
    readonly code: number
    readonly modifiers?: number
}

/** What the keys of the Sources panel do. */
const keys = {
    resume: { name: 'F8', code: 119 },
    over: { name: 'F10', code: 121 },
    into: { name: 'F11', code: 122 },
    out: { name: 'F11', code: 122, modifiers: 8 },
} satisfies Record<string, Key>

/** Its elements are in shadow trees, which selectors do not enter. */
const helpers = `globalThis.all = (selector, root = document) => [
    ...root.querySelectorAll(selector),
    ...[...root.querySelectorAll('*')].flatMap(({ shadowRoot }) => (shadowRoot === null ? [] : all(selector, shadowRoot))),
]
globalThis.seen = selector => all(selector).filter(each => each.checkVisibility())
globalThis.middle = element => {
    const { x, y, width, height } = element.getBoundingClientRect()
    return { x: x + width / 2, y: y + height / 2 }
}`

/** How long anything may take to be seen, on a machine that does much else. */
const patience = 30_000

/** An open DevTools window. */
export class DevTools {
    readonly #browser: BrowserContext
    readonly #page: CdpClient

    private constructor(browser: BrowserContext, page: CdpClient) {
        this.#browser = browser
        this.#page = page
    }

    /**
     * Opens it for a program.
     *
     * @param executablePath a Chromium
     * @param profile an empty directory
     * @param port of the debug endpoint
     */
    static async open(executablePath: string, profile: string, port: string): Promise<DevTools> {
        // What the button "Configure…" of chrome://inspect writes.
        const devtools = { discover_tcp_targets_enabled: true, tcp_discovery_config: [`127.0.0.1:${port}`] }
        mkdirSync(join(profile, 'Default'))
        writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify({ devtools }))
        const browser = await chromium.launchPersistentContext(profile, {
            executablePath,
            chromiumSandbox: process.getuid?.() !== 0,
            // The old headless mode has neither chrome: pages nor DevTools.
            args: ['--headless=new', '--disable-gpu', '--remote-debugging-port=0'],
            ignoreDefaultArgs: ['--headless'],
        })
        try {
            const first = browser.pages()[0]!
            await first.goto('chrome://inspect/#devices')
            await first
                .locator('#devices .action')
                .filter({ hasText: /^inspect$/ })
                .locator('visible=true')
                .click({ timeout: patience })
            // Playwright itself leaves windows of DevTools alone.
            const [active] = readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n')
            const page = await CdpClient.connect(await windowAt(`http://127.0.0.1:${active}/json/list`))
            const opened = new DevTools(browser, page)
            const size = { width: 1100, height: 640, deviceScaleFactor: 1, mobile: false }
            await opened.#send('Emulation.setDeviceMetricsOverride', size)
            return opened
        } catch (error) {
            await browser.close()
            throw error
        }
    }

    /** Evaluates an expression in the page of the front end. */
    async run<T>(expression: string): Promise<T> {
        const { result, exceptionDetails } = await this.#send<{ result: { value: T }; exceptionDetails?: unknown }>(
            'Runtime.evaluate',
            { expression: `${helpers}\n${expression}`, returnByValue: true, awaitPromise: true },
        )
        if (exceptionDetails !== undefined) {
            throw new Error(JSON.stringify(exceptionDetails))
        }
        return result.value
    }

    /** The Call Stack pane, as it is read: `serve cafe.ts:28`, and a line `fiber 2 "serve" …` above the calls of another. */
    callStack(): Promise<string[]> {
        return this.run(`seen('.call-frame-item').map(each => each.innerText.trim().replace(/\\s+/g, ' '))`)
    }

    /** The Scope pane: `done: 1`. */
    scope(): Promise<string[]> {
        return this.run(
            `seen('.object-properties-section li').map(each => each.innerText.trim().replace(/\\s+/g, ' '))`,
        )
    }

    /** Waits until a pane shows what is wanted; gives what it shows then, or shows in the end. */
    async until(read: () => Promise<string[]>, wanted: (lines: readonly string[]) => boolean): Promise<string[]> {
        const end = Date.now() + patience
        for (;;) {
            const lines = await read()
            if (wanted(lines) || Date.now() > end) {
                return lines
            }
            await wait(50)
        }
    }

    /** Waits until the program is stopped at a place, `serve cafe.ts:28`; gives the Call Stack pane. */
    stopped(at: string): Promise<string[]> {
        return this.until(
            () => this.callStack(),
            ([first]) => first === at,
        )
    }

    /** Presses a key of the debugger. */
    async press(key: keyof typeof keys): Promise<void> {
        const { name, code, modifiers = 0 }: Key = keys[key]
        for (const type of ['rawKeyDown', 'keyUp']) {
            const params = { type, key: name, code: name, windowsVirtualKeyCode: code, modifiers }
            await this.#send('Input.dispatchKeyEvent', params)
        }
    }

    /** Clicks at the number of a line: sets a breakpoint there, or removes it. */
    async clickLine(line: number): Promise<void> {
        const gutter = `seen('.cm-lineNumbers .cm-gutterElement').find(each => each.innerText === '${line}')`
        const marks = () => this.run<number>(`seen('.cm-breakpoint').length`)
        const before = await marks()
        const { x, y } = await this.run<{ x: number; y: number }>(`middle(${gutter})`)
        await this.#click(x, y)
        await this.until(
            async () => [String(await marks())],
            ([now]) => now !== String(before),
        )
    }

    /** Asks the browser. A page that is being replaced by another never answers. */
    async #send<T>(method: string, params: Record<string, unknown>): Promise<T> {
        const timeout = new AbortController()
        const late = wait(patience, null, { signal: timeout.signal }).then(() => {
            throw new Error(`${method}: no answer`)
        })
        try {
            return await Promise.race([this.#page.send<T>(method, params), late])
        } finally {
            timeout.abort()
            late.catch(() => {})
        }
    }

    async #click(x: number, y: number): Promise<void> {
        for (const type of ['mousePressed', 'mouseReleased']) {
            await this.#send('Input.dispatchMouseEvent', { type, x, y, button: 'left', clickCount: 1 })
        }
    }

    /** A picture, as PNG; of a part of the window, if that is given. */
    async picture(part?: { x: number; y: number; width: number; height: number }): Promise<Buffer> {
        const clip = part === undefined ? {} : { clip: { ...part, scale: 1 } }
        const { data } = await this.#send<{ data: string }>('Page.captureScreenshot', { format: 'png', ...clip })
        return Buffer.from(data, 'base64')
    }

    /** Closes parts of the sidebar that are open. */
    async collapse(names: readonly string[]): Promise<void> {
        for (const name of names) {
            await this.run(
                `seen('[aria-expanded=true]').find(each => each.innerText?.trim().startsWith('${name}'))?.click()`,
            )
        }
    }

    /** Opens a trace file in the Performance panel, and waits until its tracks are drawn. */
    async openTrace(path: string): Promise<void> {
        await this.run(`(() => {
            const tab = seen('[role=tab]').find(each => each.innerText.trim() === 'Performance')
            for (const type of ['mousedown', 'mouseup', 'click']) {
                tab.dispatchEvent(new MouseEvent(type, { bubbles: true, composed: true }))
            }
        })()`)
        await this.until(
            () => this.run(`all('input[type=file]').map(() => 'input')`),
            ([input]) => input !== undefined,
        )
        const { result } = await this.#send<{ result: { objectId: string } }>('Runtime.evaluate', {
            expression: `${helpers}\nall('input[type=file]')[0]`,
        })
        await this.#send('DOM.setFileInputFiles', { files: [path], objectId: result.objectId })
        await this.until(
            () => this.run(`seen('.flame-chart-canvas').map(each => 'drawn')`),
            ([drawn]) => drawn !== undefined,
        )
        await wait(3000)
        // A first visit brings hints: their window goes.
        await this.#click(1072, 77)
        await wait(1000)
        // The names of the tracks open them; from below, or the second would move.
        const at = `(({ x, y }) => ({ x, y }))(seen('.flame-chart-canvas')[0].getBoundingClientRect())`
        const { x, y } = await this.run<{ x: number; y: number }>(at)
        for (const below of [47, 27]) {
            await this.#click(x + 10, y + below)
        }
        await wait(1000)
    }

    async close(): Promise<void> {
        this.#page.kill()
        await this.#browser.close()
    }
}

/** The address of the DevTools window, as soon as there is one. */
async function windowAt(list: string): Promise<string> {
    const end = Date.now() + patience
    while (Date.now() < end) {
        const pages = (await (await fetch(list)).json()) as { url: string; webSocketDebuggerUrl: string }[]
        const found = pages.find(({ url }) => url.startsWith('devtools://'))
        if (found !== undefined) {
            return found.webSocketDebuggerUrl
        }
        await wait(50)
    }
    throw new Error('Cannot find the window of DevTools')
}
