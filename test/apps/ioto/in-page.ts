/*
    in-page.ts -- Functions that tests run inside a page. Their text is sent, so each has to be self-contained.

    The project is compiled without the types of browsers, so that nothing of them slips into the agent. What is needed of
    them here is declared here.
*/

/** The little of an element that is looked at. */
export interface Box {
    readonly textContent: string
    readonly outerHTML: string
    readonly parentElement: Box | null
    readonly childNodes: Iterable<{ readonly nodeType: number; readonly textContent: string }>
    readonly children: Iterable<Box>
    readonly scrollWidth: number
    readonly clientWidth: number
    getAttribute(name: string): string | null
    checkVisibility(): boolean
}

declare const innerWidth: number
declare const document: { readonly documentElement: Box; querySelectorAll(selector: string): Iterable<Box> }
declare function getComputedStyle(element: Box): { readonly color: string; readonly backgroundColor: string }

/** How many pixels the page is wider than the window. */
export function overflow(): number {
    return document.documentElement.scrollWidth - innerWidth
}

/** Those of the elements that do not show all of their content. */
export function cut(elements: readonly unknown[]): string[] {
    const boxes = elements as readonly Box[]
    return boxes.filter(box => box.scrollWidth > box.clientWidth + 1).map(box => box.outerHTML)
}

/** The rows of a table: their depth, and the text of each cell. */
export function cells(rows: readonly unknown[]): (string | null)[][] {
    const boxes = rows as readonly Box[]
    return boxes.map(row => [row.getAttribute('data-depth'), ...Array.from(row.children, cell => cell.textContent)])
}

/** The texts whose contrast to what is behind them is below 4.5 (WCAG 2.2 §1.4.3). */
export function faintTexts(): string[] {
    const parse = (color: string) => color.match(/[\d.]+/g)!.map(Number)
    const linear = (c: number) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    const luminance = (color: string) => {
        const [r = 0, g = 0, b = 0] = parse(color).map(c => linear(c / 255))
        return 0.2126 * r + 0.7152 * g + 0.0722 * b
    }
    const behind = (element: Box): string => {
        const color = getComputedStyle(element).backgroundColor
        const [, , , alpha = 1] = parse(color)
        return alpha > 0 || element.parentElement === null ? color : behind(element.parentElement)
    }
    const faint: string[] = []
    for (const element of document.querySelectorAll('body *')) {
        const hasText = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim() !== '')
        if (hasText && element.checkVisibility()) {
            const colors = [luminance(getComputedStyle(element).color), luminance(behind(element))]
            const contrast = (Math.max(...colors) + 0.05) / (Math.min(...colors) + 0.05)
            if (contrast < 4.5) {
                faint.push(`${element.textContent} ${contrast.toFixed(2)}`)
            }
        }
    }
    return faint
}
