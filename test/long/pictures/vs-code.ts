/*
    vs-code.ts -- VS Code in a browser, driven as a person does. It is code-server, the same editor with the same JavaScript debugger: its
    npm package runs under Node 24 (`npm install code-server`, then `code-server --auth none --bind-addr 127.0.0.1:8390`).
*/

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { chromium, type Page } from 'playwright-core'

/** What is no part of the picture. */
const settings = {
    'workbench.startupEditor': 'none',
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
    'workbench.layoutControl.enabled': false,
    'window.commandCenter': false,
    'chat.disableAIFeatures': true,
    'telemetry.telemetryLevel': 'off',
    'editor.minimap.enabled': false,
    'debug.toolBarLocation': 'docked',
    'debug.openDebug': 'neverOpen',
    'debug.internalConsoleOptions': 'neverOpen',
}

/** Stops at a line of `cafe.ts` under a configuration of the debugger; gives the picture. */
export async function vsCodePicture({
    executablePath,
    address,
    directory,
    launch,
    line,
    stopped,
}: {
    readonly executablePath: string
    /** Of code-server. */
    readonly address: string
    readonly directory: string
    /** `.vscode/launch.json`, with the one configuration. */
    readonly launch: string
    readonly line: number
    /** What is seen in the Call Stack view by then. */
    readonly stopped: RegExp
}): Promise<Buffer> {
    mkdirSync(join(directory, '.vscode'), { recursive: true })
    writeFileSync(join(directory, '.vscode', 'launch.json'), launch)
    writeFileSync(join(directory, '.vscode', 'settings.json'), JSON.stringify(settings))
    const browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 })
    try {
        const page = await browser.newPage({ viewport: { width: 1060, height: 660 } })
        page.setDefaultTimeout(90_000)
        await page.goto(`${address}/?folder=${directory}`)
        await page.getByRole('treeitem', { name: /cafe\.ts/ }).dblclick()
        await page.locator('.view-line').first().waitFor()
        await wait(3000)
        await page.keyboard.press('Control+G')
        await type(page, `${line}`)
        if ((await page.locator('.codicon-debug-breakpoint').count()) === 0) {
            await page.keyboard.press('F9')
        }
        await page.locator('.codicon-debug-breakpoint-unverified, .codicon-debug-breakpoint').first().waitFor()
        await page.keyboard.press('Control+Shift+D')
        await wait(2000)
        await page.keyboard.press('F5')
        const calls = page.locator('.debug-call-stack')
        const end = Date.now() + 90_000
        // It is stopped at the first statement of the program before.
        while (!stopped.test(await calls.innerText()) && Date.now() < end) {
            await wait(2000)
            if ((await page.locator('.debug-top-stack-frame-line, .debug-top-stack-frame-column').count()) > 0) {
                if (!stopped.test(await calls.innerText())) {
                    await page.keyboard.press('F5')
                }
            }
        }
        // Its TypeScript service is a part of its own.
        await page.addStyleTag({ content: '.notifications-toasts { display: none !important }' })
        for (const name of ['Watch', 'Breakpoints', 'Loaded Scripts']) {
            const header = page.locator('.pane-header.expanded').filter({ hasText: name })
            if ((await header.count()) > 0) {
                await header.click()
            }
        }
        for (const name of ['Local: brew', 'Local']) {
            const closed = page.locator('.debug-variables').getByRole('treeitem', { name, expanded: false })
            if ((await closed.count()) > 0) {
                await closed.first().click()
                break
            }
        }
        await wait(3000)
        return await page.screenshot()
    } finally {
        await browser.close()
    }
}

async function type(page: Page, text: string): Promise<void> {
    await wait(1000)
    await page.keyboard.type(text)
    await wait(500)
    await page.keyboard.press('Enter')
    await wait(500)
}
